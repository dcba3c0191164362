#include "attesto/jose/algorithm.hpp"

#include <algorithm>
#include <array>

namespace attesto::inline v0 {
namespace {

struct Row {
  Algorithm algorithm;
  std::string_view name;
  SignatureScheme scheme;
  DigestAlgorithm hash_claim;
};

using enum SignatureScheme;
constexpr std::array kRows = {
    Row{Algorithm::RS256, "RS256", rsa_pkcs1_sha256, DigestAlgorithm::sha256},
    Row{Algorithm::RS384, "RS384", rsa_pkcs1_sha384, DigestAlgorithm::sha384},
    Row{Algorithm::RS512, "RS512", rsa_pkcs1_sha512, DigestAlgorithm::sha512},
    Row{Algorithm::PS256, "PS256", rsa_pss_sha256, DigestAlgorithm::sha256},
    Row{Algorithm::PS384, "PS384", rsa_pss_sha384, DigestAlgorithm::sha384},
    Row{Algorithm::PS512, "PS512", rsa_pss_sha512, DigestAlgorithm::sha512},
    Row{Algorithm::ES256, "ES256", ecdsa_p256_sha256, DigestAlgorithm::sha256},
    Row{Algorithm::ES384, "ES384", ecdsa_p384_sha384, DigestAlgorithm::sha384},
    Row{Algorithm::ES512, "ES512", ecdsa_p521_sha512, DigestAlgorithm::sha512},
    Row{Algorithm::EdDSA, "EdDSA", eddsa, DigestAlgorithm::sha512},
};

constexpr bool rows_follow_the_enumeration() {
  for (std::size_t i = 0; i < kRows.size(); ++i)
    if (kRows[i].algorithm != static_cast<Algorithm>(i)) return false;
  return true;
}
static_assert(rows_follow_the_enumeration());

/// EdDSA with one of its curves (RFC 9864 §2.2).
constexpr std::string_view kEd25519 = "Ed25519";

const Row& row(Algorithm algorithm) { return kRows[static_cast<std::size_t>(algorithm)]; }

}  // namespace

std::string_view to_string(Algorithm algorithm) noexcept { return row(algorithm).name; }

std::optional<Algorithm> parse_algorithm(std::string_view name) noexcept {
  if (name == kEd25519) return Algorithm::EdDSA;
  const auto* found = std::ranges::find(kRows, name, &Row::name);
  if (found == kRows.end()) return std::nullopt;
  return found->algorithm;
}

bool names(std::string_view name, Algorithm algorithm, KeyType type) noexcept {
  return parse_algorithm(name) == algorithm && (name != kEd25519 || type == KeyType::ed25519);
}

bool fits(Algorithm algorithm, KeyType type) noexcept {
  switch (row(algorithm).scheme) {
    case ecdsa_p256_sha256: return type == KeyType::ec_p256;
    case ecdsa_p384_sha384: return type == KeyType::ec_p384;
    case ecdsa_p521_sha512: return type == KeyType::ec_p521;
    case eddsa: return type == KeyType::ed25519 || type == KeyType::ed448;
    default: return type == KeyType::rsa;
  }
}

SignatureScheme signature_scheme(Algorithm algorithm) noexcept { return row(algorithm).scheme; }

DigestAlgorithm hash_claim_digest(Algorithm algorithm) noexcept { return row(algorithm).hash_claim; }

Algorithm default_algorithm(KeyType type) noexcept {
  switch (type) {
    case KeyType::rsa: return Algorithm::RS256;
    case KeyType::ec_p256: return Algorithm::ES256;
    case KeyType::ec_p384: return Algorithm::ES384;
    case KeyType::ec_p521: return Algorithm::ES512;
    case KeyType::ed25519:
    case KeyType::ed448:
    case KeyType::x25519: return Algorithm::EdDSA;
  }
  return Algorithm::ES256;
}

}  // namespace attesto::inline v0
