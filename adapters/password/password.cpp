#include "adapters/password/password.hpp"

#include <sodium.h>

#include <array>
#include <semaphore>
#include <stdexcept>

namespace attesto::inline v0 {
namespace {

// The first choice of the OWASP cheat sheet for Argon2id; verify_nobody has the same in its hash.
constexpr std::size_t kMemoryBytes = 19 * 1024 * 1024;
constexpr unsigned long long kPasses = 2;

/// A salt and a hash of zero bytes: no password is known for it, and none will be found.
constexpr const char* kNobody =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
static_assert(kMemoryBytes == std::size_t{19456} * 1024 && kPasses == 2);

/// One of the places where a hash may be computed.
class Place {
 public:
  Place() { places().acquire(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { places().release(); }

 private:
  static std::counting_semaphore<kConcurrentPasswordHashes>& places() {
    static std::counting_semaphore<kConcurrentPasswordHashes> free_places(kConcurrentPasswordHashes);
    return free_places;
  }
};

void require_sodium() {
  static const bool kReady = sodium_init() >= 0;
  if (!kReady) throw std::runtime_error("libsodium can't be initialised");
}

/// An empty text may have no address, but libsodium wants one.
const char* address(std::string_view text) { return text.empty() ? "" : text.data(); }

bool verify(const char* hash, std::string_view password) {
  require_sodium();
  const Place place;
  return crypto_pwhash_str_verify(hash, address(password), password.size()) == 0;
}

}  // namespace

std::string hash_password(const Secret& password) {
  require_sodium();
  const Place place;
  std::array<char, crypto_pwhash_STRBYTES> hash;
  const std::string_view text = password.expose();
  if (crypto_pwhash_str_alg(hash.data(), address(text), text.size(), kPasses, kMemoryBytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory to hash a password");
  return hash.data();
}

bool verify_password(const std::string& hash, const Secret& password) {
  return verify(hash.c_str(), password.expose());
}

void verify_nobody(const Secret& password) { static_cast<void>(verify(kNobody, password.expose())); }

}  // namespace attesto::inline v0
