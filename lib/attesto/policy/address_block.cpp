#include "attesto/policy/address_block.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace attesto::inline v0 {
namespace {

using V4 = std::array<char, 4>;
using V6 = std::array<char, 16>;

template <class Address>
std::optional<Address> parse(int family, std::string_view text) {
  Address address{};
  const std::string terminated(text);
  if (terminated.contains('\0') || inet_pton(family, terminated.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

/// ::ffff:a.b.c.d
std::optional<V4> unmap(const V6& address) {
  constexpr std::array<char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xff', '\xff'};
  if (!std::equal(kMapped.begin(), kMapped.end(), address.begin())) return std::nullopt;
  return V4{address[12], address[13], address[14], address[15]};
}

std::optional<V4> parse_v4(std::string_view text) {
  if (auto address = parse<V4>(AF_INET, text)) return address;
  const auto v6 = parse<V6>(AF_INET6, text);
  return v6 ? unmap(*v6) : std::nullopt;
}

}  // namespace

std::string address_block(std::string_view address) {
  if (const auto v4 = parse_v4(address)) return {v4->begin(), v4->end()};
  if (const auto v6 = parse<V6>(AF_INET6, address)) return {v6->begin(), v6->begin() + 8};
  return std::string(address);
}

bool is_ip_address(std::string_view text) { return parse<V4>(AF_INET, text) || parse<V6>(AF_INET6, text); }

bool is_loopback_address(std::string_view address) {
  constexpr char kLoopbackNet = 127;
  if (const auto v4 = parse_v4(address)) return v4->front() == kLoopbackNet;
  constexpr V6 kLoopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return parse<V6>(AF_INET6, address) == kLoopback;
}

}  // namespace attesto::inline v0
