#include "attesto/jose/registered_claims.hpp"

#include <utility>

namespace attesto::inline v0 {
namespace {

constexpr std::int64_t kEndOfYear9999 = 253'402'300'799;

/// Reads one date; false if it is there and nonsense.
bool read_date(const Json& claims, std::string_view name, std::optional<Instant>& out) {
  const Json* value = claims.find(name);
  if (!value) return true;
  out = parse_numeric_date(*value);
  return out.has_value();
}

}  // namespace

std::optional<Instant> parse_numeric_date(const Json& value) {
  if (const std::int64_t* seconds = value.integer()) {
    if (*seconds < 0 || *seconds > kEndOfYear9999) return std::nullopt;
    return from_seconds(*seconds);
  }
  const double* seconds = value.fraction();
  // A NaN is nowhere between two numbers.
  const bool is_date = seconds && *seconds >= 0 && *seconds <= static_cast<double>(kEndOfYear9999);
  if (!is_date) return std::nullopt;
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(*seconds * 1000)}};
}

std::optional<TimeClaims> find_time_claims(const Json& claims) {
  TimeClaims times;
  if (!read_date(claims, "iat", times.iat) || !read_date(claims, "nbf", times.nbf) ||
      !read_date(claims, "exp", times.exp))
    return std::nullopt;
  return times;
}

std::optional<std::vector<std::string_view>> find_audiences(const Json& claims) {
  const Json* aud = claims.find("aud");
  if (!aud) return std::nullopt;
  if (const std::string* one = aud->string()) return std::vector<std::string_view>{*one};
  const Json::Array* many = aud->array();
  if (!many || many->empty()) return std::nullopt;
  std::vector<std::string_view> audiences;
  audiences.reserve(many->size());
  for (const Json& entry : *many) {
    if (!entry.string()) return std::nullopt;
    audiences.emplace_back(*entry.string());
  }
  return audiences;
}

}  // namespace attesto::inline v0
