#include "attesto/jose/key_members.hpp"

#include <algorithm>
#include <array>

#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

struct CurveName {
  KeyType type;
  std::string_view name;
};
constexpr std::array kCurveNames = {CurveName{KeyType::ec_p256, "P-256"}, CurveName{KeyType::ec_p384, "P-384"},
                                    CurveName{KeyType::ec_p521, "P-521"}, CurveName{KeyType::ed25519, "Ed25519"},
                                    CurveName{KeyType::ed448, "Ed448"}};

std::string_view curve_name(KeyType type) { return std::ranges::find(kCurveNames, type, &CurveName::type)->name; }

}  // namespace

Json::Object key_members(const PublicKey& key) {
  switch (key.type()) {
    case KeyType::rsa: {
      const RsaComponents rsa = key.rsa();
      return {{"e", base64url_encode(rsa.e)}, {"kty", "RSA"}, {"n", base64url_encode(rsa.n)}};
    }
    case KeyType::ed25519:
    case KeyType::ed448: return {{"crv", curve_name(key.type())}, {"kty", "OKP"}, {"x", base64url_encode(key.ed())}};
    default: {
      const EcComponents ec = key.ec();
      return {
          {"crv", curve_name(key.type())}, {"kty", "EC"}, {"x", base64url_encode(ec.x)}, {"y", base64url_encode(ec.y)}};
    }
  }
}

std::optional<KeyType> parse_curve(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kCurveNames, name, &CurveName::name);
  if (found == kCurveNames.end()) return std::nullopt;
  return found->type;
}

}  // namespace attesto::inline v0
