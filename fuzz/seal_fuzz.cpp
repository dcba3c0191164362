// Never accept: nothing opens that was not sealed, whichever bytes of a sealed value are changed, and a wrapped key
// unwraps to itself.
#include "attesto/crypto/seal.hpp"

#include <algorithm>

#include "attesto/crypto/key_wrap.hpp"
#include "fuzz/fixed_random.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

const Bytes kKey(Sealer::kKeyBytes, 7);

void check_sealing(ByteView input) {
  const Sealer sealer(kKey);
  fuzz::FixedRandom random;
  fuzz::require(!sealer.open(input, "context"), "something opened that nobody sealed");
  Bytes sealed = sealer.seal(random, input, "context");
  const auto opened = sealer.open(sealed, "context");
  fuzz::require(opened && opened->expose() == as_text(input), "another value came out");
  fuzz::require(!sealer.open(sealed, "context "), "it opened elsewhere");
  // The input says where it is changed.
  const std::size_t at = input.empty() ? 0 : input[0] % sealed.size();
  sealed[at] ^= static_cast<std::uint8_t>(input.empty() ? 1 : std::max<std::uint8_t>(input.back(), 1));
  fuzz::require(!sealer.open(sealed, "context"), "a change went unseen");
  sealed.resize(at);
  fuzz::require(!sealer.open(sealed, "context"), "a cut went unseen");
}

void check_wrapping(ByteView input) {
  fuzz::require(!unwrap_key(kKey, input), "something unwrapped that nobody wrapped");
  if (input.size() < 16 || input.size() > 64 || input.size() % 8 != 0) return;
  Bytes wrapped = wrap_key(kKey, input);
  const auto unwrapped = unwrap_key(kKey, wrapped);
  fuzz::require(unwrapped && std::ranges::equal(*unwrapped, input), "another key came out");
  wrapped[input[0] % wrapped.size()] ^= std::max<std::uint8_t>(input.back(), 1);
  fuzz::require(!unwrap_key(kKey, wrapped), "a changed key unwrapped");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check_sealing({data, size});
  check_wrapping({data, size});
  return 0;
}
