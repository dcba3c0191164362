// A whole server with clients that keep their secrets: no request gets a token, a code, a fault of ours, or a redirect
// to where no client is.
#include <algorithm>
#include <array>
#include <memory>

#include "attesto/crypto/digest.hpp"
#include "attesto/server/server.hpp"
#include "attesto/store/memory_store.hpp"
#include "attesto/wire/json.hpp"
#include "fuzz/fixed_random.hpp"
#include "fuzz/oracle.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;

namespace {

constexpr std::string_view kRedirectUri = "https://client.example/cb";

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return from_seconds(1'700'000'000); }
};

std::shared_ptr<const KeyRing> keys() {
  static const auto kRing = [] {
    const std::shared_ptr<const Signer> signer = LocalSigner::create(fuzzing::key(), Algorithm::EdDSA).value();
    return std::make_shared<const KeyRing>(std::vector{signer}, std::vector<VerificationKey>{});
  }();
  return kRing;
}

std::shared_ptr<const Client> client(ClientAuthMethod method) {
  Client client{.client_id = ClientId(std::string(to_string(method))),
                .token_endpoint_auth_method = method,
                .redirect_uris = {std::string(kRedirectUri)},
                .grant_types = {"authorization_code", "refresh_token", "client_credentials"},
                .scope = Scope::parse("openid offline_access api").value()};
  // Nobody knows what hashes to this.
  if (method != ClientAuthMethod::none) client.client_secret_sha256 = Sha256Digest{1, 2, 3};
  return std::make_shared<const Client>(std::move(client));
}

/// Clients are named after how they authenticate; nobody is logged in.
const Server& server() {
  static const std::array kClients = {client(ClientAuthMethod::none), client(ClientAuthMethod::client_secret_basic),
                                      client(ClientAuthMethod::client_secret_post)};
  static const Server kServer = [] {
    Config config{
        .issuer = Issuer::parse("https://as.example").value(),
        .keys = [] { return keys(); },
        .store = make_memory_store(),
        .clock = std::make_shared<FixedClock>(),
        .random = std::make_shared<fuzz::FixedRandom>(),
        .load_client = [](const ClientId& id) -> std::expected<std::shared_ptr<const Client>, Unavailable> {
          const auto found = std::ranges::find(kClients, id, [](const auto& known) { return known->client_id; });
          return found == kClients.end() ? nullptr : *found;
        },
        .end_users = EndUsers{.authenticate_resource_owner = [](const AuthenticationRequest&,
                                                                const http::Request&) { return NotAuthenticated{}; },
                              .consent = [](const ConsentRequest& question,
                                            const http::Request&) { return Consented{question.scope}; },
                              .load_claims = [](const Subject&, const Scope&) { return Json::Object{}; }}};
    return Server::create(std::move(config)).value();
  }();
  return kServer;
}

/// The first line is method and target, fields follow until an empty line, the rest is the body.
struct Input {
  explicit Input(std::string_view text) {
    const std::string_view line = take_line(text);
    const std::size_t space = std::min(line.find(' '), line.size());
    method = line.substr(0, space);
    target = line.substr(std::min(space + 1, line.size()));
    for (std::string_view field = take_line(text); !field.empty(); field = take_line(text)) {
      const std::size_t colon = std::min(field.find(": "), field.size());
      fields.push_back({field.substr(0, colon), field.substr(std::min(colon + 2, field.size()))});
    }
    body = text;
  }

  static std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  }

  std::string_view method, target, body;
  std::vector<http::HeaderView> fields;
};

void check_response(const http::Response& response, bool is_public_document) {
  fuzz::require(response.status >= 200 && response.status < 500, "a fault of ours");
  const auto location = response.header("Location");
  if (location) fuzz::require(location->starts_with(kRedirectUri) && !location->contains("code="), "a redirect");
  if (is_public_document || response.status >= 300) return;
  fuzz::require(!response.body.contains("token"), "a token for nobody");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Input input(fuzz::text_of(data, size));
  const http::Request request{
      .method = input.method, .target = input.target, .headers = input.fields, .body = input.body};
  const bool is_inline = server().answers_without_blocking(request);
  const auto response = server().handle(request);
  if (!response) return 0;
  check_response(*response, is_inline);
  return 0;
}
