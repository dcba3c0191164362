// Tokens beside the OpenSSL operation inside them.
#include <benchmark/benchmark.h>

#include <array>
#include <stdexcept>

#include "attesto/jose/jwt.hpp"
#include "attesto/token/access_token.hpp"
#include "micro/ratios.hpp"
#include "micro/raw_openssl.hpp"

namespace attesto::bench {
namespace {

constexpr Instant kNow{std::chrono::seconds(1'700'000'000)};

KeyType key_type(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ES256: return KeyType::ec_p256;
    case Algorithm::ES384: return KeyType::ec_p384;
    case Algorithm::ES512: return KeyType::ec_p521;
    case Algorithm::EdDSA: return KeyType::ed25519;
    default: return KeyType::rsa;
  }
}

/// A token of the size that a deployment has: about 400 bytes of claims.
AccessToken make_token() {
  return {.iss = "https://as.example.org",
          .aud = "https://api.example.org",
          .sub = Subject("248289761001"),
          .client_id = ClientId("s6BhdRkqt3"),
          .scope = Scope::parse("openid profile email reports.read").value(),
          .jti = "dGhpcyBpcyBhIHVuaXF1ZSBpZA",
          .iat = kNow,
          .exp = kNow + std::chrono::minutes(10),
          .family = FamilyId("f5a1c2d3e4b5a6c7")};
}

/// One algorithm's key, everything made once.
struct Subjects {
  explicit Subjects(Algorithm algorithm)
      : key(PrivateKey::generate(key_type(algorithm))),
        signer(LocalSigner::create(key, algorithm).value()),
        trusted{signer->verification_key()},
        token(make_token()),
        compact(mint_access_token(*signer, token)),
        raw(key, algorithm, as_bytes(compact)) {}

  PrivateKey key;
  std::shared_ptr<const LocalSigner> signer;
  std::array<VerificationKey, 1> trusted;
  AccessToken token;
  std::string compact;
  RawOpenssl raw;
};

void require(bool holds) {
  if (!holds) throw std::runtime_error("what is measured does not work");
}

void raw_sign(benchmark::State& state, Subjects& subjects) {
  for (auto _ : state) subjects.raw.sign();
}

void raw_verify(benchmark::State& state, Subjects& subjects) {
  for (auto _ : state) require(subjects.raw.verify());
}

void sign(benchmark::State& state, const Subjects& subjects) {
  constexpr std::string_view kClaims = R"({"iss":"https://as.example.org","sub":"248289761001","exp":1700000600})";
  for (auto _ : state) benchmark::DoNotOptimize(sign_jwt(*subjects.signer, "JWT", kClaims));
}

void verify(benchmark::State& state, const Subjects& subjects) {
  for (auto _ : state) require(verify_jwt(subjects.compact, "at+jwt", subjects.trusted).has_value());
}

void mint(benchmark::State& state, const Subjects& subjects) {
  for (auto _ : state) benchmark::DoNotOptimize(mint_access_token(*subjects.signer, subjects.token));
}

void check(benchmark::State& state, const Subjects& subjects) {
  const AccessPolicy policy{.issuer = "https://as.example.org", .audience = "https://api.example.org"};
  for (auto _ : state) require(check_access_token(subjects.compact, subjects.trusted, policy, kNow).has_value());
}

}  // namespace

void register_token_benchmarks(std::vector<Ratio>& ratios) {
  for (const Algorithm algorithm :
       {Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA, Algorithm::RS256, Algorithm::PS256}) {
    // Benchmarks live as long as the process, and so does what they use.
    static std::vector<std::unique_ptr<Subjects>> all;
    Subjects& subjects = *all.emplace_back(std::make_unique<Subjects>(algorithm));
    const std::string name(to_string(algorithm));
    const auto add = [&](const std::string& what, auto run) {
      benchmark::RegisterBenchmark((what + "/" + name).c_str(),
                                   [&, run](benchmark::State& state) { run(state, subjects); });
    };
    add("raw_sign", raw_sign);
    add("raw_verify", raw_verify);
    add("sign_jwt", sign);
    add("verify_jwt", verify);
    add("mint_access_token", mint);
    add("check_access_token", check);
    ratios.push_back({"mint_access_token/" + name, "raw_sign/" + name, 1.20});
    ratios.push_back({"check_access_token/" + name, "raw_verify/" + name, 1.12});
  }
}

}  // namespace attesto::bench
