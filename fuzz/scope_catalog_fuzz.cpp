// What a granted scope covers, judged a second time from the definition: itself, or its resource's wildcard.
#include "attesto/oauth/scope_catalog.hpp"

#include <algorithm>
#include <array>

#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

constexpr std::array<std::string_view, 6> kScopes = {"documents.read", "documents.write", "documents.read.all",
                                                     "profile",        "read:reports",    "read:users"};

void check(const ScopeCatalog& catalog, const Scope& granted, char separator) {
  for (const std::string_view required : kScopes) {
    const std::string wildcard = std::string(required.substr(0, required.find(separator))) + separator + '*';
    const bool covered = granted.contains(required) || granted.contains(wildcard);
    fuzz::require(catalog.grants(granted, required) == covered, "two judges disagree");
    fuzz::require(catalog.grants_to_system(granted, required) == (covered || granted.contains("*")), "the system's *");
  }
  // A wildcard that covers nothing is unknown, and so is what is not in the catalog.
  for (const std::string_view unknown : catalog.unknown(granted))
    fuzz::require(granted.contains(unknown) && std::ranges::find(kScopes, unknown) == kScopes.end(),
                  "a catalogued scope is unknown");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ScopeCatalog kDots = ScopeCatalog::create(kScopes, ScopeSeparator::dot).value();
  static const ScopeCatalog kColons = ScopeCatalog::create(kScopes, ScopeSeparator::colon).value();
  if (size > 1024) return 0;
  const std::string_view text = fuzz::text_of(data, size);
  // Any text may be asked for as required; only a catalogued one is ever granted.
  const Scope everything = Scope::parse("documents.* profile documents.read read:* *").value();
  if (std::ranges::find(kScopes, text) == kScopes.end())
    fuzz::require(!kDots.grants(everything, text) && !kColons.grants_to_system(everything, text),
                  "granted from nowhere");
  const auto own = ScopeCatalog::create(std::array{text}, ScopeSeparator::dot);
  if (own) fuzz::require(own->grants(Scope::parse(text).value(), text), "a catalogued scope does not cover itself");
  const auto granted = Scope::parse(text);
  if (!granted) return 0;
  check(kDots, *granted, '.');
  check(kColons, *granted, ':');
  return 0;
}
