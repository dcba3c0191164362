#include "apps/attesto/password_input.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/wire/utf8.hpp"

namespace attesto_cli {
namespace {

using attesto::Secret;

constexpr std::size_t kMaxBytes = 1024;

/// Reads up to the end of the line, byte by byte: what comes after it is not ours.
std::expected<Secret, Failure> read_line(int file) {
  std::array<char, kMaxBytes + 1> buffer;
  std::size_t size = 0;
  while (size < buffer.size() && ::read(file, &buffer[size], 1) == 1 && buffer[size] != '\n') ++size;
  const bool too_long = size == buffer.size();
  if (size > 0 && !too_long && buffer[size - 1] == '\r') --size;
  Secret line(std::string_view(buffer.data(), too_long ? 0 : size));
  attesto::wipe(buffer.data(), buffer.size());
  if (too_long) return std::unexpected(usage("the secret is longer than 1024 bytes; use a shorter one"));
  return line;
}

/// The terminal, with echo off as long as this lives.
class QuietTerminal {
 public:
  QuietTerminal() : file_(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (file_ < 0 || ::tcgetattr(file_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    is_quiet_ = ::tcsetattr(file_, TCSAFLUSH, &quiet) == 0;
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  ~QuietTerminal() {
    if (is_quiet_) ::tcsetattr(file_, TCSAFLUSH, &before_);
    if (file_ >= 0) ::close(file_);
  }

  [[nodiscard]] bool is_quiet() const { return is_quiet_; }
  [[nodiscard]] std::expected<Secret, Failure> ask(std::string_view question) const {
    say(question);
    auto answer = read_line(file_);
    say("\n");
    return answer;
  }

 private:
  void say(std::string_view text) const { static_cast<void>(!::write(file_, text.data(), text.size())); }

  int file_;
  termios before_{};
  bool is_quiet_ = false;
};

std::expected<Secret, Failure> ask_twice() {
  const QuietTerminal terminal;
  if (!terminal.is_quiet())
    return std::unexpected(usage("there is no terminal to ask for the password; use --password-stdin"));
  ATTESTO_TRY(first, terminal.ask("New password: "));
  ATTESTO_TRY(second, terminal.ask("Again: "));
  if (!first.matches(second.expose())) return std::unexpected(usage("the two passwords differ; try again"));
  return std::move(first);
}

/// Code points, as people count.
std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::expected<Secret, Failure> read_secret_line() { return read_line(STDIN_FILENO); }

std::expected<Secret, Failure> read_new_password(PasswordSource source) {
  constexpr std::size_t kLeastCharacters = 8;
  ATTESTO_TRY(password, source == PasswordSource::terminal ? ask_twice() : read_secret_line());
  if (!attesto::is_utf8(password.expose())) return std::unexpected(usage("the password is not UTF-8; type another"));
  if (count_characters(password.expose()) < kLeastCharacters)
    return std::unexpected(usage("the password has fewer than 8 characters; use a longer one"));
  return std::move(password);
}

}  // namespace attesto_cli
