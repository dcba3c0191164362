// Holds a handler until the test lets it go.
#pragma once

#include <condition_variable>
#include <mutex>

namespace attesto::test {

class Gate {
 public:
  /// For the handler: tells that it is here, and waits until the gate is open.
  void pass() {
    std::unique_lock lock(mutex_);
    reached_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_until_reached() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return reached_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

  /// Declared after the server: a test that fails must not leave it waiting for its handler.
  class OpenAtEnd {
   public:
    explicit OpenAtEnd(Gate& gate) : gate_(gate) {}
    OpenAtEnd(const OpenAtEnd&) = delete;
    OpenAtEnd& operator=(const OpenAtEnd&) = delete;
    ~OpenAtEnd() { gate_.open(); }

   private:
    Gate& gate_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool reached_ = false;
  bool open_ = false;
};

}  // namespace attesto::test
