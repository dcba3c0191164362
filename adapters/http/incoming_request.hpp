// A request while it arrives - RFC 9112 §3 to §7.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/http_server.hpp"
#include "adapters/http/refusal.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0::http_engine {

/// Parses one request after the other and keeps its buffers between them. The views that it hands
/// out live until the next `begin`.
class IncomingRequest {
 public:
  explicit IncomingRequest(const HttpLimits& limits) : limits_(limits) {}
  IncomingRequest(const IncomingRequest&) = delete;
  IncomingRequest& operator=(const IncomingRequest&) = delete;

  /// Takes a whole header block, as `find_head_end` found it.
  /// @error  400, 413, 417, 431
  [[nodiscard]] std::expected<void, Refusal> begin(std::string_view head);
  /// Takes bytes of the body. Those of a request that is complete are the next request's.
  /// @return how many were used; what is left must be offered again, together with more
  /// @error  400, 413
  [[nodiscard]] std::expected<std::size_t, Refusal> add_body(std::string_view bytes);

  [[nodiscard]] bool complete() const { return parser_->is_done(); }
  /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  /// Whether the client wants the connection kept (RFC 9112 §9.3).
  [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }
  [[nodiscard]] bool is_http_1_0() const noexcept { return version_ == 10; }
  [[nodiscard]] bool is_head() const noexcept { return method_ == "HEAD"; }

  [[nodiscard]] http::Request view(const http::Peer& peer) const noexcept {
    return {.method = method_, .target = target_, .headers = fields_, .body = body_, .peer = peer};
  }

 private:
  /// Beast's parser, reporting to this object.
  class Parser final : public boost::beast::http::basic_parser<true> {
   public:
    explicit Parser(IncomingRequest& request) : request_(request) {}

   private:
    using Error = boost::beast::error_code;
    using Text = boost::beast::string_view;
    using Verb = boost::beast::http::verb;
    using Field = boost::beast::http::field;

    void on_request_impl(Verb, Text method, Text target, int version, Error&) override;
    void on_response_impl(int, Text, int, Error&) override {}
    void on_field_impl(Field field, Text name, Text value, Error& error) override;
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(Text bytes, Error&) override;
    void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error&) override;
    void on_finish_impl(Error&) override {}

    IncomingRequest& request_;
  };

  void add_field(boost::beast::http::field field, http::HeaderView view);
  [[nodiscard]] std::optional<Refusal> check_head() const;

  const HttpLimits& limits_;
  std::optional<Parser> parser_;  // Beast's is good for one message
  std::string head_;              // what the views below point into
  std::string_view method_;
  std::string_view target_;
  std::vector<http::HeaderView> fields_;
  std::string body_;
  std::optional<Refusal> fault_;  // found in a callback, where only an error code could be returned
  int version_ = 11;
  unsigned hosts_ = 0;
  unsigned content_lengths_ = 0;
  bool expects_continue_ = false;
};

}  // namespace attesto::inline v0::http_engine
