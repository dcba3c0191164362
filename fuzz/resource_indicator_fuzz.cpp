// An accepted resource is an absolute URI without a fragment, byte for byte, and an audience narrows to what was
// granted only.
#include "attesto/oauth/resource_indicator.hpp"

#include "attesto/wire/uri.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto resource = ResourceIndicator::parse(text);
  const auto uri = Uri::parse(text);
  fuzz::require(resource.has_value() == (uri && !text.contains('#') && size <= 2048), "two judges disagree");
  if (!resource) return 0;
  fuzz::require(resource->str() == text, "another text");

  const Audience own(resource->str());
  const Audience granted{"https://a.example", "https://b.example"};
  const auto narrowed = narrow_audience(own, granted);
  fuzz::require(narrowed.has_value() == granted.contains(text), "an audience that was not granted");
  fuzz::require(narrow_audience(own, own) == own && narrow_audience({}, own) == own, "the granted one");
  return 0;
}
