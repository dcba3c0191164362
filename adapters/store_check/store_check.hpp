// The promises of Store, as checks that anyone can run against any implementation of it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

class Trial;

/// What is checked.
///
/// @note Use a database that serves nobody: everything the kit writes expired in 1971, so the kit
///       clears it away by itself, and so would anyone else's sweeper while the kit is at work.
struct StoreUnderCheck {
  /// Opens one more handle, as another node would; an error is a text that says what to do.
  std::function<std::expected<std::unique_ptr<Store>, std::string>()> open;
  /// Whether every handle, in this process and in others, shows the same records and they outlive
  /// all handles. False for a store in memory: what needs it is then left out.
  bool shared = true;
};

/// How much is tried. The defaults take seconds; `attesto store-check --long` takes much more.
struct StoreCheckSize {
  int rounds = 100;      ///< races between threads
  int histories = 60;    ///< random histories, each of 40 steps
  int contested = 50;    ///< single-use things that two processes race for
  int racers = 20;       ///< redemptions of each of them at once, over both processes
  int duplicates = 300;  ///< identifiers that are presented again and again
  int kills = 8;         ///< `kill -9` in the middle of commits
};

/// How a property is checked.
struct StoreCheckOptions {
  StoreCheckSize size{};   ///< how much is tried
  std::uint64_t seed = 1;  ///< of the random histories and of the moments to kill
  /// Called now and then with how much of the property is done; may be empty.
  std::function<void(int done, int total)> on_progress{};
};

/// One promise, by a name that reads as a sentence with underscores.
struct StoreProperty {
  std::string_view name;       ///< what the store promises
  void (*check)(Trial&);       ///< tells the trial what it finds
  bool needs_sharing = false;  ///< it needs several handles, processes or a restart
};

/// Every promise of Store that a program can check.
[[nodiscard]] std::span<const StoreProperty> store_properties();

/// Checks one promise.
/// @return the first thing that was seen to break it; nothing if it holds
/// @note   properties that need sharing fork: call it while the process has no other threads
[[nodiscard]] std::optional<std::string> check_property(const StoreProperty& property, const StoreUnderCheck& store,
                                                        const StoreCheckOptions& options);

}  // namespace attesto::inline v0
