// The file with the key that seals signing keys at rest.
#pragma once

#include <expected>
#include <string>

#include "attesto/base/random.hpp"
#include "attesto/crypto/seal.hpp"

namespace attesto::inline v0 {

/// Reads the master key: 32 bytes, base64url, on one line.
/// @error  the file, what is wrong with it (absent, malformed, open to others) and what to do
[[nodiscard]] std::expected<Sealer, std::string> load_master_key(const std::string& path);

/// Makes a master key (mode 0600), durable when it returns. An existing file is never touched,
/// whatever is in it.
/// @return false if the file exists
/// @error  the file and why it can't be written
[[nodiscard]] std::expected<bool, std::string> create_master_key(const std::string& path, Random& random);

}  // namespace attesto::inline v0
