// Accepted details come back from a token's claim, are a subset of themselves, and no longer are once an entry says
// more.
#include "attesto/oauth/authorization_details.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto details = AuthorizationDetails::parse(fuzz::text_of(data, size));
  if (!details) return 0;
  fuzz::require(!details->empty() && details->entries().size() <= 16, "none or too many");
  for (const Json& entry : details->entries()) {
    const std::string* type = entry.find_string("type");
    fuzz::require(type && !type->empty(), "an entry without a type");
  }
  std::string claims;
  JsonWriter writer(claims);
  writer.begin_object();
  write_authorization_details(writer, *details);
  writer.end_object();
  const auto again = find_authorization_details(Json::parse(claims).value());
  fuzz::require(again && again->is_subset_of(*details) && details->is_subset_of(*again), "round trip");

  Json::Array more = details->entries();
  Json::Object changed = *more.front().object();
  if (changed.size() == 64) return 0;
  changed.emplace_back(std::string(300, 'x'), true);
  more.front() = Json(changed);
  const auto other = AuthorizationDetails::from_json(Json(more));
  fuzz::require(other && !other->is_subset_of(*details), "an entry that says more was taken for the same");
  return 0;
}
