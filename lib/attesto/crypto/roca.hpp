// RSA moduli made by a broken generator (ROCA, CVE-2017-15361), private to this room.
#pragma once

#include <openssl/bn.h>

namespace attesto::inline v0 {

/// Whether a modulus has the form that one vendor's key generator gave it, and can be factored.
///
/// That generator made primes k*M + (65537^a mod M), where M is the product of the first primes.
/// Their product is then a power of 65537 modulo M. The test looks for that power: it takes the
/// discrete logarithm modulo each small prime, and asks whether one exponent serves them all. A
/// sound modulus passes by chance with a probability of about 2^-150.
///
/// M. Nemec, M. Sys, P. Svenda, D. Klinec, V. Matyas: "The Return of Coppersmith's Attack", CCS 2017, section 2.4.
[[nodiscard]] bool has_roca_fingerprint(const BIGNUM* modulus);

}  // namespace attesto::inline v0
