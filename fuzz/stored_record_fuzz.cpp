// A stored code, refresh token or interaction that is read is written the same way again, and PKCE never gets lost on
// the way.
#include "attesto/authorize/interaction.hpp"
#include "attesto/token/authorization.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto json = Json::parse(text);
  const bool has_challenge = json && json->find("code_challenge");
  if (const auto code = AuthorizationCode::from_json(text)) {
    fuzz::require(code->code_challenge.has_value() == has_challenge, "a code lost its challenge");
    const std::string written = code->to_json();
    const auto again = AuthorizationCode::from_json(written);
    fuzz::require(again && again->to_json() == written && again->redirect_uri == code->redirect_uri, "a code");
  }
  if (const auto token = RefreshToken::from_json(text)) {
    const std::string written = token->to_json();
    const auto again = RefreshToken::from_json(written);
    fuzz::require(again && again->to_json() == written && again->expires_at == token->expires_at, "a refresh token");
  }
  const Instant expires_at = from_seconds(1'700'000'000);
  if (const auto interaction = Interaction::from_json(text, expires_at)) {
    if (json) fuzz::require(interaction->request.code_challenge.has_value() == has_challenge, "lost its challenge");
    const std::string written = interaction->to_json();
    const auto again = Interaction::from_json(written, expires_at);
    fuzz::require(again && again->to_json() == written && again->binding == interaction->binding, "an interaction");
  }
  return 0;
}
