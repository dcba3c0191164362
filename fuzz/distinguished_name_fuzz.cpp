// DistinguishedName::parse: what is accepted equals itself, and nothing with one attribute more.
#include "attesto/crypto/distinguished_name.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto name = DistinguishedName::parse(text);
  if (!name) return 0;
  require(*name == *name && *name == DistinguishedName::parse(text).value());
  const auto longer = DistinguishedName::parse("CN=x," + std::string(text));
  require(longer && !(*longer == *name));
  return 0;
}
