#include "attesto/authorize/interaction.hpp"

#include <algorithm>
#include <utility>

#include "attesto/authorize/stored_request.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {
namespace {

std::optional<Sha256Digest> read_digest(const Json& json, std::string_view name) {
  const std::string* text = json.find_string(name);
  const auto bytes = text ? base64url_decode(*text) : std::nullopt;
  Sha256Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

}  // namespace

std::string Interaction::to_json() const {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_authorization_request(out, request);
  if (pushed_request) out.member("pushed_request", base64url_encode(pushed_request->hash));
  out.member("created_at", static_cast<std::int64_t>(created_at.time_since_epoch().count()))
      .member("binding", base64url_encode(binding))
      .end_object();
  return text;
}

std::optional<Interaction> Interaction::from_json(std::string_view text, Instant expires_at) {
  const auto json = Json::parse(text, kStoredRequestLimits);
  if (!json) return std::nullopt;
  auto request = read_authorization_request(*json);
  const std::int64_t* created_at = json->find_integer("created_at");
  const auto binding = read_digest(*json, "binding");
  if (!request || !created_at || !binding) return std::nullopt;
  Interaction interaction{.request = *std::move(request),
                          .created_at = Instant{std::chrono::milliseconds{*created_at}},
                          .expires_at = expires_at,
                          .binding = *binding};
  if (!json->find("pushed_request")) return interaction;
  const auto hash = read_digest(*json, "pushed_request");
  if (!hash) return std::nullopt;  // never as "not pushed": it could be used twice then
  interaction.pushed_request = {.kind = RecordKind::pushed_request, .hash = *hash};
  return interaction;
}

bool OpenInteraction::accepts_csrf(std::string_view submitted) const noexcept {
  return equal_ct(as_bytes(submitted), as_bytes(csrf));
}

}  // namespace attesto::inline v0
