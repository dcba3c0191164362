// Judges Wycheproof's JWE and AEAD files. Knows no case by its id: any file of the same form will do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attesto/wire/json.hpp"

namespace attesto::vectors {

/// What came out of one case.
struct Judgement {
  enum class Outcome { agrees, disagrees, skipped };
  std::string id;
  Outcome outcome;
  std::string reason;  ///< why it disagrees or was skipped
};

/// json_web_encryption_test and the encrypted groups of json_web_crypto_test. Tokens under an `alg` or
/// an `enc` that the library has no name for must be refused; where the file calls them valid the case is
/// reported as skipped.
[[nodiscard]] std::vector<Judgement> judge_jwe(const Json& file);

/// aes_gcm_test and a128cbc_hs256_test. Key and nonce lengths that JWE does not use are skipped.
[[nodiscard]] std::vector<Judgement> judge_aead(const Json& file);

}  // namespace attesto::vectors
