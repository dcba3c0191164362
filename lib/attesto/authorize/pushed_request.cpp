#include "attesto/authorize/pushed_request.hpp"

#include <utility>

#include "attesto/authorize/stored_request.hpp"
#include "attesto/token/opaque_token.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kPrefix = "urn:ietf:params:oauth:request_uri:";

RecordKey reference_key(std::string_view request_uri) {
  return record_key(RecordKind::pushed_request, request_uri.substr(kPrefix.size()));
}

/// Unknown and another client's read alike, so that nobody learns which references exist.
constexpr WireText kUnknown = "request_uri is not one that this client pushed";

Result<PushedRequest> find_usable(const AuthorizeServices& services, const RecordKey& key, std::string_view client_id,
                                  Instant now) {
  const auto found = services.store.find(key);
  if (!found) return fail_unavailable(Reason::store_unavailable);
  auto pushed = *found ? PushedRequest::from_json((*found)->body) : std::nullopt;
  if (!pushed) return fail(ErrorCode::invalid_request_uri, kUnknown, Reason::pushed_request_unknown);
  if (pushed->request.client_id.view() != client_id)
    return fail(ErrorCode::invalid_request_uri, kUnknown, Reason::pushed_request_other_client);
  if ((*found)->consumed)
    return fail(ErrorCode::invalid_request_uri, "request_uri was used before", Reason::pushed_request_used);
  if (pushed->expires_at <= now)
    return fail(ErrorCode::invalid_request_uri, "request_uri has expired", Reason::pushed_request_expired);
  return *std::move(pushed);
}

}  // namespace

std::string PushedRequest::to_json() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization_request(out, request);
  out.member("expires_at", static_cast<std::int64_t>(expires_at.time_since_epoch().count())).end_object();
  return text;
}

std::optional<PushedRequest> PushedRequest::from_json(std::string_view text) {
  const auto json = Json::parse(text, kStoredRequestLimits);
  if (!json) return std::nullopt;
  auto request = read_authorization_request(*json);
  const std::int64_t* expires_at = json->find_integer("expires_at");
  if (!request || !expires_at) return std::nullopt;
  return PushedRequest{*std::move(request), Instant{std::chrono::milliseconds{*expires_at}}};
}

NewPushedRequest push_request(const AuthorizeServices& services, AuthorizationRequest request, Instant now) {
  const PushedRequest pushed{std::move(request), now + services.lifetimes.pushed_request};
  std::string request_uri = std::string(kPrefix) + std::string(mint_handle(services.random, now).expose());
  Record record{.key = reference_key(request_uri),
                .expires_at = pushed.expires_at + services.end_users.interaction_lifetime,
                .body = pushed.to_json()};
  return {std::move(request_uri), std::move(record)};
}

bool is_pushed_request_uri(std::string_view request_uri) noexcept { return request_uri.starts_with(kPrefix); }

std::expected<ValidAuthorization, AuthorizationRefusal> find_pushed_request(const AuthorizeServices& services,
                                                                            const Form& form, Instant now) {
  const auto refuse = [](const Error& error) { return std::unexpected(AuthorizationRefusal{error}); };
  const auto client_id = form.find("client_id");
  if (!client_id)
    return refuse({ErrorCode::invalid_request, "the client_id parameter is missing", Reason::parameter_missing});
  if (form.find("request"))
    return refuse({ErrorCode::invalid_request, "request and request_uri can not be used together",
                   Reason::request_object_and_uri});
  const RecordKey key = reference_key(*form.find("request_uri"));
  auto pushed = find_usable(services, key, *client_id, now);
  if (!pushed) return refuse(pushed.error());
  // Checked again: the client may have changed since.
  auto checked = RedirectCheck::check(services.load_client, pushed->request.client_id, pushed->request.redirect_uri,
                                      pushed->request.state, pushed->request.response_mode);
  if (!checked) return refuse(checked.error());
  return ValidAuthorization{std::move(checked->client), std::move(checked->redirect), std::move(pushed->request), key};
}

}  // namespace attesto::inline v0
