#include "support/independent_jwt.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/sha.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace attesto::test {
namespace {

using Octets = std::vector<unsigned char>;

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Owner = std::unique_ptr<T, Freer<Free>>;

std::optional<Octets> decode(std::string_view text) {
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  const std::size_t padding = (4 - padded.size() % 4) % 4;
  padded.append(padding, '=');
  Octets out(padded.size() / 4 * 3);
  const int size = EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(padded.data()),
                                   static_cast<int>(padded.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

std::optional<Json> decode_json(std::string_view segment) {
  const auto octets = decode(segment);
  if (!octets) return std::nullopt;
  auto json = Json::parse({reinterpret_cast<const char*>(octets->data()), octets->size()});
  if (!json || !json->object()) return std::nullopt;
  return *std::move(json);
}

Owner<EVP_PKEY, EVP_PKEY_free> p256_key(const Json& jwk) {
  const std::string* x = jwk.find_string("x");
  const std::string* y = jwk.find_string("y");
  if (!x || !y) return nullptr;
  Octets point = {4};  // uncompressed (SEC 1 §2.3.3)
  for (const std::string* coordinate : {x, y}) {
    const auto octets = decode(*coordinate);
    if (!octets || octets->size() != 32) return nullptr;
    point.insert(point.end(), octets->begin(), octets->end());
  }
  const Owner<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  const Owner<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owner<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) return nullptr;
  return Owner<EVP_PKEY, EVP_PKEY_free>(key);
}

/// r || s (RFC 7518 §3.4) as the DER that OpenSSL wants.
Octets to_der(const Octets& raw) {
  const Owner<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw.data(), 32, nullptr), BN_bin2bn(raw.data() + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  Octets out(der, der + size);
  OPENSSL_free(der);
  return out;
}

bool signature_is_right(EVP_PKEY* key, std::string_view signed_text, const Octets& raw) {
  if (raw.size() != 64) return false;
  const Octets der = to_der(raw);
  const Owner<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), der.size(),
                          reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size()) == 1;
}

Owner<EVP_PKEY, EVP_PKEY_free> find_key(const Json& header, std::string_view jwk_set) {
  const std::string* kid = header.find_string("kid");
  const auto set = Json::parse(jwk_set);
  if (!kid || !set || !set->find("keys") || !set->find("keys")->array()) return nullptr;
  for (const Json& jwk : *set->find("keys")->array()) {
    const std::string* name = jwk.find_string("kid");
    if (name && *name == *kid) return p256_key(jwk);
  }
  return nullptr;
}

}  // namespace

std::optional<IndependentJwt> verify_es256(std::string_view jwt, std::string_view jwk_set) {
  const std::size_t first = jwt.find('.');
  const std::size_t second = jwt.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  auto header = decode_json(jwt.substr(0, first));
  auto claims = decode_json(jwt.substr(first + 1, second - first - 1));
  const auto signature = decode(jwt.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  const std::string* alg = header->find_string("alg");
  if (!alg || *alg != "ES256") return std::nullopt;
  const auto key = find_key(*header, jwk_set);
  if (!key || !signature_is_right(key.get(), jwt.substr(0, second), *signature)) return std::nullopt;
  return IndependentJwt{*std::move(header), *std::move(claims)};
}

std::string independent_at_hash(std::string_view access_token) {
  Octets digest(SHA256_DIGEST_LENGTH);
  SHA256(reinterpret_cast<const unsigned char*>(access_token.data()), access_token.size(), digest.data());
  Octets text(25);
  EVP_EncodeBlock(text.data(), digest.data(), 16);
  std::string out(reinterpret_cast<const char*>(text.data()), 22);  // 16 bytes without padding
  std::ranges::replace(out, '+', '-');
  std::ranges::replace(out, '/', '_');
  return out;
}

}  // namespace attesto::test
