// Raw signatures over parsed keys, private to this room.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "attesto/crypto/key.hpp"
#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {

/// Whether keys of that type make signatures of that scheme.
[[nodiscard]] bool fits(SignatureScheme scheme, KeyType type) noexcept;

/// Prepared EVP contexts of one key, reused: preparing one costs as much as a digest and a
/// signature's allocations together.
class ContextPool {
 public:
  /// What contexts of a pool are made for.
  enum class Use : std::uint8_t { sign, verify };
  /// Contexts for one key and one use.
  ContextPool(EVP_PKEY* key, Use use) : key_(key), use_(use) {}

  /// Runs `operation(EVP_PKEY_CTX*)` with a context that is prepared for the scheme.
  template <class Operation>
  auto with(SignatureScheme scheme, Operation operation) {
    openssl::KeyContext context = take(scheme);
    auto result = operation(context.get());
    give_back(scheme, std::move(context));
    return result;
  }

 private:
  struct Entry {
    SignatureScheme scheme;
    openssl::KeyContext context;
  };
  [[nodiscard]] openssl::KeyContext take(SignatureScheme scheme);
  void give_back(SignatureScheme scheme, openssl::KeyContext context);

  EVP_PKEY* key_;
  Use use_;
  std::mutex mutex_;
  std::vector<Entry> idle_;
};

/// One parsed key, either half, with what its operations reuse.
struct KeyState {
  /// Takes over the key.
  KeyState(openssl::Key parsed, KeyType key_type, ContextPool::Use use)
      : key(std::move(parsed)), type(key_type), contexts(key.get(), use) {}
  openssl::Key key;              ///< as OpenSSL holds it
  KeyType type;                  ///< what kind it is
  mutable ContextPool contexts;  ///< reused, one per thread at a time
};

/// A public key with contexts that verify.
struct PublicKey::Impl : KeyState {
  /// Takes over the key.
  Impl(openssl::Key parsed, KeyType key_type, EcComponents coordinates)
      : KeyState(std::move(parsed), key_type, ContextPool::Use::verify), point(std::move(coordinates)) {}
  EcComponents point;  ///< empty unless of an ec_ type; OpenSSL inverts modulo p each time it is asked
};
/// A private key with contexts that sign.
struct PrivateKey::Impl : KeyState {
  /// Takes over the key.
  Impl(openssl::Key parsed, KeyType key_type) : KeyState(std::move(parsed), key_type, ContextPool::Use::sign) {}
};

/// Accepts the key types and strengths that this library works with.
[[nodiscard]] std::expected<KeyType, KeyError> classify(EVP_PKEY* key);

}  // namespace attesto::inline v0
