#include "attesto/base/request_id.hpp"

#include <algorithm>

namespace attesto::inline v0 {
namespace {

/// One half scrambles the other; whatever this does, four rounds of it stay a permutation (Feistel).
std::uint32_t scramble(std::uint32_t half, std::uint64_t key) noexcept {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio: spreads every bit upwards
  const std::uint64_t spread = (half + key) * kOdd;
  return static_cast<std::uint32_t>((spread ^ (spread >> 29)) * kOdd >> 32);
}

}  // namespace

RequestId::RequestId(std::uint64_t number) noexcept : digits_{} {
  for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit, number >>= 4)
    *digit = "0123456789abcdef"[number & 15];
}

bool RequestId::is_one(std::string_view text) noexcept {
  return text.size() == kDigits &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

RequestIds::RequestIds(Random& random) : round_keys_{} {
  random.fill({reinterpret_cast<std::uint8_t*>(round_keys_.data()), sizeof(round_keys_)});
}

RequestId RequestIds::next() const noexcept {
  const std::uint64_t count = counter_.fetch_add(1, std::memory_order_relaxed);
  auto left = static_cast<std::uint32_t>(count >> 32);
  auto right = static_cast<std::uint32_t>(count);
  for (const std::uint64_t key : round_keys_) {
    const std::uint32_t next = left ^ scramble(right, key);
    left = right;
    right = next;
  }
  return RequestId((std::uint64_t{left} << 32) | right);
}

}  // namespace attesto::inline v0
