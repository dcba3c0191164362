// Passwords of people: Argon2id - RFC 9106.
#pragma once

#include <string>

#include "attesto/base/secret.hpp"

namespace attesto::inline v0 {

/// How many hashes are computed at once in this process; whoever comes later waits. Each takes
/// 19 MiB, so a flood of logins costs time, not memory.
inline constexpr int kConcurrentPasswordHashes = 4;

/// Hashes with Argon2id: 19 MiB, two passes, one lane, a fresh 128-bit salt.
///
/// @return the PHC string, with everything that verify_password needs
/// @throws std::runtime_error if the memory can't be had
/// @rfc 9106 §3.1
[[nodiscard]] std::string hash_password(const Secret& password);

/// Whether the password is the one that was hashed. Also understands other costs than today's.
/// @return false for a hash in another form, too
[[nodiscard]] bool verify_password(const std::string& hash, const Secret& password);

/// Takes as long as verify_password, for a user who does not exist: the time of an answer must not
/// tell which names are taken.
void verify_nobody(const Secret& password);

}  // namespace attesto::inline v0
