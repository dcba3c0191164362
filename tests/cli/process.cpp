#include "cli/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>

#include "support/temporary_folder.hpp"

namespace attesto::test {
namespace {

using namespace std::chrono_literals;

std::vector<char*> argument_pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers{const_cast<char*>(ATTESTO_BINARY)};
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

void redirect(const std::string& path, int flags, int to) {
  const int file = ::open(path.c_str(), flags, 0600);
  if (file < 0 || ::dup2(file, to) < 0) ::_exit(126);
}

int exit_code(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

/// Reads from the terminal until `wanted` has come, it is closed, or ten seconds are over.
void read_until(int terminal, std::string_view wanted, std::string& seen) {
  const std::size_t begin = seen.size();
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (wanted.empty() || seen.find(wanted, begin) == std::string::npos) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{.fd = terminal, .events = POLLIN, .revents = 0};
    std::array<char, 512> buffer;
    if (left <= 0ms || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return;
    const ssize_t size = ::read(terminal, buffer.data(), buffer.size());
    if (size <= 0) return;
    seen.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

ProcessResult run_attesto(const std::string& folder, const std::vector<std::string>& arguments,
                          std::string_view input) {
  const TemporaryFolder streams;
  const std::string in = streams.write("in", input);
  const std::string out = streams.write("out", "");
  const std::string err = streams.write("err", "");
  const auto pointers = argument_pointers(arguments);
  const pid_t child = ::fork();
  if (child == 0) {
    ::setsid();  // so that there is no terminal to ask at
    ::alarm(30);
    redirect(in, O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY, STDOUT_FILENO);
    redirect(err, O_WRONLY, STDERR_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execv(ATTESTO_BINARY, pointers.data());
    ::_exit(127);
  }
  const int code = exit_code(child);
  return {code, read_file(out), read_file(err)};
}

ProcessResult run_attesto_at_terminal(const std::vector<std::string>& arguments,
                                      const std::vector<Dialogue>& dialogue) {
  const auto pointers = argument_pointers(arguments);
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    ::alarm(30);
    ::execv(ATTESTO_BINARY, pointers.data());
    ::_exit(127);
  }
  if (child < 0) {
    ADD_FAILURE() << "no terminal to be had";
    return {-1, "", ""};
  }
  std::string seen;
  for (const Dialogue& line : dialogue) {
    read_until(terminal, line.question, seen);
    const std::string typed = line.answer + "\n";
    EXPECT_EQ(::write(terminal, typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  }
  read_until(terminal, "", seen);
  const int code = exit_code(child);
  ::close(terminal);
  return {code, seen, ""};
}

}  // namespace attesto::test
