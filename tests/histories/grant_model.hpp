// What must happen to codes and tokens, as plainly as it can be written: nothing but lists and a clock.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/base/clock.hpp"
#include "attesto/token/lifetimes.hpp"

namespace attesto::test {

using ScopeSet = std::set<std::string, std::less<>>;

/// What a client asks of the server about one code or token.
struct GrantRequest {
  enum class Kind : std::uint8_t { redeem, refresh, revoke, use };
  Kind kind;
  std::string client_id;
  std::string value;                ///< the code or token that is shown
  bool proven = true;               ///< redeem: with the right redirect_uri and code_verifier
  std::optional<ScopeSet> scope{};  ///< refresh: what is asked for
};

/// What came back.
struct GrantAnswer {
  int status;
  std::string error{};  ///< the OAuth code; empty: success
  std::string access_token{};
  std::string refresh_token{};
  ScopeSet scope{};
};

/// Every rule on grants of one authorization server: RFC 6749 §4.1.2, §6, RFC 7009 §2.1, RFC 9700
/// §4.14.2, with the grace of TokenLifetimes.
class GrantModel {
 public:
  explicit GrantModel(const TokenLifetimes& lifetimes) : lifetimes_(lifetimes) {}

  void add_code(std::string code, std::string client_id, ScopeSet scope, Instant now);

  /// Moves on as the request must have made the server move on.
  /// @param answer  absent: the request was carried out, but its answer got lost
  /// @return how the answer differs from what it must be
  [[nodiscard]] std::optional<std::string> take(const GrantRequest& request, const GrantAnswer* answer, Instant now);

 private:
  struct Family {
    std::string client_id;
    ScopeSet scope;
    bool dead = false;
    Instant expires_at{};
  };
  struct Code {
    std::string value;
    std::size_t family;
    Instant expires_at;
    bool used = false;
  };
  struct RefreshToken {
    std::string value;  ///< empty: nobody outside knows it
    std::size_t family;
    Instant expires_at;
    std::optional<Instant> used_at{};
    ScopeSet asked{};         ///< by the request that used it
    std::size_t successor{};  ///< that it got
  };
  struct AccessToken {
    std::string value;
    std::size_t family;
    Instant expires_at;
    ScopeSet scope;
    bool revoked = false;
  };
  /// What the answer must be; tokens by their place in the lists.
  struct Expected {
    int status;
    std::string_view error{};
    std::optional<std::size_t> access{};
    std::optional<std::size_t> refresh{};
  };

  [[nodiscard]] Expected redeem(const GrantRequest& request, Instant now);
  [[nodiscard]] Expected refresh(const GrantRequest& request, Instant now);
  [[nodiscard]] Expected retry(std::size_t token, const GrantRequest& request, Instant now);
  [[nodiscard]] Expected revoke(const GrantRequest& request, Instant now);
  [[nodiscard]] Expected use(const GrantRequest& request, Instant now) const;
  [[nodiscard]] std::optional<std::string> compare(const Expected& expected, const GrantAnswer& answer);

  [[nodiscard]] std::size_t issue_access(std::size_t family, ScopeSet scope, Instant now);
  [[nodiscard]] std::size_t issue_refresh(std::size_t family, Instant now);

  TokenLifetimes lifetimes_;
  std::vector<Family> families_;
  std::vector<Code> codes_;
  std::vector<RefreshToken> refresh_tokens_;
  std::vector<AccessToken> access_tokens_;
};

}  // namespace attesto::test
