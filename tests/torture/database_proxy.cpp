#include "torture/database_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace attesto::torture {
namespace {

using namespace std::chrono_literals;

/// The unnamed portal and the name of the statement, as they stand in a Bind message.
constexpr std::string_view kBindCommit("\0store_commit\0", 14);

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// What has arrived; empty at the end of the stream.
std::string receive(int fd) {
  std::string bytes(16 * 1024, '\0');
  const ssize_t size = ::recv(fd, bytes.data(), bytes.size(), 0);
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

bool is_readable(int fd) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, 0) > 0;
}

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the path of the socket is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

DatabaseProxy::DatabaseProxy(std::string socket_path)
    : socket_path_(std::move(socket_path)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the proxy can't listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

DatabaseProxy::~DatabaseProxy() {
  thread_.request_stop();
  thread_.join();
  for (Link& link : links_) end(link);
  ::close(listener_);
}

void DatabaseProxy::serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Mode mode = mode_;
    if (mode == Mode::cut)
      for (Link& link : links_) end(link);
    links_.remove_if([](const Link& link) { return link.is_over; });
    if (mode == Mode::cut || mode == Mode::stall) {
      std::this_thread::sleep_for(2ms);
      continue;
    }
    wait_for_bytes();
    if (is_readable(listener_)) accept_one();
    for (Link& link : links_) pass(link);
  }
}

/// Not for long: the mode may change.
void DatabaseProxy::wait_for_bytes() const {
  std::vector<pollfd> all{{.fd = listener_, .events = POLLIN, .revents = 0}};
  for (const Link& link : links_) {
    all.push_back({.fd = link.client, .events = POLLIN, .revents = 0});
    all.push_back({.fd = link.server, .events = POLLIN, .revents = 0});
  }
  ::poll(all.data(), all.size(), 5);
}

void DatabaseProxy::accept_one() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  const int yes = 1;
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (const int server = connect_to(socket_path_); server >= 0) links_.push_back({.client = client, .server = server});
  else ::close(client);
}

void DatabaseProxy::pass(Link& link) {
  if (!link.is_over && is_readable(link.client)) pass_request(link);
  if (!link.is_over && is_readable(link.server)) pass_answer(link);
}

void DatabaseProxy::pass_request(Link& link) {
  const std::string bytes = receive(link.client);
  if (mode_ == Mode::cut_after_commits && bytes.contains(kBindCommit)) link.is_committing = true;
  if (bytes.empty() || !send_all(link.server, bytes)) end(link);
}

void DatabaseProxy::pass_answer(Link& link) {
  const std::string bytes = receive(link.server);
  if (link.is_committing) {
    // That there is an answer means that it is done.
    if (!bytes.empty()) ++cut_commits_;
    end(link);
  } else if (bytes.empty() || !send_all(link.client, bytes)) {
    end(link);
  }
}

void DatabaseProxy::end(Link& link) const {
  if (std::exchange(link.is_over, true)) return;
  ::close(link.client);
  ::close(link.server);
}

}  // namespace attesto::torture
