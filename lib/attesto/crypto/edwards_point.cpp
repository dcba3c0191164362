#include "attesto/crypto/edwards_point.hpp"

#include "attesto/crypto/openssl.hpp"

namespace attesto::inline v0 {
namespace {

using Scratch = std::unique_ptr<BN_CTX, openssl::Deleter<BN_CTX_free>>;

openssl::Number from_hex(const char* digits) {
  BIGNUM* number = nullptr;
  openssl::require(BN_hex2bn(&number, digits) > 0, "out of memory");
  return openssl::Number(number);
}

/// a*x^2 + y^2 = 1 + d*x^2*y^2 over the integers modulo p.
struct EdwardsCurve {
  std::size_t bytes;  ///< of an encoded point; its highest bit is the sign of x
  openssl::Number p;
  openssl::Number d;
  bool is_twisted;  ///< a is -1, else 1
};

EdwardsCurve make_ed25519() {
  return {.bytes = 32,
          .p = from_hex("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED"),
          .d = from_hex("52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3"),
          .is_twisted = true};
}

EdwardsCurve make_ed448() {
  EdwardsCurve curve{.bytes = 57,
                     .p = from_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE"
                                   "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"),
                     .d = openssl::Number(BN_new()),
                     .is_twisted = false};
  openssl::require(BN_copy(curve.d.get(), curve.p.get()) && BN_sub_word(curve.d.get(), 39081) == 1, "out of memory");
  return curve;
}

const EdwardsCurve& find_edwards_curve(KeyType type) {
  static const EdwardsCurve kEd25519 = make_ed25519();
  static const EdwardsCurve kEd448 = make_ed448();
  return type == KeyType::ed25519 ? kEd25519 : kEd448;
}

/// The points of order 8 of Ed25519 have this y or its negative. Ed448 has a cofactor of 4 and none.
constexpr const char* kOrderEight = "05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826";

bool has_small_order(const EdwardsCurve& curve, const BIGNUM* y) {
  const openssl::Number order_eight = from_hex(kOrderEight);
  const openssl::Number minus_y(BN_new());
  openssl::require(minus_y && BN_sub(minus_y.get(), curve.p.get(), y) == 1, "out of memory");
  if (BN_is_zero(y) || BN_is_one(y) || BN_is_one(minus_y.get())) return true;
  return curve.is_twisted && (BN_cmp(y, order_eight.get()) == 0 || BN_cmp(minus_y.get(), order_eight.get()) == 0);
}

/// Whether some x belongs to y: x^2 = (1 - y^2) / (a - d*y^2) must be a square. A quotient is a
/// square exactly if the product is.
bool is_on_curve(const EdwardsCurve& curve, const BIGNUM* y) {
  const Scratch scratch(BN_CTX_new());
  const openssl::Number y2(BN_new());
  const openssl::Number numerator(BN_new());
  const openssl::Number denominator(BN_new());
  const openssl::Number a(BN_new());
  const BIGNUM* p = curve.p.get();
  openssl::require(scratch && y2 && numerator && denominator && a && BN_set_word(a.get(), 1) == 1, "out of memory");
  BN_set_negative(a.get(), curve.is_twisted ? 1 : 0);
  openssl::require(BN_mod_sqr(y2.get(), y, p, scratch.get()) == 1 &&
                       BN_mod_sub(numerator.get(), BN_value_one(), y2.get(), p, scratch.get()) == 1 &&
                       BN_mod_mul(denominator.get(), curve.d.get(), y2.get(), p, scratch.get()) == 1 &&
                       BN_mod_sub(denominator.get(), a.get(), denominator.get(), p, scratch.get()) == 1 &&
                       BN_mod_mul(numerator.get(), numerator.get(), denominator.get(), p, scratch.get()) == 1,
                   "out of memory");
  return BN_kronecker(numerator.get(), p, scratch.get()) == 1;
}

}  // namespace

bool is_sound_edwards_point(KeyType type, ByteView encoded) {
  const EdwardsCurve& curve = find_edwards_curve(type);
  if (encoded.size() != curve.bytes) return false;
  Bytes bytes(encoded.begin(), encoded.end());
  bytes.back() &= 0x7F;  // the sign of x; x is zero only for points that are refused below
  const openssl::Number y(BN_lebin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  openssl::require(y != nullptr, "out of memory");
  // "If the resulting value is >= p, decoding fails."
  return BN_cmp(y.get(), curve.p.get()) < 0 && !has_small_order(curve, y.get()) && is_on_curve(curve, y.get());
}

}  // namespace attesto::inline v0
