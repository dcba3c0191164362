// What a client knows for sure about its grants while the server dies, stumbles and comes back.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "attestod/daemon_client.hpp"

namespace attestod {

/// One client's book. It lives through grants under load; afterwards every entry is held against a
/// server that is well again: what was promised must be there, what was used must stay used.
///
/// A request that got no answer, or 503, leaves its code or token in doubt, and out of the book.
class GrantLedger {
 public:
  /// Authorizes, redeems and rotates until it is over. Some of what it gets it puts aside unused.
  void use(const DaemonClient& client, const std::string& session, const std::atomic<bool>& over);
  /// Asks about the newest entries, and closes the book. Findings are kept in it.
  void check(const DaemonClient& client);

  /// The first thing that must never happen.
  [[nodiscard]] const std::optional<std::string>& finding() const { return finding_; }
  /// Codes and tokens that the server has handed out. May be asked while others use the ledger.
  [[nodiscard]] int acknowledged() const { return acknowledged_; }
  /// Acknowledged ones that were gone.
  [[nodiscard]] int lost() const { return lost_; }
  /// Used ones that worked again.
  [[nodiscard]] int revived() const { return revived_; }
  /// Answers that were neither right nor 503 with Retry-After.
  [[nodiscard]] int wrong() const { return wrong_; }
  [[nodiscard]] int outages() const { return outages_; }        ///< 503 with Retry-After, or its redirect
  [[nodiscard]] int unanswered() const { return unanswered_; }  ///< the connection ended without an answer

 private:
  using Answer = std::optional<WireResponse>;
  /// @return whether the answer is the one that was asked for
  [[nodiscard]] bool is_good(const Answer& answer, int status, const std::string& what);
  [[nodiscard]] std::optional<std::string> obtain_code(const DaemonClient& client, const std::string& session);
  void rotate(const DaemonClient& client, std::string refresh_token);
  /// Of what is well again: an answer has to come.
  [[nodiscard]] bool is(int status, const Answer& answer, const std::string& otherwise);
  void find(const std::string& what, const Answer& answer);

  std::vector<std::string> unused_codes_{}, unused_refresh_tokens_{}, used_codes_{}, used_refresh_tokens_{};
  std::optional<std::string> finding_{};
  std::atomic<int> acknowledged_ = 0;
  int grants_ = 0, lost_ = 0, revived_ = 0, wrong_ = 0, outages_ = 0, unanswered_ = 0;
};

}  // namespace attestod
