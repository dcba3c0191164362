// Requests on worker threads, and handlers that fail.
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

#include "http/client.hpp"
#include "http/gate.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

TEST(Worker, a_full_queue_answers_503_and_keeps_the_connection) {
  HttpServerSettings settings = small_settings();
  settings.workers = 1;
  settings.queue = 1;
  Gate gate;
  const auto server = start_server(
      settings,
      [&](const http::Request& request) {
        if (request.path() == "/block") gate.pass();
        return http::Response{.body = "done"};
      },
      [](const http::Request& request) { return request.path() == "/inline"; });
  const Gate::OpenAtEnd open_at_end(gate);
  Client running(server->port());
  running.send(get("/block"));
  gate.wait_until_reached();
  Client waiting(server->port());
  waiting.send(get("/waits"));
  // The connection is served by the same I/O thread: when this is answered, /waits is in the queue
  // or will be before anything that is sent later.
  Client prober(server->port());
  std::optional<WireResponse> refused;
  for (int i = 0; i < 100 && !refused; ++i) {
    Client probe(server->port());
    probe.send(get("/inline"));
    ASSERT_TRUE(probe.read_response());
    prober.send(get("/full"));
    refused = prober.read_response();
  }
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->header("Retry-After"), "1");
  EXPECT_EQ(refused->header("Cache-Control"), "no-store");
  EXPECT_EQ(refused->header("Connection"), std::nullopt);
  gate.open();
  EXPECT_EQ(running.read_response()->body, "done");
  EXPECT_EQ(waiting.read_response()->body, "done");
  prober.send(get("/again"));
  const auto again = prober.read_response();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 200);
}

TEST(Worker, a_blocked_worker_does_not_block_inline_answers) {
  HttpServerSettings settings = small_settings();
  settings.workers = 1;
  Gate gate;
  const auto server = start_server(
      settings,
      [&](const http::Request& request) {
        if (request.path() == "/block") gate.pass();
        return http::Response{.body = "done"};
      },
      [](const http::Request& request) { return request.path() == "/inline"; });
  const Gate::OpenAtEnd open_at_end(gate);
  Client blocked(server->port());
  blocked.send(get("/block"));
  Client free(server->port());
  free.send(get("/inline"));
  const auto response = free.read_response();
  gate.open();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "done");
  EXPECT_TRUE(blocked.read_response());
}

class ThrowingHandler : public testing::TestWithParam<bool> {};

TEST_P(ThrowingHandler, answers_500_and_keeps_the_connection) {
  const auto server = start_server(
      small_settings(),
      [](const http::Request& request) -> http::Response {
        if (request.path() == "/throw") throw std::runtime_error("secret detail");
        if (request.path() == "/throw-int") throw 1;
        return {.body = "fine"};
      },
      [](const http::Request&) { return GetParam(); });
  Client client(server->port());
  for (const char* path : {"/throw", "/throw-int"}) {
    client.send(get(path));
    const auto failed = client.read_response();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->status, 500);
    EXPECT_EQ(failed->header("Cache-Control"), "no-store");
    EXPECT_EQ(failed->body.find("secret"), std::string::npos);
  }
  client.send(get("/"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "fine");
}

INSTANTIATE_TEST_SUITE_P(OnBothKindsOfThreads, ThrowingHandler, testing::Bool(),
                         [](const auto& row) { return row.param ? "inline" : "worker"; });

TEST(Worker, a_throwing_classifier_costs_its_connection_only) {
  const auto server = start_server(small_settings(), echo, [](const http::Request& request) -> bool {
    if (request.path() == "/throw") throw std::runtime_error("broken");
    return true;
  });
  Client unlucky(server->port());
  unlucky.send(get("/throw"));
  EXPECT_TRUE(unlucky.closed());
  Client other(server->port());
  other.send(get("/"));
  EXPECT_TRUE(other.read_response());
}

TEST(Worker, a_client_that_leaves_early_harms_nobody) {
  Gate gate;
  const auto server = start_server(
      small_settings(),
      [&](const http::Request& request) {
        if (request.path() == "/block") gate.pass();
        return http::Response{};
      },
      never_inline);
  const Gate::OpenAtEnd open_at_end(gate);
  {
    Client leaving(server->port());
    leaving.send(get("/block"));
    gate.wait_until_reached();
  }
  gate.open();
  Client other(server->port());
  other.send(get("/"));
  EXPECT_TRUE(other.read_response());
}

}  // namespace
}  // namespace attesto::test
