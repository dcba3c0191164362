#include "attesto/crypto/os_random.hpp"

#include <openssl/rand.h>

#include <stdexcept>

namespace attesto::inline v0 {

void OsRandom::fill(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1)
    throw std::runtime_error("the random generator failed");
}

}  // namespace attesto::inline v0
