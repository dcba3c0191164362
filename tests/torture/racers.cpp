#include "torture/racers.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace attesto::torture {

std::string render_post(std::string_view target, const std::vector<std::pair<std::string, std::string>>& headers,
                        const attestod::Fields& form) {
  const std::string body = attestod::Browser::encode(form);
  std::string text = "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  return text + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// A connection that is kept, and whose request can be held back by its last byte.
class Racers::Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("a racer can't connect");
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(fd_); }

  void write(std::string_view text) const {
    if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("a racer was cut off");
  }

  /// The next whole response, its head first.
  [[nodiscard]] std::string read() const {
    std::string text;
    std::array<char, 4096> buffer{};
    while (!is_whole(text)) {
      const ssize_t size = ::recv(fd_, buffer.data(), buffer.size(), 0);
      if (size <= 0) throw std::runtime_error("a racer got no answer");
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  static bool is_whole(std::string_view text) {
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    const std::size_t length = text.find(kLength);
    if (length > head) throw std::runtime_error("a response has no length");
    return text.size() >= head + 4 + std::stoul(std::string(text.substr(length + kLength.size(), 9)));
  }

  int fd_;
};

Racers::Racers(const Cluster& cluster, std::size_t per_node) {
  for (std::size_t i = 0; i < cluster.size() * per_node; ++i)
    connections_.push_back(std::make_unique<Connection>(cluster.node(i % cluster.size()).port()));
}

Racers::~Racers() = default;

std::vector<std::string> Racers::race(const std::string& request) const {
  const std::string_view most = std::string_view(request).substr(0, request.size() - 1);
  for (const auto& connection : connections_) connection->write(most);
  // One byte each is all that is missing everywhere.
  for (const auto& connection : connections_) connection->write(request.substr(most.size()));
  std::vector<std::string> answers;
  for (const auto& connection : connections_) answers.push_back(connection->read());
  return answers;
}

std::string Racers::send(std::size_t node, const std::string& request) const {
  connections_[node]->write(request);
  return connections_[node]->read();
}

}  // namespace attesto::torture
