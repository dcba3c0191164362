#include "http/client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "attesto/wire/http_message.hpp"

namespace attesto::test {

std::vector<std::string> WireResponse::headers(std::string_view name) const {
  std::vector<std::string> values;
  for (const std::string& line : header_lines) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos && http::equal_ignoring_case(std::string_view(line).substr(0, colon), name))
      values.push_back(line.substr(colon + 2));
  }
  return values;
}

std::optional<std::string> WireResponse::header(std::string_view name) const {
  const auto values = headers(name);
  if (values.empty()) return std::nullopt;
  return values.front();
}

Client::Client(std::uint16_t port, std::chrono::seconds patience)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)), patience_(patience) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  set_patience(patience_);
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
}

Client::~Client() { ::close(socket_); }

void Client::set_patience(std::chrono::milliseconds time) const {
  const timeval limit{.tv_sec = time.count() / 1000, .tv_usec = (time.count() % 1000) * 1000};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool Client::start_tls(SSL_CTX* context, SSL_SESSION* resumed) {
  ssl_.reset(SSL_new(context));
  SSL_set_fd(ssl_.get(), socket_);
  if (resumed) SSL_set_session(ssl_.get(), resumed);
  return SSL_connect(ssl_.get()) == 1;
}

bool Client::send(std::string_view bytes) {
  if (ssl_) return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::receive() {
  char buffer[16 * 1024];
  ssize_t size = 0;
  if (ssl_) {
    size = SSL_read(ssl_.get(), buffer, sizeof buffer);
    if (size <= 0) saw_end_ = SSL_get_error(ssl_.get(), static_cast<int>(size)) != SSL_ERROR_WANT_READ;
  } else {
    size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) saw_end_ = size == 0 || errno == ECONNRESET;
  }
  if (size <= 0) return false;
  received_.append(buffer, static_cast<std::size_t>(size));
  return true;
}

bool Client::receive_until(std::string_view end, std::size_t& found) {
  while ((found = received_.find(end)) == std::string::npos)
    if (!receive()) return false;
  return true;
}

std::optional<WireResponse> Client::read_response(bool to_head) {
  std::size_t end = 0;
  if (!receive_until("\r\n\r\n", end)) return std::nullopt;
  WireResponse response;
  std::string head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  if (!head.starts_with("HTTP/1.1 ")) return std::nullopt;
  response.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
    const auto line_end = head.find("\r\n", at);
    response.header_lines.push_back(head.substr(at, line_end - at));
    at = line_end + 2;
  }
  if (to_head || response.status < 200) return response;
  const std::size_t size = std::stoul(response.header("Content-Length").value_or("0"));
  while (received_.size() < size)
    if (!receive()) return std::nullopt;
  response.body = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

std::string Client::read_all() {
  while (receive()) {
  }
  return std::exchange(received_, {});
}

std::string Client::read_within(std::chrono::milliseconds time) {
  set_patience(time);
  receive();
  set_patience(patience_);
  return std::exchange(received_, {});
}

}  // namespace attesto::test
