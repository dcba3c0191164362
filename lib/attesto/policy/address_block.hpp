// The addresses that one subscriber has - RFC 4291 §2.5.4, RFC 6177 §2.
#pragma once

#include <string>
#include <string_view>

namespace attesto::inline v0 {

/// What limits count by: an IPv4 address, or the /64 that an IPv6 address is in, since whoever has one
/// address there has all 2^64. An IPv4-mapped address (RFC 4291 §2.5.5.2) is the IPv4 address.
/// @return 4 or 8 bytes; the text itself if it is no IP address
[[nodiscard]] std::string address_block(std::string_view address);

/// Whether it is an IPv4 or IPv6 address, without port, zone or prefix length.
[[nodiscard]] bool is_ip_address(std::string_view text);

/// Whether it is this machine itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
[[nodiscard]] bool is_loopback_address(std::string_view address);

}  // namespace attesto::inline v0
