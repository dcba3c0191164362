#include "attesto/crypto/key_agreement.hpp"

#include <algorithm>

#include "attesto/crypto/digest.hpp"
#include "attesto/crypto/signature.hpp"

namespace attesto::inline v0 {
namespace {

void append_number(SecretBytes& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

void append_counted(SecretBytes& out, ByteView bytes) {
  append_number(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

SecretBytes concat_kdf(ByteView shared_secret, const AgreementInfo& info, std::size_t size) {
  SecretBytes input;
  input.reserve(64 + shared_secret.size() + info.algorithm.size() + info.party_u.size() + info.party_v.size());
  append_number(input, 0);  // the round counter, filled in below
  input.insert(input.end(), shared_secret.begin(), shared_secret.end());
  append_counted(input, as_bytes(info.algorithm));
  append_counted(input, info.party_u);
  append_counted(input, info.party_v);
  append_number(input, size * 8);

  SecretBytes out;
  out.reserve(size + sizeof(Sha256Digest));
  while (out.size() < size) {
    ++input[3];
    Sha256Digest block = sha256(input);
    out.insert(out.end(), block.begin(), block.end());
    wipe(block.data(), block.size());
  }
  out.resize(size);
  return out;
}

std::optional<SecretBytes> PrivateKey::agree(const PublicKey& peer) const {
  if (peer.type() != impl_->type) return std::nullopt;
  const openssl::ErrorScope errors;
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, impl_->key.get(), nullptr));
  std::size_t size = 0;
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), peer.impl_->key.get()) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
    return std::nullopt;
  SecretBytes secret(size);
  if (EVP_PKEY_derive(context.get(), secret.data(), &size) != 1) return std::nullopt;
  secret.resize(size);
  return secret;
}

}  // namespace attesto::inline v0
