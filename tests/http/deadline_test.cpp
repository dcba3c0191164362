// Clients that are slow on purpose.
#include <gtest/gtest.h>

#include <thread>

#include "http/client.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

using namespace std::chrono_literals;

HttpServerSettings impatient() {
  HttpServerSettings settings = small_settings();
  settings.limits.header_read = 1s;
  settings.limits.body_read = 1s;
  settings.limits.idle = 1s;
  settings.limits.write = 1s;
  return settings;
}

/// Sends a byte now and then, for as long as the server takes them.
void trickle(Client& client) {
  for (int i = 0; i < 45; ++i) {
    if (!client.send("a")) return;
    std::this_thread::sleep_for(50ms);
  }
}

TEST(Deadline, RFC9110_15_5_9_slow_header_gets_408) {
  const auto server = start_server(impatient());
  Client client(server->port());
  client.send("GET /");
  trickle(client);
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST(Deadline, RFC9110_15_5_9_slow_body_gets_408) {
  const auto server = start_server(impatient());
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
  trickle(client);
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(Deadline, a_connection_without_a_byte_is_closed_silently) {
  const auto server = start_server(impatient());
  Client client(server->port());
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.closed());
}

TEST(Deadline, an_idle_connection_is_closed_silently) {
  HttpServerSettings settings = impatient();
  settings.limits.header_read = 60s;
  const auto server = start_server(settings);
  Client client(server->port());
  client.send(get("/"));
  ASSERT_TRUE(client.read_response());
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(client.closed());
}

TEST(Deadline, a_slow_handler_is_waited_for) {
  const auto server = start_server(
      impatient(),
      [](const http::Request&) {
        std::this_thread::sleep_for(2500ms);
        return http::Response{.body = "late"};
      },
      never_inline);
  Client client(server->port());
  client.send(get("/"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "late");
}

TEST(Deadline, a_client_that_does_not_read_is_cut_off) {
  HttpServerSettings settings = impatient();
  settings.limits.connections = 1;
  const auto server = start_server(
      settings, [](const http::Request&) { return http::Response{.body = std::string(64 * 1024 * 1024, 'x')}; });
  Client client(server->port());
  client.send(get("/"));
  std::this_thread::sleep_for(2500ms);
  EXPECT_FALSE(client.read_response()) << "the response must have been cut short";
}

}  // namespace
}  // namespace attesto::test
