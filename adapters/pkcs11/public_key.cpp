#include "adapters/pkcs11/public_key.hpp"

#include <algorithm>
#include <array>

namespace attesto::pkcs11 {
namespace {

constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kUncompressed = 0x04;

using Parsed = std::expected<PublicKey, KeyError>;

Bytes read_attribute(const Session& session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
  CK_ATTRIBUTE attribute{type, nullptr, 0};
  require(session.module()->C_GetAttributeValue(session.handle(), object, &attribute, 1), "C_GetAttributeValue");
  Bytes value(attribute.ulValueLen);
  attribute.pValue = value.data();
  require(session.module()->C_GetAttributeValue(session.handle(), object, &attribute, 1), "C_GetAttributeValue");
  value.resize(attribute.ulValueLen);
  return value;
}

CK_KEY_TYPE read_type(const Session& session, CK_OBJECT_HANDLE object) {
  CK_KEY_TYPE type = 0;
  CK_ATTRIBUTE attribute{CKA_KEY_TYPE, &type, sizeof type};
  require(session.module()->C_GetAttributeValue(session.handle(), object, &attribute, 1), "C_GetAttributeValue");
  return type;
}

/// Some tokens pad big numbers with zeroes.
Bytes minimal(Bytes number) {
  number.erase(number.begin(), std::ranges::find_if(number, [](std::uint8_t byte) { return byte != 0; }));
  return number;
}

/// CKA_EC_POINT is the point inside a DER OCTET STRING; lengths up to 255 are enough for all curves.
ByteView point_inside(ByteView attribute) {
  const std::size_t header = attribute.size() > 2 && attribute[1] == 0x81 ? 3 : 2;
  if (attribute.size() < header || attribute[0] != kOctetString || attribute[header - 1] != attribute.size() - header)
    return attribute;  // Edwards points were written without it before PKCS #11 v3.0
  return attribute.subspan(header);
}

Parsed parse_weierstrass(ByteView point) {
  struct Curve {
    KeyType type;
    std::size_t coordinate_bytes;
  };
  constexpr std::array kCurves = {Curve{KeyType::ec_p256, 32}, Curve{KeyType::ec_p384, 48},
                                  Curve{KeyType::ec_p521, 66}};
  // A point of another curve with coordinates of the same length is not on ours.
  const auto* curve =
      std::ranges::find_if(kCurves, [&](const Curve& known) { return point.size() == 1 + 2 * known.coordinate_bytes; });
  if (curve == kCurves.end() || point.front() != kUncompressed) return std::unexpected(KeyError::unsupported);
  const ByteView x = point.subspan(1, curve->coordinate_bytes);
  const ByteView y = point.last(curve->coordinate_bytes);
  return PublicKey::from_ec(curve->type, {.x = Bytes(x.begin(), x.end()), .y = Bytes(y.begin(), y.end())});
}

Parsed parse(const Session& session, CK_OBJECT_HANDLE object) {
  switch (read_type(session, object)) {
    case CKK_RSA:
      return PublicKey::from_rsa({.n = minimal(read_attribute(session, object, CKA_MODULUS)),
                                  .e = minimal(read_attribute(session, object, CKA_PUBLIC_EXPONENT))});
    case CKK_EC: {
      const Bytes attribute = read_attribute(session, object, CKA_EC_POINT);
      return parse_weierstrass(point_inside(attribute));
    }
    case CKK_EC_EDWARDS: {
      const Bytes attribute = read_attribute(session, object, CKA_EC_POINT);
      const ByteView point = point_inside(attribute);
      return PublicKey::from_ed(point.size() == 32 ? KeyType::ed25519 : KeyType::ed448, point);
    }
    default: return std::unexpected(KeyError::unsupported);
  }
}

}  // namespace

PublicKey read_public_key(const Session& session, CK_OBJECT_HANDLE object) {
  auto key = parse(session, object);
  if (key) return std::move(*key);
  const char* detail = key.error() == KeyError::weak          ? "the public key is too weak"
                       : key.error() == KeyError::unsupported ? "the key is of an unknown type or curve"
                                                              : "the public key is broken";
  throw OpenRefused{{.error = OpenError::key_unusable, .detail = detail}};
}

}  // namespace attesto::pkcs11
