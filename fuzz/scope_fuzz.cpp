// A scope comes back from its wire form, and its tokens are what they must be.
#include "attesto/oauth/scope.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  if (size > 4096) return 0;  // no longer scope reaches the parser, and duplicates cost quadratic time
  const auto scope = Scope::parse(text);
  if (!scope) return 0;
  const std::string written = scope->str();
  const auto again = Scope::parse(written);
  fuzz::require(again && *again == *scope, "round trip");
  fuzz::require(written.size() <= text.size(), "a scope that grew");
  fuzz::require(scope->is_subset_of(*again) && again->is_subset_of(*scope), "not its own subset");
  for (const std::string& token : scope->tokens()) {
    fuzz::require(!token.empty() && token.find_first_of(" \"\\") == std::string::npos, "a token with a delimiter");
    fuzz::require(scope->contains(token), "a token that is not contained");
  }
  return 0;
}
