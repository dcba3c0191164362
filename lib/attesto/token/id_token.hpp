// ID tokens - OpenID Connect Core §2, §3.1.3.6.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/jose/jwt.hpp"

namespace attesto::inline v0 {

/// The claims of an ID token. Claims about the end-user go to userinfo, not in here.
struct IdToken {
  std::string iss;                     ///< the issuer
  Subject sub;                         ///< the end-user
  ClientId aud;                        ///< the client; a single string
  Instant iat;                         ///< when it was made
  Instant exp;                         ///< it counts before this
  Instant auth_time;                   ///< when the end-user logged in
  std::optional<std::string> nonce{};  ///< as the client sent it
  std::string acr{};                   ///< how they logged in; empty: not sent
  std::vector<std::string> amr{};      ///< by which methods; empty: not sent (RFC 8176)
};

/// Signs, with `at_hash` of the access token that goes with it.
[[nodiscard]] std::string mint_id_token(const Signer& signer, const IdToken& token, std::string_view access_token);

/// The left half of a token's digest, as `at_hash` and `c_hash` want it (OIDC Core §3.1.3.6).
[[nodiscard]] std::string half_hash(Algorithm algorithm, std::string_view token);

/// Whose ID token this is: verifies signature, `iss` and `aud`, but not `exp`, as an
/// `id_token_hint` may be old (OIDC Core §3.1.2.1).
/// @return nothing if it is not one that we issued to this client
[[nodiscard]] std::optional<Subject> check_id_token_hint(std::string_view compact,
                                                         std::span<const VerificationKey> keys, std::string_view issuer,
                                                         const ClientId& client_id);

}  // namespace attesto::inline v0
