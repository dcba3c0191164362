// The operating system's random generator.
#pragma once

#include "attesto/base/random.hpp"

namespace attesto::inline v0 {

/// OpenSSL's generator, seeded by the operating system.
/// @throws std::runtime_error if the generator fails; never returns weak bytes
class OsRandom final : public Random {
 public:
  /// Bytes of the operating system; throws if it has none.
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace attesto::inline v0
