#include "attesto/oauth/confirmation.hpp"

#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kKeyMember = "jkt";
constexpr std::string_view kCertificateMember = "x5t#S256";

}  // namespace

bool is_thumbprint(std::string_view text) {
  if (text.size() != 43) return false;
  const auto bytes = base64url_decode(text);
  return bytes && bytes->size() == Sha256Digest{}.size();
}

std::string encode_thumbprint(const Sha256Digest& digest) { return base64url_encode(digest); }

std::string_view token_type(const Confirmation& confirmation) noexcept { return confirmation.jkt ? "DPoP" : "Bearer"; }

void write_confirmation(JsonWriter& out, const Confirmation& confirmation) {
  if (confirmation.empty()) return;
  out.name("cnf").begin_object();
  if (confirmation.jkt) out.member(kKeyMember, confirmation.jkt->str());
  if (confirmation.x5t_s256) out.member(kCertificateMember, confirmation.x5t_s256->str());
  out.end_object();
}

std::optional<Confirmation> find_confirmation(const Json& claims) {
  Confirmation confirmation;
  const Json* cnf = claims.find("cnf");
  if (!cnf) return confirmation;
  if (!cnf->object() || cnf->object()->empty()) return std::nullopt;
  for (const auto& [name, value] : *cnf->object()) {
    if (!value.string()) return std::nullopt;
    if (name == kKeyMember) {
      confirmation.jkt = KeyThumbprint::parse(*value.string());
      if (!confirmation.jkt) return std::nullopt;
    } else if (name == kCertificateMember) {
      confirmation.x5t_s256 = CertificateThumbprint::parse(*value.string());
      if (!confirmation.x5t_s256) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  return confirmation;
}

}  // namespace attesto::inline v0
