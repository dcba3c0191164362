#include "attesto/crypto/key.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "attesto/crypto/edwards_point.hpp"
#include "attesto/crypto/openssl.hpp"
#include "attesto/crypto/roca.hpp"
#include "attesto/crypto/signature.hpp"

namespace attesto::inline v0 {
namespace {

struct Curve {
  KeyType type;
  const char* group;
  std::size_t coordinate_bytes;
};
constexpr std::array kCurves = {Curve{KeyType::ec_p256, "prime256v1", 32}, Curve{KeyType::ec_p384, "secp384r1", 48},
                                Curve{KeyType::ec_p521, "secp521r1", 66}};

const Curve* find_curve(KeyType type) {
  const auto* found = std::ranges::find(kCurves, type, &Curve::type);
  return found == kCurves.end() ? nullptr : found;
}

/// OpenSSL's name of a key type whose keys are plain octets.
const char* raw_name(KeyType type) {
  switch (type) {
    case KeyType::ed25519: return "ED25519";
    case KeyType::ed448: return "ED448";
    default: return "X25519";
  }
}

openssl::Number number_param(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  openssl::require(EVP_PKEY_get_bn_param(key, name, &number) == 1, "the key has no such component");
  return openssl::Number(number);
}

/// RFC 7518 §3.3 wants 2048 bits; above 8192 a single operation is a denial of service. Small and
/// even exponents break PKCS#1, and OpenSSL bounds large ones for speed only above 3072 bits.
std::expected<KeyType, KeyError> classify_rsa(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < 2048 || bits > 8192) return std::unexpected(KeyError::weak);
  const openssl::Number e = number_param(key, OSSL_PKEY_PARAM_RSA_E);
  if (!BN_is_odd(e.get()) || BN_num_bits(e.get()) > 32 || BN_get_word(e.get()) < 65537)
    return std::unexpected(KeyError::weak);
  const openssl::Number n = number_param(key, OSSL_PKEY_PARAM_RSA_N);
  if (!BN_is_odd(n.get()) || has_roca_fingerprint(n.get())) return std::unexpected(KeyError::weak);
  return KeyType::rsa;
}

Bytes raw_public(EVP_PKEY* key) {
  std::size_t size = 0;
  openssl::require(EVP_PKEY_get_raw_public_key(key, nullptr, &size) == 1, "the key has no raw form");
  Bytes out(size);
  openssl::require(EVP_PKEY_get_raw_public_key(key, out.data(), &size) == 1, "the key has no raw form");
  return out;
}

std::expected<KeyType, KeyError> classify_edwards(EVP_PKEY* key, KeyType type) {
  if (!is_sound_edwards_point(type, raw_public(key))) return std::unexpected(KeyError::malformed);
  return type;
}

std::expected<KeyType, KeyError> classify_ec(EVP_PKEY* key) {
  // A key that brings its own curve parameters can bring a weak generator: "namedCurve [...] MUST be
  // used" (RFC 5480 §2.1.1).
  int is_explicit = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit) != 1 ||
      is_explicit != 0)
    return std::unexpected(KeyError::unsupported);
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1)
    return std::unexpected(KeyError::unsupported);
  const std::string_view name(group.data(), size);
  const auto* curve = std::ranges::find_if(kCurves, [&](const Curve& known) { return name == known.group; });
  if (curve == kCurves.end()) return std::unexpected(KeyError::unsupported);
  return curve->type;
}

/// PEM readers skip whatever stands before, between and after blocks; a key file with two keys or
/// with text in it is a mistake that we name instead of guessing.
bool is_single_pem(std::string_view pem) {
  constexpr std::string_view kSpace = " \t\r\n";
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kEnd = "\n-----END ";
  constexpr std::string_view kDashes = "-----";
  const std::size_t begin = pem.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return false;
  pem = pem.substr(begin, pem.find_last_not_of(kSpace) - begin + 1);
  const std::size_t end = pem.find(kEnd);
  return pem.starts_with(kBegin) && end != std::string_view::npos &&
         pem.find(kDashes, end + kEnd.size()) == pem.size() - kDashes.size() && pem.find(kBegin, 1) > end;
}

