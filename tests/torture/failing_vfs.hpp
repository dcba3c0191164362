// SQLite's way to the disk, of which one write or sync can be made to fail.
#pragma once

#include <cstdint>

namespace attesto::torture {

/// How a disk refuses.
enum class DiskFault : std::uint8_t {
  write_error,  ///< a write or sync fails, nothing is written
  disk_full,    ///< the same, and SQLite is told why
  torn_write,   ///< half of a write arrives, then it fails
};

/// How long it does.
enum class Lasting : std::uint8_t { once, from_then_on };

/// Puts itself in front of SQLite's own file system, for the whole process and for good.
class FailingVfs {
 public:
  FailingVfs();

  /// The write or sync with this number, from 0, fails.
  void fail_from(int number, DiskFault fault, Lasting lasting);
  void work_again();
  /// Whether any has failed since fail_from().
  [[nodiscard]] bool has_failed() const;
};

}  // namespace attesto::torture
