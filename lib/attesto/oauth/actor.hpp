// Who acts for the subject of a token, and who may - RFC 8693 §4.1, §4.4.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "attesto/base/id.hpp"
#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// Everyone who acts for a subject: the current actor first, behind it those who acted before.
/// Never longer than five; "only the current actor" counts for access control.
/// W-42: an exchange used to forget who acted.
/// @rfc 8693 §4.1
class ActorChain {
 public:
  /// How long a chain may be.
  static constexpr std::size_t kMaxActors = 5;

  /// Whether nobody acts.
  [[nodiscard]] bool empty() const noexcept { return actors_.empty(); }
  /// The current actor first.
  [[nodiscard]] std::span<const Subject> actors() const noexcept { return actors_; }

  /// The chain when one more acts; nobody is left out of it.
  /// @return nothing if it would be longer than kMaxActors
  [[nodiscard]] std::optional<ActorChain> with(const Subject& actor) const;

  friend bool operator==(const ActorChain&, const ActorChain&) = default;

 private:
  std::vector<Subject> actors_;
};

/// Writes the member `act`, or nothing if nobody acts.
/// @rfc 8693 §4.1
void write_actors(JsonWriter& out, const ActorChain& chain);

/// Reads the member `act` of some claims of ours; absent means that nobody acts.
/// @return nothing unless it is an object of `sub` and perhaps another `act`, at most kMaxActors
///         deep: an actor that we can't keep must not drop out of the chain
/// @rfc 8693 §4.1
[[nodiscard]] std::optional<ActorChain> find_actors(const Json& claims);

/// The one party that may act for the subject; anybody if it is absent.
/// @rfc 8693 §4.4
struct MayAct {
  std::optional<Subject> sub{};  ///< absent: anybody may

  /// Whether that party may act.
  [[nodiscard]] bool permits(const Subject& actor) const { return !sub || *sub == actor; }
  friend bool operator==(const MayAct&, const MayAct&) = default;
};

/// Writes the member `may_act`, or nothing if anybody may.
/// @rfc 8693 §4.4
void write_may_act(JsonWriter& out, const MayAct& may_act);

/// Reads the member `may_act` of some claims of ours; absent means anybody.
/// @return nothing unless it is an object of `sub` alone: a limit that we can't check must not
///         turn into none
/// @rfc 8693 §4.4
[[nodiscard]] std::optional<MayAct> find_may_act(const Json& claims);

}  // namespace attesto::inline v0
