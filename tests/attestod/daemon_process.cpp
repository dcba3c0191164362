#include "attestod/daemon_process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "attesto/wire/http_message.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

pid_t spawn(const std::vector<std::string>& command, const std::string& output_file) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  unlink(output_file.c_str());  // nobody shall read what an earlier process said
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid > 0) return pid;
  const int file = open(output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  // A test that is somebody else for a while starts programs as that user altogether: a program with two
  // users may not be looked at, by AddressSanitizer's search for leaks either.
  if (setreuid(geteuid(), geteuid()) != 0) _exit(126);
  execv(argv[0], argv.data());
  _exit(127);
}

int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

/// Waits, but not for ever.
int reap(pid_t pid) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) return exit_status(status);
    std::this_thread::sleep_for(10ms);
  }
  kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  throw std::runtime_error("attestod did not end within ten seconds");
}

/// The port of the line that says that it serves; 0 as long as there is none.
std::uint16_t find_port(const std::string& output) {
  const std::size_t line = output.find("\"event\":\"started\"");
  const std::size_t at = line == std::string::npos ? line : output.find("\"port\":", line);
  if (at == std::string::npos || output.find('\n', at) == std::string::npos) return 0;
  std::uint16_t port = 0;
  std::from_chars(output.data() + at + 7, output.data() + output.size(), port);
  return port;
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(fd_); }

  [[nodiscard]] bool write(std::string_view text) const {
    return connected_ && send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  [[nodiscard]] std::string read_to_end() const {
    std::string text;
    char buffer[4096];
    for (ssize_t size = 0; (size = recv(fd_, buffer, sizeof buffer, 0)) > 0;)
      text.append(buffer, static_cast<std::size_t>(size));
    return text;
  }

 private:
  int fd_;
  bool connected_ = false;
};

std::optional<WireResponse> parse(const std::string& text, bool to_head) {
  const std::size_t blank = text.find("\r\n\r\n");
  if (blank == std::string::npos || !text.starts_with("HTTP/1.1 ")) return std::nullopt;
  WireResponse response{.head = text.substr(0, blank + 2), .body = text.substr(blank + 4)};
  response.status = std::atoi(text.c_str() + 9);
  const std::string length = response.header("Content-Length");
  // cut off: the daemon died while it answered
  if (!to_head && static_cast<std::size_t>(std::atoll(length.c_str())) != response.body.size()) return std::nullopt;
  return response;
}

}  // namespace

std::string WireResponse::header(std::string_view name) const {
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !attesto::http::equal_ignoring_case(line.substr(0, colon), name)) continue;
    return line.substr(colon + 2, line.size() - colon - 3);
  }
  return "";
}

std::optional<WireResponse> exchange(std::uint16_t port, const WireRequest& request) {
  std::string text =
      request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + request.host + "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  const bool names_type =
      std::ranges::any_of(request.headers, [](const auto& header) { return header.first == "Content-Type"; });
  if (request.method == "POST" && !names_type) text += "Content-Type: application/x-www-form-urlencoded\r\n";
  if (request.method == "POST" || !request.body.empty())
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  text += "\r\n" + request.body;
  const Socket socket(port);
  if (!socket.write(text)) return std::nullopt;
  return parse(socket.read_to_end(), request.method == "HEAD");
}

Finished run_attestod(std::vector<std::string> arguments, const std::string& output_file) {
  arguments.insert(arguments.begin(), ATTESTOD_BINARY);
  const int status = reap(spawn(arguments, output_file));
  return {status, read_file(output_file)};
}

DaemonProcess::DaemonProcess(const std::string& config, std::string output_file, DaemonCommand command)
    : output_file_(std::move(output_file)) {
  command.insert(command.end(), {"--config", config});
  pid_ = spawn(command, output_file_);
  for (int attempt = 0; attempt < 2000 && port_ == 0; ++attempt) {
    port_ = find_port(read_file(output_file_));
    if (port_ == 0) std::this_thread::sleep_for(5ms);
  }
  if (port_ != 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  throw std::runtime_error("attestod did not start: " + output());
}

DaemonProcess::~DaemonProcess() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string DaemonProcess::output() const { return read_file(output_file_); }

void DaemonProcess::signal(int number) const { kill(pid_, number); }

int DaemonProcess::wait() { return reap(std::exchange(pid_, 0)); }

}  // namespace attestod
