// Pseudo-random input for property tests, repeatable from a printed seed.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace attesto::testing_support {

/// Random bytes and random damage. The seed is printed when a test ends in failure; set
/// ATTESTO_TEST_SEED to run with it again.
class Generator {
 public:
  Generator() : seed_(choose_seed()), engine_(seed_) {}
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;
  ~Generator() {
    if (::testing::Test::HasFailure()) std::cerr << "repeat with ATTESTO_TEST_SEED=" << seed_ << '\n';
  }

  /// A number from 0 to `bound` - 1.
  [[nodiscard]] std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(engine_);
  }
  [[nodiscard]] char byte() { return static_cast<char>(below(256)); }

  /// Up to `most` arbitrary bytes.
  [[nodiscard]] std::string bytes(std::size_t most) {
    std::string text(below(most + 1), '\0');
    for (char& c : text) c = byte();
    return text;
  }

  /// Up to `most` pieces of `alphabet`: closer to the grammar than bytes, so it gets deeper.
  [[nodiscard]] std::string text_of(const std::vector<std::string_view>& alphabet, std::size_t most) {
    std::string text;
    for (std::size_t left = below(most + 1); left > 0; --left) text += alphabet[below(alphabet.size())];
    return text;
  }

  /// `text` with one byte changed. @pre not empty
  [[nodiscard]] std::string with_changed_byte(std::string text) {
    char& victim = text[below(text.size())];
    const char before = victim;
    while (victim == before) victim = byte();
    return text;
  }

  /// `text` without its tail; always shorter. @pre not empty
  [[nodiscard]] std::string truncated(std::string_view text) { return std::string(text.substr(0, below(text.size()))); }

  /// `text` with two of its bytes exchanged, one inserted or one removed. @pre not empty
  [[nodiscard]] std::string disturbed(std::string text) {
    switch (below(3)) {
      case 0: std::swap(text[below(text.size())], text[below(text.size())]); return text;
      case 1: text.insert(below(text.size() + 1), 1, byte()); return text;
      default: text.erase(below(text.size()), 1); return text;
    }
  }

 private:
  static std::uint64_t choose_seed() {
    if (const char* given = std::getenv("ATTESTO_TEST_SEED")) return std::strtoull(given, nullptr, 10);
    return std::random_device{}();
  }
  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

}  // namespace attesto::testing_support
