#include "attesto/jose/jwk.hpp"

#include <array>
#include <set>
#include <utility>

#include "attesto/jose/key_members.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::array<std::string_view, 1> kVerify = {"verify"};

std::expected<Algorithm, KeyError> choose_algorithm(const Json& jwk, KeyType type) {
  const Json* alg = jwk.find("alg");
  if (!alg) return default_algorithm(type);
  if (!alg->string()) return std::unexpected(KeyError::malformed);
  const auto algorithm = parse_algorithm(*alg->string());
  if (!algorithm || !names(*alg->string(), *algorithm, type)) return std::unexpected(KeyError::unsupported);
  return *algorithm;
}

}  // namespace

Json to_jwk(const VerificationKey& key) {
  Json::Object jwk = key_members(key.key());
  jwk.emplace_back("alg", to_string(key.algorithm()));
  jwk.emplace_back("use", "sig");
  jwk.emplace_back("kid", key.kid());
  return jwk;
}

std::string render_jwk_set(std::span<const VerificationKey> keys) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().name("keys").begin_array();
  std::set<std::string_view> written;
  for (const VerificationKey& key : keys)
    if (written.insert(key.kid()).second) writer.value(to_jwk(key));
  writer.end_array().end_object();
  return out;
}

std::expected<VerificationKey, KeyError> parse_jwk(const Json& jwk) {
  auto key = parse_key_members(jwk);
  if (!key) return std::unexpected(key.error());
  if (const auto purpose = check_purpose(jwk, "sig", kVerify); !purpose) return std::unexpected(purpose.error());
  const auto algorithm = choose_algorithm(jwk, key->type());
  if (!algorithm) return std::unexpected(algorithm.error());
  auto kid = parse_kid(jwk);
  if (!kid) return std::unexpected(kid.error());
  return VerificationKey::create(std::move(*key), *algorithm, std::move(*kid));
}

std::expected<std::vector<VerificationKey>, KeyError> parse_jwk_set(const Json& set, std::size_t max_keys) {
  const Json* members = set.find("keys");
  if (!members || !members->array() || members->array()->size() > max_keys) return std::unexpected(KeyError::malformed);
  std::vector<VerificationKey> keys;
  std::set<std::string> kids;
  for (const Json& jwk : *members->array()) {
    const std::string* kty = jwk.find_string("kty");
    if (!kty || *kty == "oct" || has_secret_members(jwk)) return std::unexpected(KeyError::malformed);
    const auto kid = parse_kid(jwk);
    if (!kid || (!kid->empty() && !kids.insert(*kid).second)) return std::unexpected(KeyError::malformed);
    auto key = parse_jwk(jwk);
    if (!key && key.error() == KeyError::unsupported) continue;
    if (!key) return std::unexpected(key.error());
    if (kid->empty() && !kids.insert(key->kid()).second) return std::unexpected(KeyError::malformed);
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace attesto::inline v0
