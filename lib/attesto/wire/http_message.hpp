// HTTP requests and responses as values - RFC 9110. No sockets, no framework.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/bytes.hpp"

namespace attesto::inline v0::http {

/// One received header field; names compare without case (RFC 9110 §5.1).
struct HeaderView {
  std::string_view name;   ///< as received
  std::string_view value;  ///< without white space around it
};

/// The other end of the connection, as the transport saw it; never taken from a header such as
/// `X-Forwarded-For`, that anyone can send (W-32).
struct Peer {
  std::string_view address{};  ///< textual IP address, without a port
  bool tls = false;            ///< the connection is encrypted
  ByteView certificate_der{};  ///< client certificate in DER, empty if none was shown
  /// Whoever ended TLS validated the chain of that certificate up to an authority for clients.
  bool certificate_chain_validated = false;
};

/// A received request. Owns nothing: the transport keeps the bytes alive during `handle`.
struct Request {
  std::string_view method;                ///< case-sensitive, e.g. `POST`
  std::string_view target;                ///< origin-form: path and query (RFC 9112 §3.2.1)
  std::span<const HeaderView> headers{};  ///< in the order in which they came
  std::string_view body{};                ///< without transfer coding
  Peer peer{};                            ///< whom it came from

  /// The target before the first `?`, exactly as received.
  [[nodiscard]] std::string_view path() const noexcept;
  /// The target after the first `?`, without it; empty if there is none.
  [[nodiscard]] std::string_view query() const noexcept;
  /// The value of the first field of that name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
  /// How many fields of that name were received; more than one is suspicious for most names.
  [[nodiscard]] std::size_t header_count(std::string_view name) const noexcept;
  /// Whether Content-Type is this media type, whatever its parameters (RFC 9110 §8.3.1).
  [[nodiscard]] bool has_media_type(std::string_view media_type) const noexcept;
};

/// One header field to send.
struct Header {
  std::string name;   ///< of a field
  std::string value;  ///< bytes %x20-7E
};

/// A response to send; the transport adds Date, Content-Length and Connection.
struct Response {
  int status = 200;               ///< RFC 9110 §15
  std::vector<Header> headers{};  ///< in the order in which they are sent
  std::string body{};             ///< the transport counts its bytes, and leaves it out for HEAD

  /// Appends a field; several of one name (Set-Cookie) keep their order.
  ///
  /// @throws std::invalid_argument for a byte outside %x20-7E (or a bad name): response splitting
  ///         is a programming error here, since every value is built or checked by us.
  Response& add(std::string_view name, std::string_view value);
  /// The value of the first field of that name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// Compares ASCII text without case, as header names and auth schemes ask for.
[[nodiscard]] bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept;

}  // namespace attesto::inline v0::http
