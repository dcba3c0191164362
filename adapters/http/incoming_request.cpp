#include "adapters/http/incoming_request.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>

namespace attesto::inline v0::http_engine {
namespace {

namespace beast = boost::beast::http;

/// Buffers that a large request left behind are not worth keeping in an idle connection.
constexpr std::size_t kKeptCapacity = 4096;

constexpr Refusal kMalformed{400, "the request is malformed"};
constexpr Refusal kBodyTooLarge{413, "the body is too large"};

template <class Buffer>
void reset(Buffer& buffer) {
  buffer.clear();
  if (buffer.capacity() > kKeptCapacity) buffer.shrink_to_fit();
}

std::string_view to_std(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// RFC 3986 allows printable ASCII without these in no URI; the rest is the handler's to judge.
bool is_origin_form(std::string_view target) {
  return target.starts_with('/') &&
         std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7F && c != '#' && c != '"' && c != '\\'; });
}

/// `uri-host [":" port]` without user information (RFC 9110 §7.2); may be empty.
bool is_host(std::string_view value) {
  return std::ranges::all_of(
      value, [](char c) { return c > 0x20 && c < 0x7F && !std::string_view("/?#@,\"\\<>^`{|}").contains(c); });
}

/// Beast takes any other coding for no body at all. RFC 9112 §6.1 wants 501 for a coding that is not
/// understood, §6.3 wants 400 when chunked is not the last one.
std::optional<Refusal> check_transfer_encoding(std::string_view value) {
  if (http::equal_ignoring_case(value, "chunked")) return std::nullopt;
  std::string_view last = value.substr(value.rfind(',') + 1);
  last.remove_prefix(std::min(last.find_first_not_of(" \t"), last.size()));
  const int status = http::equal_ignoring_case(last, "chunked") ? 501 : 400;
  return Refusal{status, "chunked is the only Transfer-Encoding understood here"};
}

Refusal refuse(const boost::beast::error_code& error) {
  if (error == beast::error::body_limit) return kBodyTooLarge;
  if (error == beast::error::bad_transfer_encoding)
    return {400, "Transfer-Encoding must stand alone, without Content-Length"};
  if (error == beast::error::bad_content_length || error == beast::error::multiple_content_length)
    return {400, "Content-Length must be one number, without Transfer-Encoding"};
  return kMalformed;
}

}  // namespace

std::expected<void, Refusal> IncomingRequest::begin(std::string_view head) {
  method_ = target_ = {};
  fields_.clear();
  reset(body_);
  reset(head_);
  head_.assign(head);
  fault_.reset();
  hosts_ = content_lengths_ = 0;
  expects_continue_ = false;
  Parser& parser = parser_.emplace(*this);
  parser.header_limit(static_cast<std::uint32_t>(head_.size() + 1));  // find_head_end keeps the real limit
  parser.body_limit(limits_.body);
  boost::beast::error_code error;
  const std::size_t used = parser.put(boost::asio::buffer(head_), error);
  if (fault_) return std::unexpected(*fault_);
  if (error) return std::unexpected(refuse(error));
  if (used != head_.size() || !parser.is_header_done()) return std::unexpected(kMalformed);
  if (const auto refusal = check_head()) return std::unexpected(*refusal);
  return {};
}

std::optional<Refusal> IncomingRequest::check_head() const {
  // RFC 9110 §9.3.6, §9.3.8: neither makes a tunnel nor reflects a request, whatever the handler thinks
  // of the target; §15.6.2: 501 is for a method that the server can do on no resource.
  if (method_ == "CONNECT" || method_ == "TRACE") return Refusal{501, "this method is not implemented"};
  // RFC 9112 §3.2.1. The other forms address proxies, which this is not.
  if (!is_origin_form(target_)) return Refusal{400, "the request target must be a path, as in GET /path HTTP/1.1"};
  // RFC 9112 §3.2: a server MUST answer 400 to a request without Host, or with more than one.
  if (hosts_ > 1 || (hosts_ == 0 && !is_http_1_0())) return Refusal{400, "exactly one Host field is needed"};
  // RFC 9112 §6.1: whoever sends it in HTTP/1.0 frames the message in a way others don't see.
  if (is_http_1_0() && parser_->chunked()) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};
  return std::nullopt;
}

std::expected<std::size_t, Refusal> IncomingRequest::add_body(std::string_view bytes) {
  std::size_t used = 0;
  while (!complete() && used < bytes.size()) {
    boost::beast::error_code error;
    used += parser_->put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
    if (error == beast::error::need_more) break;
    if (error) return std::unexpected(refuse(error));
  }
  return used;
}

void IncomingRequest::add_field(beast::field field, http::HeaderView view) {
  const auto in_head = [&](const char* at) { return at >= head_.data() && at < head_.data() + head_.size(); };
  // RFC 9112 §5.2: a server MUST reject a folded value. Beast has unfolded it, somewhere else.
  if (!view.value.empty() && !in_head(view.value.data())) fault_ = {400, "a field value must stand on one line"};
  if (fields_.size() >= limits_.header_count) fault_ = {431, "there are too many header fields"};
  switch (field) {
    case beast::field::host:
      ++hosts_;
      if (!is_host(view.value)) fault_ = {400, "the Host field is not a host name"};
      break;
    case beast::field::content_length:
      // Beast takes `5, 5` and a repeated field for 5; a proxy before us might not.
      if (++content_lengths_ > 1 || !std::ranges::all_of(view.value, [](char c) { return c >= '0' && c <= '9'; }))
        fault_ = {400, "exactly one number is allowed in Content-Length"};
      break;
    case beast::field::transfer_encoding: fault_ = fault_ ? fault_ : check_transfer_encoding(view.value); break;
    case beast::field::expect:
      if (!http::equal_ignoring_case(view.value, "100-continue")) fault_ = {417, "only 100-continue can be expected"};
      expects_continue_ = !is_http_1_0();  // RFC 9110 §10.1.1: ignored in HTTP/1.0
      break;
    default: break;
  }
  fields_.push_back(view);
}

void IncomingRequest::Parser::on_request_impl(Verb, Text method, Text target, int version, Error&) {
  request_.method_ = to_std(method);
  request_.target_ = to_std(target);
  request_.version_ = version;
}

void IncomingRequest::Parser::on_field_impl(Field field, Text name, Text value, Error& error) {
  if (is_header_done()) return;  // a trailer: RFC 9110 §6.5.1 lets us drop it, and nothing here wants one
  request_.add_field(field, {to_std(name), to_std(value)});
  if (request_.fault_) error = beast::make_error_code(beast::error::bad_field);
}

std::size_t IncomingRequest::Parser::on_body_impl(Text bytes, Error&) {
  request_.body_.append(bytes.data(), bytes.size());
  return bytes.size();
}

std::size_t IncomingRequest::Parser::on_chunk_body_impl(std::uint64_t, Text bytes, Error&) {
  request_.body_.append(bytes.data(), bytes.size());
  return bytes.size();
}

}  // namespace attesto::inline v0::http_engine
