// Random lives of grants: what clients, thieves, clocks and failing stores do, one step after another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "histories/grant_model.hpp"
#include "support/server_fixture.hpp"

namespace attesto::test {

/// One step by numbers, so that a history can be run again, on another store or without other steps.
struct GrantStep {
  enum class Kind : std::uint8_t { authorize, redeem, refresh, revoke_refresh, revoke_access, use, wait, sweep };
  Kind kind;
  unsigned target = 0;  ///< which code or token, counted from the newest
  unsigned choice = 0;  ///< of scope, of the time to wait, of a mistake
  bool by_other_client = false;
  std::optional<int> fails_at{};  ///< the store's call of this request that fails, and all behind it
  bool outcome_unknown = false;   ///< the failing commit is carried out
};
using GrantHistory = std::vector<GrantStep>;

/// The lifetimes that the waits of random histories are made for: a refresh token is rotated twice
/// before its family ends.
inline constexpr TokenLifetimes kHistoryLifetimes{.refresh_token = std::chrono::days{3},
                                                  .refresh_family = std::chrono::days{6},
                                                  .refresh_grace = std::chrono::seconds{10}};

/// 20 to 60 steps; the same seed gives the same history everywhere.
[[nodiscard]] GrantHistory random_grant_history(std::uint64_t seed);

/// What a history showed.
struct GrantRun {
  std::optional<std::string> finding{};  ///< how the server broke a rule, and after which step
  std::string transcript{};              ///< status and error of every answer: the same on every store
};

/// Runs the history against a server and the model.
/// @param rules  the lifetimes that the server has
[[nodiscard]] GrantRun run_grant_history(TestServer& server, const TokenLifetimes& rules, const GrantHistory& history);

/// Runs the history of that seed.
/// @return the finding with the shortest history that shows it, and the transcript
[[nodiscard]] GrantRun try_grant_history(TestServer& server, const TokenLifetimes& rules, std::uint64_t seed);

}  // namespace attesto::test
