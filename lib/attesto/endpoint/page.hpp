// The pages that the library draws itself: which headers each of them has - RFC 6749 §10.13, RFC 9700 §4.16.
#pragma once

#include <string_view>

#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// A page of ours: no foreign content, no framing, no referrer; one style, admitted by its digest.
/// Caching is up to the caller.
/// @param title   plain text
/// @param main    HTML of its body, every foreign value in it escaped
/// @param policy  what its Content-Security-Policy says of scripts and forms; scripts are forbidden otherwise
[[nodiscard]] http::Response render_page(int status, std::string_view title, std::string_view main,
                                         std::string_view policy);

}  // namespace attesto::inline v0
