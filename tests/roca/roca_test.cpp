#include "attesto/crypto/roca.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

#include "attesto/crypto/key.hpp"

namespace attesto {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Scratch = std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)>;

Number make_number(BN_ULONG word = 0) {
  Number number(BN_new(), BN_free);
  BN_set_word(number.get(), word);
  return number;
}

bool is_prime(unsigned candidate) {
  for (unsigned divisor = 2; divisor * divisor <= candidate; ++divisor)
    if (candidate % divisor == 0) return false;
  return candidate >= 2;
}

/// M of the generator for moduli of 1984 to 3936 bits: the product of the first 126 primes.
Number make_primorial() {
  Number product = make_number(1);
  unsigned count = 0;
  for (unsigned candidate = 2; count < 126; ++candidate) {
    if (!is_prime(candidate)) continue;
    BN_mul_word(product.get(), candidate);
    ++count;
  }
  return product;
}

/// A prime k*M + (65537^a mod M) of 1024 bits, made the way the broken generator made them.
Number make_weak_prime(const BIGNUM* primorial, BN_CTX* scratch) {
  const Number generator = make_number(65537);
  const Number exponent = make_number();
  const Number low = make_number();
  const Number high = make_number(1);
  const Number factor = make_number();
  Number candidate = make_number();
  BN_lshift(high.get(), high.get(), 1023);
  BN_div(high.get(), nullptr, high.get(), primorial, scratch);  // the least k that reaches 1024 bits
  BN_add_word(high.get(), 1);
  do {
    BN_rand(exponent.get(), 64, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
    BN_mod_exp(low.get(), generator.get(), exponent.get(), primorial, scratch);
    BN_rand(factor.get(), 48, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
    BN_add(factor.get(), factor.get(), high.get());
    BN_mul(candidate.get(), factor.get(), primorial, scratch);
    BN_add(candidate.get(), candidate.get(), low.get());
  } while (BN_check_prime(candidate.get(), scratch, nullptr) != 1);
  return candidate;
}

Number make_weak_modulus() {
  const Scratch scratch(BN_CTX_new(), BN_CTX_free);
  const Number primorial = make_primorial();
  const Number p = make_weak_prime(primorial.get(), scratch.get());
  const Number q = make_weak_prime(primorial.get(), scratch.get());
  Number modulus = make_number();
  BN_mul(modulus.get(), p.get(), q.get(), scratch.get());
  return modulus;
}

Bytes to_bytes(const BIGNUM* number) {
  Bytes out(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, out.data());
  return out;
}

TEST(Roca, recognises_a_key_made_the_weak_way) {
  const Number modulus = make_weak_modulus();
  EXPECT_TRUE(has_roca_fingerprint(modulus.get()));
  const auto key = PublicKey::from_rsa({.n = to_bytes(modulus.get()), .e = {1, 0, 1}});
  ASSERT_FALSE(key.has_value());
  EXPECT_EQ(key.error(), KeyError::weak);
}

TEST(Roca, is_not_fooled_by_residues_without_a_common_exponent) {
  // Every residue modulo 11 and modulo 13 below is a power of 65537, but of an even and of an odd one:
  // a test prime by prime would call the number weak.
  const Number number = make_number(1);
  for (const unsigned prime :
       {3U,  5U,  7U,  17U, 19U,  23U,  29U,  31U,  37U,  41U,  43U,  47U,  53U,  59U,  61U,  67U,  71U,  73U,
        79U, 83U, 89U, 97U, 101U, 103U, 107U, 109U, 113U, 127U, 131U, 137U, 139U, 149U, 151U, 157U, 163U, 167U})
    BN_mul_word(number.get(), prime);
  // 1 modulo all of those: exponent 0. Then walk to 1 modulo 13, and to 65537 modulo 11.
  const Number step = Number(BN_dup(number.get()), BN_free);
  BN_set_word(number.get(), 1);
  while (BN_mod_word(number.get(), 11) != 65537 % 11 || BN_mod_word(number.get(), 13) != 1)
    BN_add(number.get(), number.get(), step.get());
  EXPECT_FALSE(has_roca_fingerprint(number.get()));
  while (BN_mod_word(number.get(), 11) != 1 || BN_mod_word(number.get(), 13) != 1)
    BN_add(number.get(), number.get(), step.get());
  EXPECT_TRUE(has_roca_fingerprint(number.get()));
}

TEST(Roca, passes_fifty_fresh_moduli) {
  for (int i = 0; i < 50; ++i) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(1024), EVP_PKEY_free);
    BIGNUM* modulus = nullptr;
    ASSERT_EQ(EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &modulus), 1);
    EXPECT_FALSE(has_roca_fingerprint(modulus)) << BN_bn2hex(modulus);
    BN_free(modulus);
  }
}

TEST(Roca, fresh_keys_are_imported) {
  for (const int bits : {2048, 3072}) {
    const PrivateKey key = PrivateKey::generate(KeyType::rsa, bits);
    EXPECT_TRUE(PrivateKey::from_pem(key.to_pem().expose()).has_value());
    EXPECT_TRUE(PublicKey::from_pem(key.public_key().to_pem()).has_value());
  }
}

}  // namespace
}  // namespace attesto
