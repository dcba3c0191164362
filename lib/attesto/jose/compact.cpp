#include "attesto/jose/compact.hpp"

#include <utility>

#include "attesto/jose/jws.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {
namespace {

constexpr JsonLimits kHeaderLimits{.bytes = kMaxJwtHeaderBytes, .depth = 8, .members = 32};
constexpr JsonLimits kClaimLimits{.bytes = kMaxJwtBytes, .depth = 32, .members = 256};

std::optional<Json> parse_object(ByteView bytes, const JsonLimits& limits) {
  auto json = Json::parse(as_text(bytes), limits);
  if (!json || !json->object()) return std::nullopt;
  return std::move(*json);
}

}  // namespace

std::optional<CompactSegments> split_compact(std::string_view compact) {
  if (compact.size() > kMaxJwtBytes) return std::nullopt;
  const std::size_t first = compact.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = compact.find('.', first + 1);
  if (second == std::string_view::npos || compact.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return CompactSegments{.signing_input = compact.substr(0, second),
                         .header = compact.substr(0, first),
                         .claims = compact.substr(first + 1, second - first - 1),
                         .signature = compact.substr(second + 1)};
}

std::optional<Json> parse_claims(ByteView payload) { return parse_object(payload, kClaimLimits); }

std::optional<Json> decode_header(std::string_view segment) {
  const auto bytes = base64url_decode(segment);
  return bytes ? parse_object(*bytes, kHeaderLimits) : std::nullopt;
}

std::optional<Json> decode_claims(std::string_view segment) {
  const auto bytes = base64url_decode(segment);
  return bytes ? parse_claims(*bytes) : std::nullopt;
}

bool is_jwt_type(std::string_view actual, std::string_view expected) {
  constexpr std::string_view kPrefix = "application/";
  if (actual.size() > kPrefix.size() && http::equal_ignoring_case(actual.substr(0, kPrefix.size()), kPrefix))
    actual.remove_prefix(kPrefix.size());
  return http::equal_ignoring_case(actual, expected);
}

}  // namespace attesto::inline v0
