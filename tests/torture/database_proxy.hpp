// Something between attestod and PostgreSQL that behaves as networks do.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <list>
#include <string>
#include <thread>

namespace attesto::torture {

/// Listens on loopback and passes everything on to the socket of a server.
class DatabaseProxy {
 public:
  enum class Mode : std::uint8_t {
    pass,               ///< everything goes through
    cut_after_commits,  ///< commits reach the server and are done; then the connection ends, without the answer
    stall,              ///< nothing goes through, and nothing ends
    cut,                ///< every connection ends, and no new one is accepted
  };

  explicit DatabaseProxy(std::string socket_path);
  DatabaseProxy(const DatabaseProxy&) = delete;
  DatabaseProxy& operator=(const DatabaseProxy&) = delete;
  ~DatabaseProxy();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void set(Mode mode) { mode_ = mode; }
  /// Commits whose answer was kept from whoever waited for it.
  [[nodiscard]] int cut_commits() const { return cut_commits_; }

 private:
  struct Link {
    int client;
    int server;
    bool is_committing = false;
    bool is_over = false;
  };

  void serve(const std::stop_token& stop);
  void wait_for_bytes() const;
  void accept_one();
  void pass(Link& link);
  void pass_request(Link& link);
  void pass_answer(Link& link);
  void end(Link& link) const;

  const std::string socket_path_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<Mode> mode_ = Mode::pass;
  std::atomic<int> cut_commits_ = 0;
  std::list<Link> links_;  // of the thread alone
  std::jthread thread_;    // last: it uses all of the above
};

}  // namespace attesto::torture
