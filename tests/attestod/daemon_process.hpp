// The built attestod as a child process, and just enough HTTP to talk to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attestod {

/// What came back from the daemon.
struct WireResponse {
  int status = 0;
  std::string head;
  std::string body;
  /// Value of the first field of that name; empty if absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

struct WireRequest {
  std::string method = "GET";
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::string host = "localhost";
};

/// One request on a connection of its own.
/// @return nothing unless a whole response arrived: then nobody knows what happened
[[nodiscard]] std::optional<WireResponse> exchange(std::uint16_t port, const WireRequest& request);

/// A program that was run to its end.
struct Finished {
  int exit_status;
  std::string output;  ///< standard output and standard error
};

/// Runs attestod to its end, which has to come within ten seconds.
[[nodiscard]] Finished run_attestod(std::vector<std::string> arguments, const std::string& output_file);

/// What to start instead of attestod: a program that takes `--config` as attestod does.
using DaemonCommand = std::vector<std::string>;

/// A running attestod.
class DaemonProcess {
 public:
  /// Starts it and waits until it says that it serves.
  /// @throws std::runtime_error with its output if it doesn't within ten seconds
  DaemonProcess(const std::string& config, std::string output_file, DaemonCommand command = {ATTESTOD_BINARY});
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;
  ~DaemonProcess();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] std::string output() const;
  void signal(int number) const;
  /// Waits for its end. @return the exit status, or minus the signal that ended it
  [[nodiscard]] int wait();

 private:
  std::string output_file_;
  pid_t pid_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace attestod
