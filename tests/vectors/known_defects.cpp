#include "vectors/known_defects.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <string>

#include "attesto/crypto/digest.hpp"

namespace attesto::vectors {
namespace {

constexpr std::array kKnownDefects = {
    KnownDefect{"wycheproof/json_web_signature_test.json", "346", "a81c36a147da243b", Verdict::refuse,
                "the key says PS256 and the signature is PS384: a key's alg pins it (RFC 8725 3.1)"},
    KnownDefect{"wycheproof/json_web_signature_test.json", "350", "a81c36a147da243b", Verdict::refuse,
                "the key says PS256 and the signature is PS384: a key's alg pins it (RFC 8725 3.1)"},
    KnownDefect{"wycheproof/json_web_signature_test.json", "347", "eb359844aee40704", Verdict::refuse,
                "the key's alg is ES521, which is registered nowhere"},
    KnownDefect{"wycheproof/json_web_signature_test.json", "351", "eb359844aee40704", Verdict::refuse,
                "the key's alg is ES521, which is registered nowhere"},
    KnownDefect{"attesto-jwt-corpus/corpus/29_deeply_nested_claim.jwt", "29_deeply_nested_claim", "620079066e32f899",
                Verdict::refuse, "the reference accepts any depth; we stop at 32 levels"},
};

std::string digest_prefix(std::string_view data) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const Sha256Digest digest = sha256(data);
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    text += kHex[digest[i] >> 4];
    text += kHex[digest[i] & 15];
  }
  return text;
}

}  // namespace

const KnownDefect* find_known_defect(std::string_view file, std::string_view id, std::string_view data) {
  const auto* found = std::ranges::find_if(
      kKnownDefects, [&](const KnownDefect& defect) { return defect.file == file && defect.id == id; });
  if (found == kKnownDefects.end() || found->sha256 != digest_prefix(data)) return nullptr;
  return found;
}

void print_known_defects(std::ostream& out) {
  out << "known defects, judged by our own verdict:\n";
  for (const KnownDefect& defect : kKnownDefects)
    out << "  " << defect.file << " " << defect.id << ": " << defect.reason << '\n';
}

}  // namespace attesto::vectors
