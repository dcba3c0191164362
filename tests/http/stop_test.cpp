// Graceful stop.
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "http/client.hpp"
#include "http/gate.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

TEST(Stop, a_running_request_is_answered_and_nothing_new_is_accepted) {
  Gate gate;
  const auto server = start_server(
      small_settings(),
      [&](const http::Request&) {
        gate.pass();
        return http::Response{.body = "finished"};
      },
      never_inline);
  const Gate::OpenAtEnd open_at_end(gate);
  Client client(server->port());
  client.send(get("/"));
  gate.wait_until_reached();
  std::jthread stopper([&] { server->stop(); });
  bool refused = false;
  for (int i = 0; i < 100 && !refused; ++i) {
    std::this_thread::sleep_for(10ms);
    try {
      Client late(server->port(), 1s);
      refused = late.closed();
    } catch (const std::runtime_error&) {
      refused = true;
    }
  }
  EXPECT_TRUE(refused);
  gate.open();
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "finished");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
  stopper.join();
}

TEST(Stop, idle_connections_do_not_hold_it_up) {
  const auto server = start_server();
  Client silent(server->port());
  Client kept(server->port());
  kept.send(get("/"));
  ASSERT_TRUE(kept.read_response());
  const auto begin = Clock::now();
  server->stop();
  EXPECT_LT(Clock::now() - begin, 2s);
  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(kept.closed());
}

TEST(Stop, a_request_half_received_may_end) {
  const auto server = start_server();
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbo");
  std::this_thread::sleep_for(100ms);
  std::jthread stopper([&] { server->stop(); });
  std::this_thread::sleep_for(100ms);
  client.send("dy");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST / body");
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_EQ(client.read_all(), "");
  stopper.join();
}

TEST(Stop, the_drain_time_is_its_end) {
  HttpServerSettings settings = small_settings();
  settings.drain = 1s;
  const auto server = start_server(settings);
  Client client(server->port());
  client.send("GET / HTT");  // and never more
  std::this_thread::sleep_for(100ms);
  const auto begin = Clock::now();
  server->stop();
  EXPECT_GE(Clock::now() - begin, 900ms);
  EXPECT_LT(Clock::now() - begin, 3s);
  EXPECT_TRUE(client.closed());
}

TEST(Stop, a_worker_that_outlasts_the_drain_time_harms_nobody) {
  HttpServerSettings settings = small_settings();
  settings.workers = 1;
  settings.drain = 1s;
  std::latch entered(1);
  std::atomic<int> ran = 0;
  const auto server = start_server(
      settings,
      [&](const http::Request&) {
        ++ran;
        entered.count_down();
        std::this_thread::sleep_for(2s);
        return http::Response{};
      },
      never_inline);
  Client running(server->port());
  running.send(get("/"));
  entered.wait();
  Client waiting(server->port());
  waiting.send(get("/"));
  std::this_thread::sleep_for(50ms);
  server->stop();
  EXPECT_TRUE(running.closed());
  EXPECT_TRUE(waiting.closed());
  EXPECT_EQ(ran, 1);
}

TEST(Stop, twice_and_by_the_destructor) {
  auto server = start_server();
  const auto port = server->port();
  server->stop();
  server->stop();
  server.reset();
  EXPECT_THROW(Client{port}, std::runtime_error);
  HttpServerSettings again = small_settings();
  again.port = port;
  start_server(again).reset();  // the port is free, and nobody stopped this one
}

}  // namespace
}  // namespace attesto::test
