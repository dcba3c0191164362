// Where the header block ends - RFC 9112 §2.2, §3.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

#include "adapters/http/http_server.hpp"
#include "adapters/http/refusal.hpp"

namespace attesto::inline v0::http_engine {

/// How many bytes of empty lines stand before the request line; they are to be skipped (§2.2).
[[nodiscard]] std::size_t count_empty_lines(std::string_view received) noexcept;

/// Finds the end of a header block in what was received so far. Nothing is parsed before the block
/// is complete, so that its limits are checked in one place and its bytes never move afterwards.
///
/// @return its size with the empty line, or 0 if more bytes are needed
/// @error  414 and 431 as soon as a limit can no longer be kept; 400 and 505 for what is not
///         HTTP/1.x, without waiting for an empty line that may never come
[[nodiscard]] std::expected<std::size_t, Refusal> find_head_end(std::string_view received, const HttpLimits& limits);

}  // namespace attesto::inline v0::http_engine
