// TargetUri::parse: normalising is idempotent, and a query never changes the target.
#include "attesto/proof/target_uri.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto target = TargetUri::parse(text);
  if (!target) return 0;
  require(TargetUri::parse(target->str()) == target);
  require(target->str().starts_with("https://") || target->str().starts_with("http://"));
  require(target->str().find_first_of("?#@\\ ") == std::string::npos ||
          target->str().find('@') > target->str().find('/', 8));
  require(TargetUri::parse(target->str() + "?a=b#c") == target);
  return 0;
}
