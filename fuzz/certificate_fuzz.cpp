// Certificate::parse: no prefix and no extension of an accepted text is accepted as well.
#include <cstdlib>

#include "attesto/crypto/certificate.hpp"
#include "attesto/crypto/digest.hpp"
#include "fuzz/signed_input.hpp"

using namespace attesto;
using namespace attesto::fuzzing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView der(data, size);
  const auto certificate = Certificate::parse(der);
  if (!certificate) return 0;
  require(size <= Certificate::kMaxBytes && certificate->sha256() == sha256(der));
  require(certificate->subject() == certificate->subject());
  require(!Certificate::parse(der.first(size - 1)));
  Bytes longer(der.begin(), der.end());
  longer.push_back(0);
  require(!Certificate::parse(longer));
  return 0;
}
