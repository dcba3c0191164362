#include "support/private_jwk.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <memory>
#include <vector>

#include "attesto/wire/base64url.hpp"

namespace attesto::testing_support {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)>;

std::optional<Bytes> decode(const Json& jwk, std::string_view name) {
  const std::string* text = jwk.find_string(name);
  return text ? base64url_decode(*text) : std::nullopt;
}

Key build(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> params(OSSL_PARAM_BLD_to_param(builder),
                                                                       OSSL_PARAM_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1)
    key = nullptr;
  return {key, EVP_PKEY_free};
}

Key build_rsa(const Json& jwk) {
  struct Member {
    std::string_view name;
    const char* param;
  };
  constexpr Member kMembers[] = {{"n", OSSL_PKEY_PARAM_RSA_N},          {"e", OSSL_PKEY_PARAM_RSA_E},
                                 {"d", OSSL_PKEY_PARAM_RSA_D},          {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
                                 {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},    {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                 {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2}, {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}};
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  std::vector<Number> numbers;
  for (const auto& [name, param] : kMembers) {
    const auto bytes = decode(jwk, name);
    if (!bytes) return {nullptr, EVP_PKEY_free};
    numbers.emplace_back(BN_bin2bn(bytes->data(), static_cast<int>(bytes->size()), nullptr), BN_free);
    OSSL_PARAM_BLD_push_BN(builder.get(), param, numbers.back().get());
  }
  return build("RSA", builder.get());
}

Key build_ec(const Json& jwk) {
  const auto x = decode(jwk, "x");
  const auto y = decode(jwk, "y");
  const auto d = decode(jwk, "d");
  const std::string* curve = jwk.find_string("crv");
  if (!x || !y || !d || !curve) return {nullptr, EVP_PKEY_free};
  Bytes point{4};  // uncompressed
  point.insert(point.end(), x->begin(), x->end());
  point.insert(point.end(), y->begin(), y->end());
  const Number number(BN_bin2bn(d->data(), static_cast<int>(d->size()), nullptr), BN_free);
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->c_str(), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
  return build("EC", builder.get());
}

Key build_okp(const Json& jwk) {
  const auto d = decode(jwk, "d");
  const std::string* curve = jwk.find_string("crv");
  if (!d || !curve) return {nullptr, EVP_PKEY_free};
  return {EVP_PKEY_new_raw_private_key_ex(nullptr, curve->c_str(), nullptr, d->data(), d->size()), EVP_PKEY_free};
}

}  // namespace

std::optional<PrivateKey> parse_private_jwk(const Json& jwk) {
  const std::string* kty = jwk.find_string("kty");
  Key key(nullptr, EVP_PKEY_free);
  if (kty && *kty == "RSA") key = build_rsa(jwk);
  if (kty && *kty == "EC") key = build_ec(jwk);
  if (kty && *kty == "OKP") key = build_okp(jwk);
  if (!key) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> stream(BIO_new(BIO_s_mem()), BIO_free_all);
  if (PEM_write_bio_PKCS8PrivateKey(stream.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return std::nullopt;
  char* text = nullptr;
  const long size = BIO_get_mem_data(stream.get(), &text);
  auto parsed = PrivateKey::from_pem({text, static_cast<std::size_t>(size)});
  if (!parsed) return std::nullopt;
  return std::move(*parsed);
}

}  // namespace attesto::testing_support
