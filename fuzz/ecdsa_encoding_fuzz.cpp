// A raw ECDSA signature becomes the one DER that OpenSSL reads and writes for it, and comes back.
#include "attesto/crypto/ecdsa_encoding.hpp"

#include <openssl/ecdsa.h>

#include <algorithm>
#include <memory>

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const std::size_t half : {32U, 48U, 66U}) {
    if (size != 2 * half) continue;
    const ByteView raw(data, size);
    const Bytes der = raw_to_der(raw, half);
    fuzz::require(std::ranges::equal(der_to_raw(der, half), raw), "round trip");

    const std::uint8_t* at = der.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> parsed(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
    fuzz::require(parsed && at == der.data() + der.size(), "OpenSSL reads something else");
    Bytes again(der.size() + 8);
    std::uint8_t* end = again.data();
    const int written = i2d_ECDSA_SIG(parsed.get(), &end);
    fuzz::require(written == static_cast<int>(der.size()) && std::ranges::equal(ByteView(again).first(der.size()), der),
                  "OpenSSL writes something else");
  }
  return 0;
}
