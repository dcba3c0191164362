#include "attesto/resource/challenge.hpp"

#include <string>

namespace attesto::inline v0 {
namespace {

/// Here a bad proof is a credential that doesn't do; at the token endpoint it is a bad request.
int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_token:
    case ErrorCode::invalid_dpop_proof:
    case ErrorCode::use_dpop_nonce: return 401;
    case ErrorCode::insufficient_scope: return 403;
    case ErrorCode::server_error: return 500;
    case ErrorCode::temporarily_unavailable: return 503;
    default: return 400;
  }
}

std::string error_parameters(const Error& error, std::string_view scope) {
  std::string text;
  // "If the request lacks any authentication information, the resource server SHOULD NOT include
  // an error code" (RFC 6750 §3.1)
  if (error.reason != Reason::token_missing) {
    text += ", error=\"" + std::string(to_string(error.code)) + "\", error_description=\"";
    text += error.description.text;
    text += '"';
  }
  if (!scope.empty()) text += ", scope=\"" + std::string(scope) + '"';
  return text;
}

std::string bearer(const Challenge& challenge, std::string_view parameters) {
  std::string value = "Bearer realm=\"" + std::string(challenge.realm) + '"';
  return value += parameters;
}

std::string dpop(const Challenge& challenge, std::string_view parameters) {
  std::string value = "DPoP realm=\"" + std::string(challenge.realm) + '"';
  value += parameters;
  value += ", algs=\"";
  for (std::string_view separator; const Algorithm algorithm : challenge.dpop_algorithms) {
    value.append(separator).append(to_string(algorithm));
    separator = " ";
  }
  return value += '"';
}

}  // namespace

http::Response render_challenge(const Error& error, const Challenge& challenge) {
  http::Response response{.status = status_of(error.code)};
  const std::string parameters = error_parameters(error, challenge.scope);
  const bool takes_dpop = !challenge.dpop_algorithms.empty();
  // A bound token that came alone is told which scheme it needs (RFC 9449 §7.1).
  const bool dpop_first =
      takes_dpop && (challenge.presented == TokenScheme::dpop || error.reason == Reason::dpop_required);
  if (response.status != 503) {
    response.add("WWW-Authenticate", dpop_first ? dpop(challenge, parameters) : bearer(challenge, parameters));
    if (takes_dpop && response.status == 401)
      response.add("WWW-Authenticate", dpop_first ? bearer(challenge, {}) : dpop(challenge, {}));
  }
  response.add("Cache-Control", "no-store").add("Pragma", "no-cache");
  if (response.status == 503) response.add("Retry-After", "1");
  return response;
}

}  // namespace attesto::inline v0