openssl::Stream read_stream(std::string_view text) {
  openssl::Stream stream(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  openssl::require(stream != nullptr, "out of memory");
  return stream;
}

/// Answers the question for a passphrase: there is none, so that nothing ever asks the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

std::string stream_text(BIO* stream) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(stream, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::expected<openssl::Key, KeyError> build_public(const char* type, OSSL_PARAM_BLD* builder) {
  const openssl::Params params(OSSL_PARAM_BLD_to_param(builder));
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  openssl::require(params && context && EVP_PKEY_fromdata_init(context.get()) == 1, "key import is not available");
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return std::unexpected(KeyError::malformed);
  return openssl::Key(key);
}

/// Our curves have prime order, so a point on the curve is in the group and the quick check says
/// all there is (SP 800-56A r3 §5.6.2.3.4). The full one multiplies by the order, which costs as
/// much as a verification, and DPoP brings a new key with each request. For other types both are one.
bool is_valid_public(EVP_PKEY* key) {
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context && EVP_PKEY_public_check_quick(context.get()) == 1;
}

Bytes padded(const BIGNUM* number, std::size_t size) {
  Bytes out(size);
  openssl::require(BN_bn2binpad(number, out.data(), static_cast<int>(size)) >= 0, "a key component is too long");
  return out;
}

EcComponents read_point(EVP_PKEY* key, const Curve& curve) {
  return {.x = padded(number_param(key, OSSL_PKEY_PARAM_EC_PUB_X).get(), curve.coordinate_bytes),
          .y = padded(number_param(key, OSSL_PKEY_PARAM_EC_PUB_Y).get(), curve.coordinate_bytes)};
}

std::shared_ptr<const PublicKey::Impl> make_public(openssl::Key key, KeyType type) {
  const Curve* curve = find_curve(type);
  EcComponents point = curve ? read_point(key.get(), *curve) : EcComponents{};
  return std::make_shared<const PublicKey::Impl>(std::move(key), type, std::move(point));
}

std::expected<PublicKey, KeyError> accept_public(openssl::Key key) {
  const auto type = classify(key.get());
  if (!type) return std::unexpected(type.error());
  if (!is_valid_public(key.get())) return std::unexpected(KeyError::malformed);
  return PublicKey(make_public(std::move(key), *type));
}

openssl::Key make_domain_parameters(const char* group) {
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(group), 0),
                             OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  openssl::require(
      context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
          EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEY_PARAMETERS, const_cast<OSSL_PARAM*>(params.data())) == 1,
      "the curve is not available");
  return openssl::Key(key);
}

/// A key of the curve without a point. Each DPoP proof brings a point, and setting up the curve for
/// it takes half as long as the verification: a copy of what is set up takes next to nothing.
EVP_PKEY* domain_parameters(const Curve& curve) {
  using Row = std::array<openssl::Key, kCurves.size()>;
  static const Row kParameters = [] {
    Row row;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = make_domain_parameters(kCurves[i].group);
    return row;
  }();
  return kParameters[static_cast<std::size_t>(&curve - kCurves.data())].get();
}

Bytes minimal(const BIGNUM* number) { return padded(number, static_cast<std::size_t>(BN_num_bytes(number))); }

}  // namespace

std::expected<KeyType, KeyError> classify(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA")) return classify_rsa(key);
  if (EVP_PKEY_is_a(key, "EC")) return classify_ec(key);
  if (EVP_PKEY_is_a(key, "ED25519")) return classify_edwards(key, KeyType::ed25519);
  if (EVP_PKEY_is_a(key, "ED448")) return classify_edwards(key, KeyType::ed448);
  if (EVP_PKEY_is_a(key, "X25519")) return KeyType::x25519;
  return std::unexpected(KeyError::unsupported);
}

std::expected<PublicKey, KeyError> PublicKey::from_pem(std::string_view pem) {
  const openssl::ErrorScope errors;
  if (!is_single_pem(pem)) return std::unexpected(KeyError::malformed);
  openssl::Key key(PEM_read_bio_PUBKEY(read_stream(pem).get(), nullptr, no_passphrase, nullptr));
  if (!key) return std::unexpected(KeyError::malformed);
  return accept_public(std::move(key));
}

std::expected<PublicKey, KeyError> PublicKey::from_rsa(const RsaComponents& components) {
  const openssl::ErrorScope errors;
  const auto& [n, e] = components;
  // Base64urlUInt has no leading zero octets (RFC 7518 §2).
  if (n.empty() || e.empty() || n.front() == 0 || e.front() == 0) return std::unexpected(KeyError::malformed);
  if (n.size() > 1024 || e.size() > 8) return std::unexpected(KeyError::weak);
  const openssl::Number modulus(BN_bin2bn(n.data(), static_cast<int>(n.size()), nullptr));
  const openssl::Number exponent(BN_bin2bn(e.data(), static_cast<int>(e.size()), nullptr));
  const openssl::ParamBuilder builder(OSSL_PARAM_BLD_new());
  openssl::require(builder && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
                       OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1,
                   "out of memory");
  auto key = build_public("RSA", builder.get());
  if (!key) return std::unexpected(key.error());
  return accept_public(std::move(*key));
}

std::expected<PublicKey, KeyError> PublicKey::from_ec(KeyType type, const EcComponents& components) {
  const openssl::ErrorScope errors;
  const Curve* curve = find_curve(type);
  if (!curve) return std::unexpected(KeyError::unsupported);
  if (components.x.size() != curve->coordinate_bytes || components.y.size() != curve->coordinate_bytes)
    return std::unexpected(KeyError::malformed);
  Bytes point{POINT_CONVERSION_UNCOMPRESSED};
  point.insert(point.end(), components.x.begin(), components.x.end());
  point.insert(point.end(), components.y.begin(), components.y.end());
  openssl::Key key(EVP_PKEY_dup(domain_parameters(*curve)));
  openssl::require(key != nullptr, "out of memory");
  if (EVP_PKEY_set1_encoded_public_key(key.get(), point.data(), point.size()) != 1 || !is_valid_public(key.get()))
    return std::unexpected(KeyError::malformed);
  return PublicKey(std::make_shared<const PublicKey::Impl>(std::move(key), type, components));
}

