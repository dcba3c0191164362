// POST /par - RFC 9126 §2, RFC 9449 §10.1.
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attesto/authorize/pushed_request.hpp"
#include "attesto/client_auth/client_auth.hpp"
#include "attesto/endpoint/dpop_proof.hpp"
#include "attesto/endpoint/endpoint.hpp"
#include "attesto/endpoint/form_body.hpp"
#include "attesto/endpoint/render.hpp"
#include "attesto/endpoint/render_error.hpp"
#include "attesto/endpoint/single_use.hpp"
#include "attesto/proof/client_assertion.hpp"
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

/// What is known of a push while it is worked on.
struct Progress {
  std::string client_id{};
  bool send_nonce = false;  ///< the proof's own is missing or getting old
};

Result<std::optional<DpopProof>> find_proof(const Services& services, const RequestContext& context,
                                            const http::Request& request, Progress& progress) {
  auto proof = find_dpop_proof(services, context, request);
  if (proof) progress.send_nonce = *proof && (*proof)->renew_nonce();
  else progress.send_nonce = proof.error().code == ErrorCode::use_dpop_nonce;
  return proof;
}

/// The code is bound to the key of the proof, as `dpop_jkt` would bind it; both must say the same
/// (RFC 9449 §10.1).
Result<void> bind_to_key(AuthorizationRequest& request, const DpopProof& proof) {
  if (request.dpop_jkt && *request.dpop_jkt != proof.jkt())
    return fail(ErrorCode::invalid_dpop_proof, "dpop_jkt is not the key of the DPoP proof", Reason::dpop_other_key);
  request.dpop_jkt = proof.jkt();
  return {};
}

/// What the push uses up: the client's assertion, the proof.
std::vector<SingleUse> gather_single_use(const AuthenticatedClient& client, const std::optional<DpopProof>& proof) {
  std::vector<SingleUse> single_use;
  if (client.replay_record()) single_use.push_back({*client.replay_record(), to_error(ClientAssertionError::replayed)});
  if (proof) single_use.push_back({proof->replay_record(), to_error(DpopError::replayed)});
  return single_use;
}

/// The reference and what was used up for it are one commit, so a refused push burns nothing.
Result<void> store(const Services& services, Record pushed, const std::vector<SingleUse>& single_use) {
  Commit commit;
  commit.records.push_back(std::move(pushed));
  use_up(single_use, commit);
  const auto outcome = services.store.commit(commit);
  if (!outcome) return fail_unavailable(Reason::store_unavailable);
  if (*outcome) return {};
  const Error otherwise{ErrorCode::server_error, "the request could not be stored", Reason::internal_failure};
  return std::unexpected(describe_second_use(services.store, single_use, otherwise));
}

Result<std::string> handle_push(const Services& services, const RequestContext& context, const http::Request& request,
                                Progress& progress) {
  constexpr std::array<std::string_view, 1> kRepeatable = {"resource"};  // RFC 8707 §2
  ATTESTO_TRY(form, read_form_body(request, kRepeatable));
  if (const auto claimed = form.find("client_id")) progress.client_id = *claimed;
  ATTESTO_TRY(client, authenticate_client(services.client_auth, request, form, context.now));
  progress.client_id = client.client().client_id.view();
  ATTESTO_TRY(proof, find_proof(services, context, request, progress));
  ATTESTO_TRY(checked, check_pushed(services, form, client.client().client_id, context.now));
  if (proof) {
    if (auto bound = bind_to_key(checked, *proof); !bound) return std::unexpected(bound.error());
  }
  NewPushedRequest pushed = push_request(*services.authorize, std::move(checked), context.now);
  if (auto stored = store(services, std::move(pushed.record), gather_single_use(client, proof)); !stored)
    return std::unexpected(stored.error());
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
  Progress progress;
  const auto request_uri = handle_push(services, context, request, progress);
  Event event{.kind = EventKind::authorization_pushed, .client_id = progress.client_id};
  if (!request_uri) {
    event.kind = EventKind::authorization_failed;
    event.reason = request_uri.error().reason;
  }
  services.emit(context, event);
  http::Response response = request_uri ? render_reference(*request_uri, services.lifetimes.pushed_request)
                                        : render_error(request_uri.error(), context, ToClient{services.issuer.str()});
  if (progress.send_nonce) add_dpop_nonce(response, services.dpop, DpopEndpoint::authorization_server, context.now);
  return response;
}

}  // namespace

extern const Endpoint par_endpoint{"par", "POST", handle};

}  // namespace attesto::inline v0
