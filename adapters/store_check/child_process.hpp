// A forked child that may be killed at any moment.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace attesto::inline v0 {

/// Runs `body(pipe)` in a child, which exits with its result. Whatever the child writes to the
/// pipe can be read here, also after the child is dead.
class ChildProcess {
 public:
  template <class Body>
  explicit ChildProcess(Body body) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no child");
    if (pid_ == 0) {
      ::close(ends[0]);
      ::_exit(body(ends[1]));  // no destructor of the parent's objects runs twice
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    if (!reaped_) kill();
    ::close(pipe_);
  }

  /// kill -9, and waits until the kernel has closed the child's files.
  void kill() {
    ::kill(pid_, SIGKILL);
    wait();
  }

  /// @return the exit status of the child, as waitpid() gives it
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    reaped_ = true;
    return status;
  }

  /// The exit status if the child has ended already.
  std::optional<int> poll() {
    int status = 0;
    if (reaped_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    reaped_ = true;
    return status;
  }

  /// The next whole message; false at the end of the pipe.
  template <class Message>
    requires std::is_trivially_copyable_v<Message>
  bool read(Message& message) const {
    return ::read(pipe_, &message, sizeof message) == static_cast<ssize_t>(sizeof message);
  }

 private:
  pid_t pid_ = -1;
  int pipe_ = -1;
  bool reaped_ = false;
};

/// One write(2) of less than PIPE_BUF bytes is atomic: a message is there whole or not at all.
template <class Message>
  requires std::is_trivially_copyable_v<Message>
void send(int pipe, const Message& message) {
  if (::write(pipe, &message, sizeof message) != static_cast<ssize_t>(sizeof message)) ::_exit(90);
}

}  // namespace attesto::inline v0
