// Where a header block ends does not depend on how its bytes arrive, and what the engine hands on can't be read in two
// ways.
#include "adapters/http/head_scan.hpp"

#include <algorithm>

#include "adapters/http/incoming_request.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;
using namespace attesto::http_engine;

namespace {

constexpr HttpLimits kLimits{.request_line = 256, .header_block = 1024, .header_count = 16, .body = 512};

void check_request(const http::Request& request) {
  fuzz::require(!request.method.empty() && !request.target.empty(), "no method or target");
  fuzz::require(request.header_count("Host") <= 1 && request.header_count("Content-Length") <= 1, "twice");
  fuzz::require(!(request.header("Transfer-Encoding") && request.header("Content-Length")), "two framings");
  fuzz::require(request.headers.size() <= kLimits.header_count, "more fields than allowed");
  for (const auto& [name, value] : request.headers) {
    fuzz::require(!name.empty() && name.find_first_of(": \t\r\n") == std::string_view::npos, "a delimiter in a name");
    fuzz::require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos, "a line in a value");
  }
  fuzz::require(std::ranges::none_of(request.target, [](char c) { return c <= ' ' || c == '\x7F'; }), "a bad target");
}

/// Offers the rest in pieces of `step` bytes, as a socket would.
std::optional<std::string> read_body(std::string_view head, std::string_view rest, std::size_t step) {
  IncomingRequest request(kLimits);
  if (!request.begin(head)) return std::nullopt;
  check_request(request.view({}));
  std::string pending;
  while (!request.complete() && !rest.empty()) {
    pending += rest.substr(0, step);
    rest.remove_prefix(std::min(step, rest.size()));
    const auto used = request.add_body(pending);
    if (!used) return std::nullopt;
    fuzz::require(*used <= pending.size(), "more was used than there was");
    pending.erase(0, *used);
  }
  fuzz::require(request.view({}).body.size() <= kLimits.body, "a body above the limit");
  if (!request.complete()) return "incomplete";
  return "complete " + std::string(request.view({}).body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::text_of(data, size);
  text.remove_prefix(count_empty_lines(text));
  const auto whole = find_head_end(text, kLimits);
  for (std::size_t length = 1; length < std::min<std::size_t>(text.size(), 64); ++length) {
    const auto part = find_head_end(text.substr(0, length), kLimits);
    if (!part) fuzz::require(!whole, "refused in pieces and taken as a whole");
    else if (*part != 0) fuzz::require(whole && *whole == *part, "another end");
  }
  if (!whole || *whole == 0) return 0;
  const std::string_view head = text.substr(0, *whole);
  fuzz::require(head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4, "not the first empty line");
  fuzz::require(head.size() <= kLimits.header_block, "a head above the limit");
  const std::string_view rest = text.substr(*whole);
  fuzz::require(read_body(head, rest, 4096) == read_body(head, rest, 7), "the pieces change the body");
  return 0;
}
