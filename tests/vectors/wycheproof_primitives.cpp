// Wycheproof signature files, judged as JOSE would take the signatures: r||s of fixed length, PSS with
// a salt as long as the digest (RFC 7518 3.4, 3.5).
#include <algorithm>
#include <array>
#include <optional>

#include "attesto/crypto/key.hpp"
#include "support/hex.hpp"
#include "vectors/families.hpp"

namespace attesto::vectors {
namespace {

using testing_support::from_hex;
using enum SignatureScheme;

struct Form {
  std::string_view type;  ///< of the group
  std::string_view sha;
  KeyType key;
  SignatureScheme scheme;
};

constexpr std::array kForms = {
    Form{"RsassaPkcs1Verify", "SHA-256", KeyType::rsa, rsa_pkcs1_sha256},
    Form{"RsassaPkcs1Verify", "SHA-384", KeyType::rsa, rsa_pkcs1_sha384},
    Form{"RsassaPkcs1Verify", "SHA-512", KeyType::rsa, rsa_pkcs1_sha512},
    Form{"RsassaPssVerify", "SHA-256", KeyType::rsa, rsa_pss_sha256},
    Form{"RsassaPssVerify", "SHA-384", KeyType::rsa, rsa_pss_sha384},
    Form{"RsassaPssVerify", "SHA-512", KeyType::rsa, rsa_pss_sha512},
    Form{"EcdsaP1363Verify", "SHA-256", KeyType::ec_p256, ecdsa_p256_sha256},
    Form{"EcdsaP1363Verify", "SHA-384", KeyType::ec_p384, ecdsa_p384_sha384},
    Form{"EcdsaP1363Verify", "SHA-512", KeyType::ec_p521, ecdsa_p521_sha512},
    Form{"EcdsaVerify", "SHA-256", KeyType::ec_p256, ecdsa_p256_sha256},
    Form{"EcdsaVerify", "SHA-384", KeyType::ec_p384, ecdsa_p384_sha384},
    Form{"EcdsaVerify", "SHA-512", KeyType::ec_p521, ecdsa_p521_sha512},
    Form{"EddsaVerify", "", KeyType::ed25519, eddsa},
    Form{"EddsaVerify", "", KeyType::ed448, eddsa},
};

std::size_t salt_length(std::string_view sha) { return sha == "SHA-256" ? 32 : sha == "SHA-384" ? 48 : 64; }

/// Whether JOSE has signatures with these parameters: else even a valid one must be refused.
bool is_jose(const Data& group) {
  const std::string type = text_of(group, "type");
  if (type == "EcdsaVerify") return false;  // DER
  if (type != "RsassaPssVerify") return true;
  return group.at("sLen") == salt_length(text_of(group, "sha")) && text_of(group, "mgfSha") == text_of(group, "sha");
}

/// r||s of a valid DER signature.
std::optional<Bytes> raw_of_der(ByteView der, std::size_t half) {
  const auto header = [&](std::size_t at) -> std::size_t { return der[at + 1] == 0x81 ? 3 : 2; };
  Bytes raw(2 * half);
  std::size_t at = header(0);
  for (std::size_t part = 0; part < 2; ++part) {
    if (at + 2 > der.size() || at + 2 + der[at + 1] > der.size()) return std::nullopt;
    ByteView number = der.subspan(at + 2, der[at + 1]);
    at += 2 + number.size();
    while (!number.empty() && number.front() == 0) number = number.subspan(1);
    if (number.size() > half) return std::nullopt;
    std::ranges::copy(number, raw.begin() + static_cast<std::ptrdiff_t>((part + 1) * half - number.size()));
  }
  return raw;
}

std::size_t coordinate_bytes(KeyType type) {
  return type == KeyType::ec_p256 ? 32 : type == KeyType::ec_p384 ? 48 : 66;
}

struct Group {
  const Data& data;
  const PublicKey& key;
  SignatureScheme scheme;
  bool jose;
};

void judge_test(const Group& group, const Data& test, FileReport& report) {
  const std::string id = std::to_string(test.at("tcId").get<int>());
  const std::string result = text_of(test, "result");
  const Bytes message = from_hex(text_of(test, "msg"));
  const Bytes signature = from_hex(text_of(test, "sig"));
  const bool taken = group.key.verify(group.scheme, message, signature);
  if (result == "acceptable") {
    report.skip("either answer is right");
    return;
  }
  if (result == "invalid" && !group.jose && text_of(group.data, "type") == "RsassaPssVerify") {
    report.skip("invalid for a salt that JOSE does not use, which says nothing about JOSE");
    return;
  }
  report.judge(id, text_of(test, "sig"), result == "valid" && group.jose ? Verdict::accept : Verdict::refuse,
               taken ? Verdict::accept : Verdict::refuse);
  if (text_of(group.data, "type") != "EcdsaVerify" || result != "valid") return;
  const auto raw = raw_of_der(signature, coordinate_bytes(group.key.type()));
  report.expect(id + " as r||s", raw && group.key.verify(group.scheme, message, *raw), "a valid signature was refused");
}

}  // namespace

void judge_primitives(const Data& document, FileReport& report) {
  for (const Data& group : document.at("testGroups")) {
    const std::size_t cases = group.at("tests").size();
    const std::string type = text_of(group, "type");
    const auto key = PublicKey::from_pem(text_of(group, "publicKeyPem"));
    const auto* form = std::ranges::find_if(kForms, [&](const Form& known) {
      return known.type == type && known.sha == text_of(group, "sha") && (!key || known.key == key->type());
    });
    if (form == kForms.end()) {
      report.skip("the library has no signatures of this form: " + type + ' ' + text_of(group, "sha"), cases);
      continue;
    }
    if (!key && key.error() == KeyError::weak) {
      report.skip("the key is weak by our rules: RSA below 2048 bits, or an exponent below 65537", cases);
      continue;
    }
    if (!key) {
      for (const Data& test : group.at("tests"))
        report.judge(std::to_string(test.at("tcId").get<int>()), text_of(test, "sig"),
                     text_of(test, "result") == "valid" ? Verdict::accept : Verdict::refuse, Verdict::refuse);
      continue;
    }
    for (const Data& test : group.at("tests"))
      judge_test({.data = group, .key = *key, .scheme = form->scheme, .jose = is_jose(group)}, test, report);
  }
}

}  // namespace attesto::vectors
