#include "attesto/token/refresh_successor.hpp"

#include <array>
#include <utility>

#include "attesto/crypto/hmac.hpp"
#include "attesto/crypto/seal.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

using namespace std::string_view_literals;

/// The `info` of RFC 5869 §2.3, and the counter of its only block.
constexpr auto kInfo = "attesto refresh-token successor\x01"sv;

/// HKDF-SHA-256 without a salt, one block (RFC 5869 §2.2, §2.3). Extracting first matters: HMAC
/// replaces a key longer than its block by its SHA-256, which for the token is what the store knows.
Sealer make_sealer(std::string_view used_token) {
  constexpr std::array<std::uint8_t, 32> kNoSalt{};
  Sha256Digest extracted = HmacSha256(kNoSalt).mac(as_bytes(used_token));
  Sha256Digest key = HmacSha256(extracted).mac(as_bytes(kInfo));
  Sealer sealer(key);
  wipe(extracted.data(), extracted.size());
  wipe(key.data(), key.size());
  return sealer;
}

std::int64_t to_milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

/// What lies open beside the sealed token.
struct OpenPart {
  const Scope& scope;
  const Audience& audience;
  const AuthorizationDetails& authorization_details;
  Instant rotated_at;

  void write(JsonWriter& out) const {
    out.member("scope", scope.str());
    write_audience(out, audience);
    write_authorization_details(out, authorization_details);
    out.member("rotated_at", to_milliseconds(rotated_at));
  }
  /// Sealed with the token, so that it must not be changed either.
  [[nodiscard]] std::string to_context() const {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write(out);
    out.end_object();
    return text;
  }
};

}  // namespace

std::string RefreshSuccessor::seal(Random& random, std::string_view used_token) const {
  const OpenPart open{scope, audience, authorization_details, rotated_at};
  const Bytes sealed = make_sealer(used_token).seal(random, as_bytes(token.expose()), open.to_context());
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  open.write(out);
  out.member("sealed", base64url_encode(sealed));
  out.end_object();
  return text;
}

std::optional<RefreshSuccessor> RefreshSuccessor::open(std::string_view body, std::string_view used_token) {
  const auto json = Json::parse(body);
  if (!json) return std::nullopt;
  const std::string* scope_text = json->find_string("scope");
  const std::int64_t* rotated_at = json->find_integer("rotated_at");
  const std::string* sealed_text = json->find_string("sealed");
  if (!scope_text || !rotated_at || !sealed_text) return std::nullopt;
  auto scope = Scope::parse(*scope_text);
  const auto sealed = base64url_decode(*sealed_text);
  auto audience = find_audience(*json);
  auto details = find_authorization_details(*json);
  if (!scope || !audience || !details || !sealed) return std::nullopt;
  const Instant instant{std::chrono::milliseconds{*rotated_at}};
  const OpenPart open{*scope, *audience, *details, instant};
  auto token = make_sealer(used_token).open(*sealed, open.to_context());
  if (!token) return std::nullopt;
  return RefreshSuccessor{*std::move(token), *std::move(scope), *std::move(audience), *std::move(details), instant};
}

}  // namespace attesto::inline v0
