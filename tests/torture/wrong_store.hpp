// Stores that are wrong in the ways in which servers have been: what torture has to catch.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "attesto/store/store.hpp"

namespace attesto::torture {

/// What is wrong with a store.
enum class Wrong : std::uint8_t {
  looks_first_and_writes_later,     ///< two requests see the same thing unused, and both use it
  answers_before_it_has_written,    ///< a crash takes what was acknowledged with it
  takes_an_outage_for_a_no,         ///< whoever asks at the wrong moment loses the grant
  repeats_what_may_have_happened,   ///< and takes its own first try for somebody else's
  claims_and_inserts_in_two_steps,  ///< a failure between them leaves a half state
};

/// The name by which the faulty daemon is told.
[[nodiscard]] std::string_view to_string(Wrong wrong) noexcept;
[[nodiscard]] std::optional<Wrong> parse_wrong(std::string_view name) noexcept;

/// Puts the fault in front of a store that is right.
[[nodiscard]] std::unique_ptr<Store> make_wrong_store(Wrong wrong, std::shared_ptr<Store> inner);

}  // namespace attesto::torture
