// Which algorithms are accepted, the preferred one first: a value without memory of its own - RFC 8414 §2.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

#include "attesto/jose/algorithm.hpp"

namespace attesto::inline v0 {

/// Algorithms in the order in which they are advertised, each once.
/// @note Not a std::vector: g++ 12 takes a configuration with default vectors in it for uninitialised
///       and warns whoever compiles ours.
class AlgorithmList {
 public:
  constexpr AlgorithmList() = default;  ///< accepts nothing
  /// These, in this order.
  constexpr AlgorithmList(std::initializer_list<Algorithm> algorithms)
      : AlgorithmList(std::span<const Algorithm>(algorithms.begin(), algorithms.size())) {}
  /// These, in this order.
  constexpr AlgorithmList(std::span<const Algorithm> algorithms) {  // NOLINT(google-explicit-constructor)
    for (const Algorithm algorithm : algorithms) push_back(algorithm);
  }

  /// Adds one at the end, unless it is there.
  constexpr void push_back(Algorithm algorithm) {
    if (!contains(algorithm)) algorithms_[size_++] = algorithm;
  }

  /// Whether it is accepted.
  [[nodiscard]] constexpr bool contains(Algorithm algorithm) const noexcept {
    return std::ranges::find(*this, algorithm) != end();
  }
  /// The first one.
  [[nodiscard]] constexpr const Algorithm* begin() const noexcept { return algorithms_.data(); }
  /// Behind the last one.
  [[nodiscard]] constexpr const Algorithm* end() const noexcept { return begin() + size_; }
  /// How many there are.
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  /// Whether nothing is accepted.
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

  /// The same ones in the same order.
  friend constexpr bool operator==(const AlgorithmList& left, const AlgorithmList& right) noexcept {
    return std::ranges::equal(left, right);
  }

 private:
  std::array<Algorithm, kAllAlgorithms.size()> algorithms_{};
  std::size_t size_ = 0;
};

}  // namespace attesto::inline v0
