#include "adapters/http/head_scan.hpp"

#include <optional>

namespace attesto::inline v0::http_engine {
namespace {

constexpr std::string_view kEmptyLine = "\r\n\r\n";
constexpr Refusal kLineTooLong{414, "the request line is too long"};
constexpr Refusal kBlockTooLarge{431, "the header block is too large"};
constexpr Refusal kNotHttp{400, "this is not an HTTP/1.1 request"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_token_char(char c) {  // RFC 9110 §5.6.2
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

/// Only what a person or a program would call a version: `HTTP/` and two digits (RFC 9112 §2.3).
std::optional<Refusal> check_version(std::string_view line) {
  const std::string_view version = line.substr(line.rfind(' ') + 1);
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  if (version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
      is_digit(version[7]))
    return Refusal{505, "only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return kNotHttp;
}

/// RFC 9112 §2.2 lets a recipient take a lone LF for a line's end. We don't: two readers that
/// disagree on where a line ends are how requests get smuggled.
bool has_lone_line_feed(std::string_view text) {
  for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    if (at == 0 || text[at - 1] != '\r') return true;
  return false;
}

}  // namespace

std::size_t count_empty_lines(std::string_view received) noexcept {
  std::size_t size = 0;
  while (received.substr(size).starts_with("\r\n")) size += 2;
  return size;
}

std::expected<std::size_t, Refusal> find_head_end(std::string_view received, const HttpLimits& limits) {
  if (received.empty() || received == "\r") return 0;
  // A TLS greeting, for one: whoever sent it waits for an answer.
  if (!is_token_char(received.front())) return std::unexpected(kNotHttp);

  const auto line_end = received.find("\r\n");
  const std::size_t line_size = line_end == std::string_view::npos ? received.size() : line_end;
  const bool may_end_in_cr = line_end == std::string_view::npos && received.back() == '\r';
  if (line_size - (may_end_in_cr ? 1 : 0) > limits.request_line) return std::unexpected(kLineTooLong);
  if (line_end != std::string_view::npos)
    if (const auto refusal = check_version(received.substr(0, line_end))) return std::unexpected(*refusal);

  const auto end = received.find(kEmptyLine);
  const bool complete = end != std::string_view::npos;
  const std::string_view head = complete ? received.substr(0, end + kEmptyLine.size()) : received;
  if (head.size() > limits.header_block || (!complete && head.size() == limits.header_block))
    return std::unexpected(kBlockTooLarge);
  if (has_lone_line_feed(head)) return std::unexpected(kNotHttp);
  return complete ? head.size() : 0;
}

}  // namespace attesto::inline v0::http_engine
