// Row 1: a hundred redemptions of one code at two nodes at once - RFC 6749 §4.1.2, §10.5.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "attesto/wire/base64url.hpp"
#include "torture/cluster.hpp"
#include "torture/property.hpp"

namespace attesto::torture {
namespace {

constexpr std::size_t kNodes = 2;
constexpr std::size_t kPerNode = 50;
constexpr int kRacers = static_cast<int>(kNodes * kPerNode);

/// A connection that is kept, and whose request can be held back by its last byte.
class Racer {
 public:
  explicit Racer(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
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
  Racer(const Racer&) = delete;
  Racer& operator=(const Racer&) = delete;
  ~Racer() { ::close(fd_); }

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

std::string redemption(const std::string& code) {
  const std::string body = attestod::Browser::encode({{"grant_type", "authorization_code"},
                                                      {"code", code},
                                                      {"redirect_uri", "https://app.example/cb"},
                                                      {"code_verifier", attestod::kVerifier}});
  return "POST /token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " +
         base64_encode(as_bytes("app:app-secret")) +
         "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

/// What the racers for one code were told.
struct Tally {
  int winners = 0;
  int denied = 0;
  std::string other{};
};

Tally race(const std::vector<std::unique_ptr<Racer>>& racers, const std::string& code) {
  const std::string request = redemption(code);
  const std::string_view most = std::string_view(request).substr(0, request.size() - 1);
  for (const auto& racer : racers) racer->write(most);
  // One byte each is all that is missing everywhere: a hundred requests within a millisecond.
  for (const auto& racer : racers) racer->write(request.substr(most.size()));
  Tally tally;
  for (const auto& racer : racers) {
    const std::string response = racer->read();
    if (response.starts_with("HTTP/1.1 200 ")) ++tally.winners;
    else if (response.starts_with("HTTP/1.1 400 ") && response.contains("\"invalid_grant\"")) ++tally.denied;
    else if (tally.other.empty()) tally.other = response.substr(0, 200);
  }
  return tally;
}

struct Races {
  int raced = 0;
  int double_spent = 0;
  std::optional<std::string> finding{};

  [[nodiscard]] std::string figures() const {
    return std::to_string(double_spent) + " of " + std::to_string(raced) + " codes spent twice, " +
           std::to_string(kRacers) + " racing redemptions each at " + std::to_string(kNodes) + " processes";
  }
};

Races race_for_codes(const std::string& store, std::optional<Wrong> wrong, int codes, const Conditions& conditions) {
  const Cluster cluster(store, wrong, kNodes);
  std::vector<std::unique_ptr<Racer>> racers;
  racers.reserve(kNodes * kPerNode);
  for (std::size_t i = 0; i < kNodes * kPerNode; ++i)
    racers.push_back(std::make_unique<Racer>(cluster.node(i % kNodes).port()));
  Races races;
  for (; races.raced < codes && !races.finding; ++races.raced) {
    const std::string code = cluster.obtain_code(static_cast<std::size_t>(races.raced) % kNodes);
    if (code.empty()) throw std::runtime_error("there is no code to race for");
    const Tally tally = race(racers, code);
    if (tally.winners > 1) ++races.double_spent;
    if (tally.winners != 1 || tally.denied != kRacers - 1)
      races.finding = std::to_string(tally.winners) + " redemptions of one code won and " +
                      std::to_string(tally.denied) + " were denied; " + tally.other;
    conditions.progress(races.raced, codes);
  }
  return races;
}

}  // namespace

std::vector<Property> double_spending() {
  constexpr int kControlCodes = 200;
  std::vector<Property> properties;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    properties.push_back({"double spending: a code is redeemed once" + on, [backend](const Conditions& conditions) {
                            const auto races =
                                race_for_codes(store_lines(backend), std::nullopt, conditions.size.codes, conditions);
                            return verdict(races.finding, races.figures());
                          }});
    properties.push_back({"double spending, control: a node that looks first and writes later is caught" + on,
                          [backend](const Conditions& conditions) {
                            const auto races = race_for_codes(store_lines(backend), Wrong::looks_first_and_writes_later,
                                                              kControlCodes, conditions);
                            return caught(races.double_spent > 0 ? races.finding : std::nullopt, races.figures());
                          }});
  }
  return properties;
}

}  // namespace attesto::torture
