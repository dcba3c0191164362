#include "attesto/proof/dpop_nonce.hpp"

#include <algorithm>

#include "attesto/base/secret.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::size_t kSlotBytes = 8;
constexpr std::size_t kTagBytes = 16;
constexpr std::string_view kPurpose = "attesto DPoP nonce\n";

/// Number of the slot since the epoch, most significant byte first.
Bytes encode_slot(long long number) {
  Bytes out(kSlotBytes);
  for (std::size_t i = 0; i < kSlotBytes; ++i)
    out[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * (kSlotBytes - 1 - i)));
  return out;
}

std::uint64_t decode_slot(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes.first(kSlotBytes)) number = (number << 8) | byte;
  return number;
}

Bytes make_tag(const HmacSha256& key, DpopEndpoint endpoint, ByteView slot) {
  Bytes message(kPurpose.begin(), kPurpose.end());
  message.push_back(static_cast<std::uint8_t>(endpoint));
  message.insert(message.end(), slot.begin(), slot.end());
  const Sha256Digest mac = key.mac(message);
  return Bytes(mac.begin(), mac.begin() + kTagBytes);
}

}  // namespace

std::string DpopNonces::mint(DpopEndpoint endpoint, Instant now) const {
  Bytes nonce = encode_slot(to_seconds(now) / kSlot.count());
  const Bytes tag = make_tag(minting_, endpoint, nonce);
  nonce.insert(nonce.end(), tag.begin(), tag.end());
  return base64url_encode(nonce);
}

DpopNonces::Verdict DpopNonces::check(std::string_view nonce, DpopEndpoint endpoint, Instant now) const {
  if (nonce.size() != (kSlotBytes + kTagBytes) * 4 / 3) return Verdict::refused;
  const auto bytes = base64url_decode(nonce);
  if (!bytes) return Verdict::refused;
  const ByteView slot = ByteView(*bytes).first(kSlotBytes);
  const ByteView tag = ByteView(*bytes).subspan(kSlotBytes);
  const auto is_from = [&](const HmacSha256& key) { return equal_ct(make_tag(key, endpoint, slot), tag); };
  const bool is_ours_now = is_from(minting_);
  if (!is_ours_now && !std::ranges::any_of(also_accepted_, is_from)) return Verdict::refused;

  // Only now is the number one that we made, so multiplying can't overflow.
  const Instant begin = from_seconds(static_cast<long long>(decode_slot(*bytes)) * kSlot.count());
  if (now + kSkew < begin || now >= begin + kLife) return Verdict::refused;
  return is_ours_now && now < begin + kLife / 2 ? Verdict::good : Verdict::renew;
}

}  // namespace attesto::inline v0
