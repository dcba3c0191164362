// Permissions mean nothing to root, so for a while a test is somebody else.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace attesto::test {

inline constexpr uid_t kNobody = 65534;

/// Lasts for its scope; does nothing for a user who isn't root anyway.
class NotRoot {
 public:
  NotRoot() : before_(::geteuid()) {
    if (before_ == 0) changed_ = ::seteuid(kNobody) == 0;
  }
  NotRoot(const NotRoot&) = delete;
  NotRoot& operator=(const NotRoot&) = delete;
  ~NotRoot() {
    if (changed_ && ::seteuid(before_) != 0) ADD_FAILURE() << "the test is no longer root";
  }

 private:
  const uid_t before_;
  bool changed_ = false;
};

/// Gives a file to whom NotRoot becomes.
inline void give_away(const std::filesystem::path& file) {
  if (::geteuid() == 0 && ::chown(file.c_str(), kNobody, static_cast<gid_t>(-1)) != 0)
    ADD_FAILURE() << file << " can't be given away";
}

}  // namespace attesto::test
