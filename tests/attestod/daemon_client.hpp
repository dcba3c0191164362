// A relying party and its user, talking to a running attestod over HTTP.
#pragma once

#include <optional>
#include <string>

#include "attestod/browser.hpp"
#include "attestod/daemon_process.hpp"

namespace attestod {

/// What client `app` of DaemonFolder and user `ada` do at one port.
class DaemonClient {
 public:
  explicit DaemonClient(std::uint16_t port) : port_(port) {}

  /// As a browser does: each step is a redirect or a form. Fails the test if one of them fails.
  /// @return the cookie of a browser that is logged in and has consented
  [[nodiscard]] std::string log_in_and_consent() const;
  [[nodiscard]] std::optional<WireResponse> authorize(const std::string& session) const;
  /// Pushes the same request (RFC 9126).
  [[nodiscard]] std::optional<WireResponse> push() const;
  [[nodiscard]] std::optional<WireResponse> redeem(const std::string& code) const;
  [[nodiscard]] std::optional<WireResponse> refresh(const std::string& refresh_token) const;
  [[nodiscard]] std::optional<WireResponse> ask(const WireRequest& request) const { return exchange(port_, request); }

 private:
  /// As the client `app`.
  [[nodiscard]] std::optional<WireResponse> post(const std::string& path, const Fields& fields) const;
  [[nodiscard]] Page page_at(const std::string& target, const std::string& cookies) const;

  std::uint16_t port_;
};

/// The code in the redirect back to the client; empty if there is none.
[[nodiscard]] std::string code_of(const WireResponse& response);
/// The reference to what was pushed; empty if there is none.
[[nodiscard]] std::string request_uri_of(const WireResponse& response);
[[nodiscard]] std::optional<std::string> refresh_token_of(const WireResponse& response);

}  // namespace attestod
