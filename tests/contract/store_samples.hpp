// Keys and records for tests of stores.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "attesto/store/store.hpp"

namespace attesto::contract {

/// A key that is named by numbers instead of by the digest of a secret.
inline RecordKey key(RecordKind kind, std::initializer_list<int> numbers) {
  RecordKey made{.kind = kind, .hash = {}};
  std::size_t at = 0;
  for (const int number : numbers)
    for (int shift = 0; shift < 32; shift += 8)
      made.hash.at(at++) = static_cast<std::uint8_t>(static_cast<unsigned>(number) >> shift);
  return made;
}

inline constexpr Instant kSoon{std::chrono::seconds{1'700'000'000}};
inline constexpr Instant kLater = kSoon + std::chrono::hours{1};

inline Record record(const RecordKey& key, std::optional<FamilyId> family = std::nullopt, Instant expires_at = kLater) {
  return {.key = key, .family = std::move(family), .expires_at = expires_at, .body = R"({"a":"b"})"};
}

}  // namespace attesto::contract
