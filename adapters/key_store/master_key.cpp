#include "adapters/key_store/master_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "attesto/wire/base64url.hpp"

namespace attesto::inline v0 {
namespace {

/// An open file.
class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0) : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

std::string with_reason(const std::string& path, const char* what) {
  return path + ": " + what + ": " + std::generic_category().message(errno);
}

/// What stands in a master key file, without the end of its line.
std::expected<Secret, std::string> read_line(const std::string& path, int file) {
  std::array<char, 128> buffer;
  const ssize_t size = ::read(file, buffer.data(), buffer.size());
  if (size < 0) return std::unexpected(with_reason(path, "can't be read"));
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  if (text.ends_with('\n')) text.remove_suffix(1);
  Secret line(text);
  wipe(buffer.data(), buffer.size());
  return line;
}

/// Writes the key under another name and links it in: a half-written key is never seen, and an
/// existing file wins.
std::expected<bool, std::string> write_new(const std::string& path, const Secret& line) {
  const std::string draft = path + "." + std::to_string(::getpid()) + ".new";
  ::unlink(draft.c_str());  // left by a process of the same number that was killed
  const File file(draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (!file.is_open()) return std::unexpected(with_reason(path, "can't be created"));
  const std::string_view text = line.expose();
  const bool written = ::write(file.number(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(file.number()) == 0;
  const bool linked = written && ::link(draft.c_str(), path.c_str()) == 0;
  const int reason = errno;
  ::unlink(draft.c_str());
  errno = reason;
  if (linked) return true;
  if (written && reason == EEXIST) return false;
  return std::unexpected(with_reason(path, "can't be written"));
}

/// A file is only durable when the folder that names it is.
std::expected<void, std::string> sync_folder(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const File opened(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open() || ::fsync(opened.number()) != 0)
    return std::unexpected(with_reason(folder, "can't be written to disk"));
  return {};
}

}  // namespace

std::expected<Sealer, std::string> load_master_key(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT)
    return std::unexpected(
        path + ": there is no master key; restore it from a backup, or run `attesto migrate` on a new database");
  if (!file.is_open()) return std::unexpected(with_reason(path, "can't be opened"));
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return std::unexpected(with_reason(path, "can't be examined"));
  if (!S_ISREG(status.st_mode)) return std::unexpected(path + ": is not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return std::unexpected(path + ": the master key is open to other users; run `chmod 600 " + path + "`");
  const auto line = read_line(path, file.number());
  if (!line) return std::unexpected(line.error());
  auto key = base64url_decode(line->expose());
  if (!key || key->size() != Sealer::kKeyBytes)
    return std::unexpected(path + ": is not a master key: one line with 32 bytes in base64url is expected");
  Sealer sealer(*key);
  wipe(key->data(), key->size());
  return sealer;
}

std::expected<bool, std::string> create_master_key(const std::string& path, Random& random) {
  if (::access(path.c_str(), F_OK) == 0) return false;
  std::array<std::uint8_t, Sealer::kKeyBytes> key;
  random.fill(key);
  std::string text;
  text.reserve(64);  // so that growing leaves no copy behind
  base64url_append(text, key);
  text += '\n';
  const Secret line(text);
  wipe(key.data(), key.size());
  wipe(text.data(), text.size());
  const auto created = write_new(path, line);
  if (!created || !*created) return created;
  if (auto synced = sync_folder(path); !synced) return std::unexpected(synced.error());
  return true;
}

}  // namespace attesto::inline v0
