#include "torture/failing_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <new>
#include <stdexcept>

namespace attesto::torture {
namespace {

/// What all files of the process share, since SQLite calls back without a context.
struct Plan {
  std::atomic<int> calls_left = -1;  ///< before the first that fails; negative: none fails
  std::atomic<DiskFault> fault = DiskFault::write_error;
  std::atomic<Lasting> lasting = Lasting::once;
  std::atomic<bool> has_failed = false;
  sqlite3_vfs* real = nullptr;
};

Plan& plan() {
  static Plan plan;
  return plan;
}

bool fails() {
  int left = plan().calls_left;
  do {
    if (left < 0) return false;
    if (left == 0) {
      plan().has_failed = true;
      if (plan().lasting == Lasting::once) plan().calls_left = -1;
      return true;
    }
  } while (!plan().calls_left.compare_exchange_weak(left, left - 1));
  return false;
}

/// In the memory behind it lives the file of the real file system.
struct File {
  sqlite3_file base;
};

sqlite3_file* real_of(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }

/// Calls the same method of the real file.
template <auto Method, class... Args>
auto pass(sqlite3_file* file, Args... args) {
  return (real_of(file)->pMethods->*Method)(real_of(file), args...);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (!fails()) return pass<&sqlite3_io_methods::xWrite>(file, data, size, offset);
  if (plan().fault == DiskFault::torn_write)
    static_cast<void>(pass<&sqlite3_io_methods::xWrite>(file, data, size / 2, offset));
  return plan().fault == DiskFault::disk_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int sync(sqlite3_file* file, int flags) {
  if (!fails()) return pass<&sqlite3_io_methods::xSync>(file, flags);
  return plan().fault == DiskFault::disk_full ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
}

const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = pass<&sqlite3_io_methods::xClose>,
    .xRead = pass<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = pass<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = sync,
    .xFileSize = pass<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = pass<&sqlite3_io_methods::xLock, int>,
    .xUnlock = pass<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = pass<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = pass<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = pass<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = pass<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* /*vfs*/, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* const mine = new (file) File{};
  sqlite3_file* const real = real_of(file);
  real->pMethods = nullptr;
  const int result = plan().real->xOpen(plan().real, name, real, flags, out_flags);
  mine->base.pMethods = real->pMethods ? &kMethods : nullptr;
  return result;
}

}  // namespace

FailingVfs::FailingVfs() {
  if (plan().real) return;
  plan().real = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs mine = *plan().real;
  mine.pNext = nullptr;
  mine.zName = "attesto-failing";
  mine.szOsFile = static_cast<int>(sizeof(File)) + plan().real->szOsFile;
  mine.xOpen = open;
  if (sqlite3_vfs_register(&mine, 1) != SQLITE_OK) throw std::runtime_error("SQLite takes no other file system");
}

void FailingVfs::fail_from(int number, DiskFault fault, Lasting lasting) {
  plan().fault = fault;
  plan().lasting = lasting;
  plan().has_failed = false;
  plan().calls_left = number;
}

void FailingVfs::work_again() { plan().calls_left = -1; }

bool FailingVfs::has_failed() const { return plan().has_failed; }

}  // namespace attesto::torture
