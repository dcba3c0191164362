// A DPoP proof beside the signature check inside it. The proof brings its key, so importing the key
// is part of the work, for anyone.
#include <benchmark/benchmark.h>

#include <array>
#include <stdexcept>
#include <string>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/keys.hpp"
#include "attesto/proof/dpop.hpp"
#include "attesto/wire/base64url.hpp"
#include "micro/ratios.hpp"

namespace attesto::bench {
namespace {

constexpr Instant kNow{std::chrono::seconds(1'700'000'000)};
constexpr std::string_view kTarget = "https://as.example.org/oauth/token";

std::string make_proof(Algorithm algorithm, KeyType type) {
  const auto signer = LocalSigner::create(PrivateKey::generate(type), algorithm).value();
  const Json jwk = to_jwk(signer->verification_key());
  Json::Object key;
  for (const auto& [name, value] : *jwk.object())
    if (name != "alg" && name != "use" && name != "kid") key.emplace_back(name, value);
  const Json header(Json::Object{{"typ", "dpop+jwt"}, {"alg", to_string(algorithm)}, {"jwk", Json(key)}});
  const Json claims(
      Json::Object{{"htm", "POST"}, {"htu", kTarget}, {"iat", 1'700'000'000}, {"jti", "dGhpcyBpcyBhIHVuaXF1ZSBpZA"}});
  std::string text = base64url_encode(as_bytes(header.write())) + '.' + base64url_encode(as_bytes(claims.write()));
  const Bytes signature = signer->sign(as_bytes(text));
  return text + '.' + base64url_encode(signature);
}

void check(benchmark::State& state, const std::string& proof) {
  const TargetUri target = TargetUri::parse(kTarget).value();
  const std::array<std::string_view, 1> fields = {proof};
  for (auto _ : state)
    if (!check_dpop({.proofs = fields, .method = "POST", .target = target}, {.algorithms = kFapiAlgorithms}, kNow))
      throw std::runtime_error("what is measured does not work");
}

}  // namespace

void register_dpop_benchmarks(std::vector<Ratio>& ratios) {
  static const std::string kEs256 = make_proof(Algorithm::ES256, KeyType::ec_p256);
  static const std::string kEddsa = make_proof(Algorithm::EdDSA, KeyType::ed25519);
  benchmark::RegisterBenchmark("check_dpop/ES256", [](benchmark::State& state) { check(state, kEs256); });
  benchmark::RegisterBenchmark("check_dpop/EdDSA", [](benchmark::State& state) { check(state, kEddsa); });
  ratios.push_back({"check_dpop/ES256", "raw_verify/ES256", 1.40});
  ratios.push_back({"check_dpop/EdDSA", "raw_verify/EdDSA", 1.30});
}

}  // namespace attesto::bench
