#include "attesto/crypto/ecdsa_encoding.hpp"

#include <algorithm>
#include <stdexcept>

namespace attesto::inline v0 {
namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kSequence = 0x30;

/// Takes one INTEGER from the front of `der` and writes it right-aligned into `out`.
void take_integer(ByteView& der, std::span<std::uint8_t> out) {
  if (der.size() < 2 || der[0] != kInteger || der[1] > 127 || der.size() < 2U + der[1])
    throw std::runtime_error("not a DER signature");
  ByteView number = der.subspan(2, der[1]);
  der = der.subspan(2U + der[1]);
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  if (number.size() > out.size()) throw std::runtime_error("not a signature of this curve");
  std::ranges::copy(number, out.end() - static_cast<std::ptrdiff_t>(number.size()));
}

void append_integer(Bytes& out, ByteView number) {
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  const bool needs_zero = number.front() >= 0x80;  // else it would read as negative
  out.push_back(kInteger);
  out.push_back(static_cast<std::uint8_t>(number.size() + (needs_zero ? 1 : 0)));
  if (needs_zero) out.push_back(0);
  out.insert(out.end(), number.begin(), number.end());
}

}  // namespace

Bytes der_to_raw(ByteView der, std::size_t half) {
  if (der.size() < 2 || der[0] != kSequence) throw std::runtime_error("not a DER signature");
  der = der.subspan(der[1] == 0x81 ? 3 : 2);  // P-521 needs the two-byte length
  Bytes raw(2 * half);
  take_integer(der, std::span(raw).first(half));
  take_integer(der, std::span(raw).subspan(half));
  return raw;
}

Bytes raw_to_der(ByteView raw, std::size_t half) {
  Bytes body;
  body.reserve(2 * half + 6);
  append_integer(body, raw.first(half));
  append_integer(body, raw.subspan(half));
  Bytes der{kSequence};
  der.reserve(body.size() + 3);
  if (body.size() > 127) der.push_back(0x81);
  der.push_back(static_cast<std::uint8_t>(body.size()));
  der.insert(der.end(), body.begin(), body.end());
  return der;
}

}  // namespace attesto::inline v0
