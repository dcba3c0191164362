#include "attesto/endpoint/registration_request.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "attesto/base/overloaded.hpp"
#include "attesto/endpoint/registrable_client.hpp"
#include "attesto/oauth/client_information.hpp"
#include "attesto/wire/authorization.hpp"

namespace attesto::inline v0 {
namespace {

constexpr JsonLimits kLimits{.bytes = std::size_t{64} * 1024, .depth = 8, .members = 64};

/// A member that would change what the client may rely on, if only we had what it takes: left out
/// silently, the client would learn of it too late.
struct Unsupported {
  std::string_view name;
  WireText fault;
};
constexpr WireText kNotFetched = "is not fetched by this server; send the keys themselves as jwks";
constexpr WireText kNotEncrypted = "is not supported; this server signs and does not encrypt";
constexpr std::array kUnsupported = {
    Unsupported{"jwks_uri", kNotFetched},
    Unsupported{"sector_identifier_uri", "is not fetched by this server; leave it out"},
    Unsupported{"id_token_encrypted_response_alg", kNotEncrypted},
    Unsupported{"id_token_encrypted_response_enc", kNotEncrypted},
    Unsupported{"userinfo_encrypted_response_alg", kNotEncrypted},
    Unsupported{"userinfo_encrypted_response_enc", kNotEncrypted},
    Unsupported{"request_object_encryption_alg", kNotEncrypted},
    Unsupported{"request_object_encryption_enc", kNotEncrypted},
};

Result<void> check_understood(const Json& metadata) {
  if (metadata.find("software_statement"))
    return fail(ErrorCode::unapproved_software_statement, "this server approves of no software statements",
                Reason::software_statement_unapproved);
  for (const Unsupported& member : kUnsupported)
    if (metadata.find(member.name)) return refuse_metadata(member.name, member.fault);
  const Json* subject_type = metadata.find("subject_type");
  if (subject_type && (!subject_type->string() || *subject_type->string() != "public"))
    return refuse_metadata("subject_type", "must be public, the only one of this server");
  return {};
}

/// OIDC Registration §2 takes a client that doesn't say for a web application. One that names what only a
/// native one may have is taken for that, and reads so in the answer (RFC 7591 §2 lets us substitute).
void infer_application_type(const Json& metadata, Client& client) {
  const auto is_for_native = [](const std::string& uri) { return !uri.starts_with("https:"); };
  if (!metadata.find("application_type") && std::ranges::any_of(client.redirect_uris, is_for_native))
    client.application_type = ApplicationType::native;
}

/// "grant_types" and "response_types" must go together (RFC 7591 §2.1). Other response types than `code`
/// are left out.
Result<void> check_response_types(const Json& metadata, const Client& client) {
  const Json* types = metadata.find("response_types");
  if (!types) return {};
  const bool asks_code = std::ranges::find(*types->array(), Json("code")) != types->array()->end();
  if (asks_code == client.may_use("authorization_code")) return {};
  if (asks_code) return refuse_metadata("response_types", "has code, which needs the grant type authorization_code");
  return refuse_metadata("response_types", "must have code, the only one that goes with authorization_code");
}

/// The host's word, and our own check of it.
Result<Client> review(const Services& services, Client proposed) {
  if (!services.registration->review) return proposed;
  auto answer = (*services.registration->review)(proposed);
  ATTESTO_TRY(reviewed,
              std::visit(Overloaded{
                             [](Client& client) -> Result<Client> { return std::move(client); },
                             [](RegistrationRefused) -> Result<Client> {
                               return fail(ErrorCode::invalid_client_metadata,
                                           "this server does not register such a client", Reason::registration_refused);
                             },
                             [](Unavailable) -> Result<Client> { return fail_unavailable(Reason::host_unavailable); },
                         },
                         answer));
  if (!check_registrable(services, reviewed))
    return fail(ErrorCode::server_error, "the client could not be registered", Reason::internal_failure);
  return std::move(reviewed);
}

}  // namespace

std::optional<Secret> find_registration_token(const http::Request& request) {
  const auto field = request.header("authorization");
  if (!field || request.header_count("authorization") != 1) return std::nullopt;
  const auto token = parse_bearer(*field);
  if (!token) return std::nullopt;
  return Secret(*token);
}

Result<Json> read_registration_body(const http::Request& request) {
  if (request.header_count("content-type") != 1 || !request.has_media_type("application/json"))
    return fail(ErrorCode::invalid_client_metadata, "Content-Type must be application/json", Reason::media_type);
  auto body = Json::parse(request.body, kLimits);
  if (!body && body.error() == JsonError::too_large)
    return fail(ErrorCode::invalid_client_metadata, "the metadata have more than 64 KiB, or too many members",
                Reason::body_too_large);
  if (!body || !body->object())
    return fail(ErrorCode::invalid_client_metadata, "the body is no JSON object with each member once",
                Reason::registration_body_syntax);
  return *std::move(body);
}

Result<Client> read_registration(const Services& services, const Json& metadata) {
  if (auto understood = check_understood(metadata); !understood) return std::unexpected(understood.error());
  Client client{.client_id = ClientId(""), .grant_types = {"authorization_code"}};  // RFC 7591 §2: the default
  if (const auto read = read_client_information(*metadata.object(), client); !read)
    return refuse_metadata(read.error());
  infer_application_type(metadata, client);
  if (auto narrowed = narrow_to_offered(services, metadata.find("scope") != nullptr, client); !narrowed)
    return std::unexpected(narrowed.error());
  if (auto fit = check_response_types(metadata, client); !fit) return std::unexpected(fit.error());
  if (auto checked = check_registrable(services, client); !checked) return std::unexpected(checked.error());
  return review(services, std::move(client));
}

}  // namespace attesto::inline v0
