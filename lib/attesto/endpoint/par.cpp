// POST /par - RFC 9126 §2.
#include <array>
#include <utility>

#include "attesto/authorize/pushed_request.hpp"
#include "attesto/client_auth/client_auth.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

/// The request as the authorization endpoint would check it, but the client is told what is wrong
/// with it here, before a browser is on its way (§2.1).
Result<AuthorizationRequest> check_pushed(const Services& services, const Form& form, const ClientId& client_id,
                                          Instant now) {
  if (form.find("request_uri"))
    return fail(ErrorCode::invalid_request, "request_uri can not be pushed", Reason::pushed_request_nested);
  auto valid = check_authorization_request(*services.authorize, form, now, &client_id);
  if (!valid) return std::unexpected(valid.error().error);
  return std::move(valid->request);
}

Result<std::string> handle_push(const Services& services, const RequestContext& context, const http::Request& request,
                                std::string& client_id) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};  // RFC 8707 §2
  ATTESTO_TRY(form, read_form_body(request, kRepeatable));
  if (const auto claimed = form.find("client_id")) client_id = *claimed;
  ATTESTO_TRY(client, authenticate_client(services.load_client, services.verify_client_secret, request, form));
  client_id = client.client().client_id.view();
  ATTESTO_TRY(checked, check_pushed(services, form, client.client().client_id, context.now));
  NewPushedRequest pushed = push_request(*services.authorize, std::move(checked), context.now);
  std::vector<Record> records;
  records.push_back(std::move(pushed.record));
  const auto outcome = services.store.commit({.records = std::move(records)});
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  if (!*outcome) return fail(ErrorCode::server_error, "the request could not be stored", Reason::internal_failure);
  return std::move(pushed.request_uri);
}

http::Response render_reference(std::string_view request_uri, std::chrono::seconds lifetime) {
  std::string body;
  JsonWriter(body)
      .begin_object()
      .member("request_uri", request_uri)
      .member("expires_in", static_cast<std::int64_t>(lifetime.count()))
      .end_object();
  return render_json(201, std::move(body));
}

http::Response handle(const Services& services, const RequestContext& context, const http::Request& request) {
  std::string client_id;
  const auto request_uri = handle_push(services, context, request, client_id);
  Event event{
      .kind = EventKind::authorization_pushed, .at = context.now, .endpoint = context.endpoint, .client_id = client_id};
  if (!request_uri) {
    event.kind = EventKind::authorization_failed;
    event.reason = request_uri.error().reason;
  }
  services.emit(event);
  if (request_uri) return render_reference(*request_uri, services.lifetimes.pushed_request);
  return render_error(request_uri.error(), ToClient{services.issuer.str()});
}

}  // namespace

extern const Endpoint par_endpoint{"par", "POST", handle};

}  // namespace attesto::inline v0
