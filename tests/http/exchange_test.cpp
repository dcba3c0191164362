// What a well-behaved client sees - RFC 9110, RFC 9112.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "http/client.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

TEST(Exchange, rule_92_answers_with_the_fields_that_every_response_needs) {
  const auto server = start_server();
  Client client(server->port());
  client.send(get("/path?query=1"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "GET /path?query=1 ");
  EXPECT_EQ(response->header("Content-Length"), "18");
  EXPECT_EQ(response->header("Connection"), std::nullopt);
  EXPECT_THAT(response->header("Date").value_or(""),
              MatchesRegex("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"));
}

TEST(Exchange, keeps_the_order_of_fields_and_every_set_cookie) {
  const auto server = start_server(small_settings(), [](const http::Request&) {
    http::Response response;
    response.add("X-First", "1").add("Set-Cookie", "a=1").add("X-Second", "2").add("Set-Cookie", "b=2");
    return response;
  });
  Client client(server->port());
  client.send(get("/"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  ASSERT_GE(response->header_lines.size(), 4U);
  const std::vector<std::string> first_four(response->header_lines.begin(), response->header_lines.begin() + 4);
  EXPECT_THAT(first_four, ElementsAre("X-First: 1", "Set-Cookie: a=1", "X-Second: 2", "Set-Cookie: b=2"));
}

TEST(Exchange, hands_the_handler_headers_body_and_peer) {
  const auto server = start_server(small_settings(), [](const http::Request& request) {
    http::Response response;
    response.body = std::string(request.header("x-field").value_or("none")) + "|" + std::string(request.body) + "|" +
                    std::string(request.peer.address) + "|" + (request.peer.tls ? "tls" : "plain") + "|" +
                    std::to_string(request.header_count("X-Field"));
    return response;
  });
  Client client(server->port());
  client.send(post("/", "a=b", "X-Field:  spaced \t\r\nX-Field: second\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "spaced|a=b|127.0.0.1|plain|2");
}

/// The library answers these with OAuth's own errors, so the engine must not.
TEST(Exchange, leaves_repeated_authorization_and_dpop_to_the_handler) {
  const auto server = start_server(small_settings(), [](const http::Request& request) {
    return http::Response{.body = std::to_string(request.header_count("Authorization")) +
                                  std::to_string(request.header_count("DPoP"))};
  });
  Client client(server->port());
  client.send(get("/", "Authorization: a\r\nAuthorization: b\r\nDPoP: a\r\nDPoP: b\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "22");
}

TEST(Exchange, keeps_the_connection_for_many_requests) {
  const auto server = start_server();
  Client client(server->port());
  for (int i = 0; i < 100; ++i) {
    client.send(post("/" + std::to_string(i), "body"));
    const auto response = client.read_response();
    ASSERT_TRUE(response) << i;
    EXPECT_EQ(response->body, "POST /" + std::to_string(i) + " body");
  }
}

TEST(Exchange, RFC9112_9_3_2_answers_pipelined_requests_in_order) {
  const auto server = start_server(small_settings(), echo, never_inline);
  Client client(server->port());
  std::string requests;
  for (int i = 0; i < 50; ++i) requests += post("/" + std::to_string(i), std::string(300, 'x'));
  client.send(requests);
  for (int i = 0; i < 50; ++i) {
    const auto response = client.read_response();
    ASSERT_TRUE(response) << i;
    EXPECT_THAT(response->body, HasSubstr("/" + std::to_string(i) + " x"));
  }
}

TEST(Exchange, takes_a_request_that_comes_byte_by_byte) {
  const auto server = start_server();
  Client client(server->port());
  for (const char c : post("/slow", "body")) ASSERT_TRUE(client.send({&c, 1}));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "POST /slow body");
}

TEST(Exchange, RFC9112_2_2_skips_empty_lines_before_the_request_line) {
  const auto server = start_server();
  Client client(server->port());
  client.send("\r\n");
  client.send("\r\n\r\n" + get("/"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(Exchange, RFC9112_9_6_connection_close_is_obeyed_and_confirmed) {
  const auto server = start_server();
  Client client(server->port());
  client.send(get("/", "Connection: close\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_TRUE(client.closed());
}

TEST(Exchange, RFC9112_9_3_http_1_0_closes_unless_asked) {
  const auto server = start_server();
  Client closing(server->port());
  closing.send("GET / HTTP/1.0\r\n\r\n");
  const auto last = closing.read_response();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->header("Connection"), "close");
  EXPECT_TRUE(closing.closed());

  Client keeping(server->port());
  for (int i = 0; i < 2; ++i) {
    keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto response = keeping.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("Connection"), "keep-alive");
  }
}

TEST(Exchange, RFC9110_9_3_2_head_has_the_length_but_no_body) {
  const auto server =
      start_server(small_settings(), [](const http::Request&) { return http::Response{.body = "twelve bytes"}; });
  Client client(server->port());
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/"));
  const auto head = client.read_response(true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), "12");
  const auto next = client.read_response();  // would begin with the body if there were one
  ASSERT_TRUE(next);
  EXPECT_EQ(next->body, "twelve bytes");
}

TEST(Exchange, RFC9110_8_6_no_content_has_neither_length_nor_body) {
  const auto server = start_server(small_settings(), [](const http::Request& request) {
    return http::Response{.status = request.path() == "/304" ? 304 : 204, .body = "never sent"};
  });
  Client client(server->port());
  client.send(get("/204") + get("/304") + get("/304"));
  for (const int status : {204, 304, 304}) {
    const auto response = client.read_response(true);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->header("Content-Length"), std::nullopt);
  }
}

TEST(Exchange, RFC9110_10_1_1_continue_is_sent_before_the_body_is_read) {
  const auto server = start_server();
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  const auto interim = client.read_response();
  ASSERT_TRUE(interim);
  EXPECT_EQ(interim->status, 100);
  client.send("body");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "POST / body");
}

TEST(Exchange, RFC9110_10_1_1_no_continue_when_the_body_is_there_or_the_client_is_old) {
  const auto server = start_server();
  Client client(server->port());
  client.send(post("/", "body", "Expect: 100-continue\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);

  Client old(server->port());
  old.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(old.read_within(std::chrono::milliseconds(200)), "");
  old.send("body");
  const auto last = old.read_response();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->status, 200);
}

TEST(Exchange, RFC9110_10_1_1_other_expectations_fail) {
  const auto server = start_server();
  Client client(server->port());
  client.send(get("/", "Expect: tea\r\n"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 417);
}

TEST(Exchange, RFC9112_7_1_chunked_bodies_arrive_whole) {
  const auto server = start_server();
  Client client(server->port());
  const std::string request =
      "POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nWiki\r\n6;ext=\"x\"\r\npedia \r\n0\r\nX-Trailer: dropped\r\n\r\n";
  client.send(request + request);
  for (int i = 0; i < 2; ++i) {
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "POST /c Wikipedia ");
  }
  for (const char c : request) ASSERT_TRUE(client.send({&c, 1}));
  const auto trickled = client.read_response();
  ASSERT_TRUE(trickled);
  EXPECT_EQ(trickled->body, "POST /c Wikipedia ");
}

TEST(Exchange, sends_a_large_response_whole) {
  const std::string large(8 * 1024 * 1024, 'x');
  const auto server =
      start_server(small_settings(), [&](const http::Request&) { return http::Response{.body = large}; });
  Client client(server->port());
  client.send(get("/"));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->body == large);
}

TEST(Exchange, several_io_threads_share_the_port) {
  HttpServerSettings settings = small_settings();
  settings.io_threads = 3;
  const auto server = start_server(settings);
  for (int i = 0; i < 30; ++i) {
    Client client(server->port());
    client.send(get("/"));
    ASSERT_TRUE(client.read_response()) << i;
  }
}

TEST(Exchange, many_clients_at_once) {
  const auto server =
      start_server(small_settings(), echo, [](const http::Request& request) { return request.path() == "/inline"; });
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      Client client(server->port());
      for (int i = 0; i < 100; ++i) {
        client.send(i % 2 ? get("/inline") : post("/worker", "body"));
        if (const auto response = client.read_response(); response && response->status == 200) ++answered;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 400);
}

}  // namespace
}  // namespace attesto::test
