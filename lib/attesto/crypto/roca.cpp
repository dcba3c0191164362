#include "attesto/crypto/roca.hpp"

#include <array>
#include <cstdint>
#include <numeric>
#include <optional>

namespace attesto::inline v0 {
namespace {

/// The odd primes that divide M for every key length the generator offered.
constexpr std::array<std::uint32_t, 38> kPrimes = {3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                                   47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103,
                                                   107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
constexpr std::uint32_t kGenerator = 65537;

/// `value` modulo `modulus`: an exponent known modulo the order of the generator.
struct Congruence {
  std::uint32_t value;
  std::uint32_t modulus;
};

/// The exponent that turns the generator into `residue` modulo `prime`.
std::optional<Congruence> find_exponent(std::uint32_t residue, std::uint32_t prime) {
  std::optional<std::uint32_t> exponent;
  std::uint32_t order = 0;
  std::uint32_t power = 1;
  do {
    if (power == residue) exponent = order;
    power = power * (kGenerator % prime) % prime;
    ++order;
  } while (power != 1);
  if (!exponent) return std::nullopt;
  return Congruence{*exponent, order};
}

/// Congruences have a common solution if every two of them have one.
bool agree(const Congruence& left, const Congruence& right) {
  const std::uint32_t shared = std::gcd(left.modulus, right.modulus);
  return left.value % shared == right.value % shared;
}

}  // namespace

bool has_roca_fingerprint(const BIGNUM* modulus) {
  std::array<Congruence, kPrimes.size()> exponents;
  for (std::size_t i = 0; i < kPrimes.size(); ++i) {
    const auto residue = static_cast<std::uint32_t>(BN_mod_word(modulus, kPrimes[i]));
    const auto exponent = find_exponent(residue, kPrimes[i]);
    if (!exponent) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (!agree(exponents[j], *exponent)) return false;
    exponents[i] = *exponent;
  }
  return true;
}

}  // namespace attesto::inline v0
