// Never accept: no text is a nonce but those that were minted, within their life and for their endpoint.
#include "attesto/proof/dpop_nonce.hpp"

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Verdict = DpopNonces::Verdict;
  static const DpopNonces kNonces(HmacSha256(Bytes(32, 5)), {HmacSha256(Bytes(32, 6))});
  static const Instant kNow = from_seconds(1'700'000'000);
  constexpr auto kHere = DpopEndpoint::authorization_server;
  static const std::string kMinted = kNonces.mint(kHere, kNow);
  const std::string_view text = fuzz::text_of(data, size);
  if (text != kMinted) fuzz::require(kNonces.check(text, kHere, kNow) == Verdict::refused, "a nonce out of nowhere");

  std::string changed = kMinted;
  for (std::size_t i = 0; i < std::min(size, changed.size()); ++i) changed[i] = static_cast<char>(changed[i] ^ data[i]);
  if (changed != kMinted) fuzz::require(kNonces.check(changed, kHere, kNow) == Verdict::refused, "a changed nonce");

  // The input as a time: a nonce lives from its slot to the end of its life, and nowhere else.
  long long offset = 0;
  for (const char c : text.substr(0, 3)) offset = offset * 256 + static_cast<unsigned char>(c);
  const Instant then = kNow + std::chrono::milliseconds(offset - (1 << 23));
  const bool is_alive = then + DpopNonces::kSkew >= kNow - DpopNonces::kSlot && then < kNow + DpopNonces::kLife;
  if (!is_alive) fuzz::require(kNonces.check(kMinted, kHere, then) == Verdict::refused, "a nonce beyond its life");
  fuzz::require(kNonces.check(kNonces.mint(kHere, then), kHere, then) == Verdict::good, "a fresh nonce");
  fuzz::require(kNonces.check(kMinted, DpopEndpoint::protected_resource, kNow) == Verdict::refused, "elsewhere");
  return 0;
}