std::expected<PublicKey, KeyError> PublicKey::from_ed(KeyType curve, ByteView x) {
  const openssl::ErrorScope errors;
  if (curve != KeyType::ed25519 && curve != KeyType::ed448) return std::unexpected(KeyError::unsupported);
  openssl::Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, raw_name(curve), nullptr, x.data(), x.size()));
  if (!key) return std::unexpected(KeyError::malformed);
  return accept_public(std::move(key));
}

std::expected<PublicKey, KeyError> PublicKey::from_x25519(ByteView u) {
  const openssl::ErrorScope errors;
  openssl::Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, raw_name(KeyType::x25519), nullptr, u.data(), u.size()));
  if (!key) return std::unexpected(KeyError::malformed);
  return accept_public(std::move(key));
}

std::expected<PublicKey, KeyError> PublicKey::from_certificate(ByteView der) {
  const openssl::ErrorScope errors;
  const std::uint8_t* position = der.data();
  const std::unique_ptr<X509, openssl::Deleter<X509_free>> certificate(
      d2i_X509(nullptr, &position, static_cast<long>(der.size())));
  if (!certificate || position != der.data() + der.size()) return std::unexpected(KeyError::malformed);
  openssl::Key key(X509_get_pubkey(certificate.get()));
  if (!key) return std::unexpected(KeyError::malformed);
  return accept_public(std::move(key));
}

KeyType PublicKey::type() const noexcept { return impl_->type; }

RsaComponents PublicKey::rsa() const {
  return {.n = minimal(number_param(impl_->key.get(), OSSL_PKEY_PARAM_RSA_N).get()),
          .e = minimal(number_param(impl_->key.get(), OSSL_PKEY_PARAM_RSA_E).get())};
}

EcComponents PublicKey::ec() const {
  openssl::require(find_curve(impl_->type) != nullptr, "not an elliptic curve key");
  return impl_->point;
}

Bytes PublicKey::ed() const { return raw_public(impl_->key.get()); }

Bytes PublicKey::x25519() const { return raw_public(impl_->key.get()); }

std::string PublicKey::to_pem() const {
  const openssl::Stream stream(BIO_new(BIO_s_mem()));
  openssl::require(stream && PEM_write_bio_PUBKEY(stream.get(), impl_->key.get()) == 1, "out of memory");
  return stream_text(stream.get());
}

PrivateKey PrivateKey::generate(KeyType type, int rsa_bits) {
  EVP_PKEY* key = nullptr;
  if (const Curve* curve = find_curve(type)) {
    key = EVP_EC_gen(curve->group);
  } else if (type == KeyType::rsa) {
    key = EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
  } else {
    key = EVP_PKEY_Q_keygen(nullptr, nullptr, raw_name(type));
  }
  openssl::require(key != nullptr, "key generation failed");
  return PrivateKey(std::make_shared<const Impl>(openssl::Key(key), type));
}

std::expected<PrivateKey, KeyError> PrivateKey::from_pem(std::string_view pem) {
  const openssl::ErrorScope errors;
  if (!is_single_pem(pem)) return std::unexpected(KeyError::malformed);
  openssl::Key key(PEM_read_bio_PrivateKey(read_stream(pem).get(), nullptr, no_passphrase, nullptr));
  if (!key) return std::unexpected(KeyError::malformed);
  const auto type = classify(key.get());
  if (!type) return std::unexpected(type.error());
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!context || EVP_PKEY_pairwise_check(context.get()) != 1) return std::unexpected(KeyError::malformed);
  return PrivateKey(std::make_shared<const Impl>(std::move(key), *type));
}

Secret PrivateKey::to_pem() const {
  const openssl::Stream stream(BIO_new(BIO_s_secmem()));
  openssl::require(stream && PEM_write_bio_PKCS8PrivateKey(stream.get(), impl_->key.get(), nullptr, nullptr, 0, nullptr,
                                                           nullptr) == 1,
                   "out of memory");
  char* data = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &data);
  return Secret(std::string_view(data, static_cast<std::size_t>(size)));
}

PublicKey PrivateKey::public_key() const {
  const openssl::Stream stream(BIO_new(BIO_s_mem()));
  openssl::require(stream && PEM_write_bio_PUBKEY(stream.get(), impl_->key.get()) == 1, "out of memory");
  openssl::Key half(PEM_read_bio_PUBKEY(stream.get(), nullptr, no_passphrase, nullptr));
  openssl::require(half != nullptr, "the public half can't be read");
  return PublicKey(make_public(std::move(half), impl_->type));
}

KeyType PrivateKey::type() const noexcept { return impl_->type; }

}  // namespace attesto::inline v0
