#include "adapters/pkcs11/pkcs11_signer.hpp"

#include <optional>
#include <utility>

#include "adapters/pkcs11/public_key.hpp"
#include "adapters/pkcs11/token.hpp"

namespace attesto::pkcs11 {
namespace {

/// How the token is asked for a JWS signature.
struct Mechanism {
  CK_MECHANISM_TYPE type;
  std::optional<DigestAlgorithm> digest{};  ///< hash first: the mechanism signs a digest
  CK_RSA_PKCS_PSS_PARAMS pss{};             ///< used if s_len is set
};

Mechanism mechanism(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::RS256: return {CKM_SHA256_RSA_PKCS};
    case Algorithm::RS384: return {CKM_SHA384_RSA_PKCS};
    case Algorithm::RS512: return {CKM_SHA512_RSA_PKCS};
    case Algorithm::PS256: return {CKM_RSA_PKCS_PSS, DigestAlgorithm::sha256, {CKM_SHA256, CKG_MGF1_SHA256, 32}};
    case Algorithm::PS384: return {CKM_RSA_PKCS_PSS, DigestAlgorithm::sha384, {CKM_SHA384, CKG_MGF1_SHA384, 48}};
    case Algorithm::PS512: return {CKM_RSA_PKCS_PSS, DigestAlgorithm::sha512, {CKM_SHA512, CKG_MGF1_SHA512, 64}};
    // CKM_ECDSA gives r||s of fixed length, as JWS wants it (RFC 7518 §3.4).
    case Algorithm::ES256: return {CKM_ECDSA, DigestAlgorithm::sha256};
    case Algorithm::ES384: return {CKM_ECDSA, DigestAlgorithm::sha384};
    case Algorithm::ES512: return {CKM_ECDSA, DigestAlgorithm::sha512};
    case Algorithm::EdDSA: return {CKM_EDDSA};
  }
  std::unreachable();
}

Bytes sign_in(const Session& session, Mechanism how, ByteView input) {
  const Module& module = session.module();
  CK_MECHANISM call{how.type, nullptr, 0};
  if (how.pss.s_len != 0) call = {how.type, &how.pss, sizeof how.pss};
  require(module->C_SignInit(session.handle(), &call, session.key()), "C_SignInit");
  auto* const data = const_cast<std::uint8_t*>(input.data());
  Bytes signature(1024);  // RSA with 8192 bits; nothing is longer
  CK_ULONG size = signature.size();
  require(module->C_Sign(session.handle(), data, input.size(), signature.data(), &size), "C_Sign");
  signature.resize(size);
  return signature;
}

OpenFailure unusable(std::string detail) { return {.error = OpenError::key_unusable, .detail = std::move(detail)}; }

}  // namespace

struct Pkcs11Signer::Impl {
  Impl(std::unique_ptr<Token> opened, VerificationKey key)
      : token(std::move(opened)), verification_key(std::move(key)) {}
  std::unique_ptr<Token> token;
  VerificationKey verification_key;
};

Pkcs11Signer::Pkcs11Signer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Pkcs11Signer::~Pkcs11Signer() = default;

std::expected<std::shared_ptr<const Pkcs11Signer>, OpenFailure> Pkcs11Signer::open(KeyLocation location, Secret pin,
                                                                                   Algorithm algorithm) try {
  auto token = std::make_unique<Token>(std::move(location), std::move(pin));
  PublicKey key = token->with_session(
      [&](const Session& session) { return read_public_key(session, token->find_key(session, CKO_PUBLIC_KEY)); });
  auto verification_key = VerificationKey::create(std::move(key), algorithm);
  if (!verification_key) return std::unexpected(unusable("the key is not one for this algorithm"));
  std::shared_ptr<const Pkcs11Signer> signer(
      new Pkcs11Signer(std::make_unique<Impl>(std::move(token), std::move(*verification_key))));
  // Shows that both halves belong together and that the token has the mechanism.
  const ByteView probe = as_bytes("attesto");
  if (!signer->verification_key().key().verify(signature_scheme(algorithm), probe, signer->sign(probe)))
    return std::unexpected(unusable("the private key does not belong to the public key"));
  return signer;
} catch (const OpenRefused& refused) {
  return std::unexpected(refused.failure);
} catch (const std::runtime_error& error) {
  return std::unexpected(unusable(error.what()));
}

const VerificationKey& Pkcs11Signer::verification_key() const noexcept { return impl_->verification_key; }

Bytes Pkcs11Signer::sign(ByteView message) const try {
  const Mechanism how = mechanism(impl_->verification_key.algorithm());
  const Bytes hash = how.digest ? digest(*how.digest, message) : Bytes();
  const ByteView input = how.digest ? ByteView(hash) : message;
  return impl_->token->with_session([&](const Session& session) { return sign_in(session, how, input); });
} catch (const OpenRefused& refused) {
  throw std::runtime_error(refused.failure.detail);
}

}  // namespace attesto::pkcs11
