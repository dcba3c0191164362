// Every limit of HttpLimits at limit - 1, limit and limit + 1.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "http/client.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

constexpr std::size_t kRequestLine = 256;
constexpr std::size_t kHeaderBlock = 1024;
constexpr std::size_t kHeaderCount = 10;
constexpr std::size_t kBody = 2048;

HttpServerSettings limited() {
  HttpServerSettings settings = small_settings();
  settings.limits.request_line = kRequestLine;
  settings.limits.header_block = kHeaderBlock;
  settings.limits.header_count = kHeaderCount;
  settings.limits.body = kBody;
  return settings;
}

int status_of(const HttpServer& server, const std::string& request) {
  Client client(server.port());
  client.send(request);
  const auto response = client.read_response();
  return response ? response->status : 0;
}

/// A request whose line, without its end, has this size.
std::string with_line(std::size_t size) {
  const std::string_view rest = "GET / HTTP/1.1";
  return get("/" + std::string(size - rest.size(), 'a'));
}

/// A request whose header block, with the empty line, has this size.
std::string with_block(std::size_t size) {
  const std::size_t rest = get("/", "X: \r\n").size();
  return get("/", "X: " + std::string(size - rest, 'a') + "\r\n");
}

std::string with_fields(std::size_t count) {
  std::string fields;
  for (std::size_t i = 1; i < count; ++i) fields += "X: y\r\n";  // Host is the first
  return get("/", fields);
}

std::string chunked(std::size_t size) {
  std::string request = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t sent = 0; sent < size; sent += 16) {
    const std::size_t chunk = std::min<std::size_t>(16, size - sent);
    request +=
        (chunk == 16 ? "10" : std::string(1, "0123456789abcdef"[chunk])) + "\r\n" + std::string(chunk, 'b') + "\r\n";
  }
  return request + "0\r\n\r\n";
}

TEST(Limit, request_line) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, with_line(kRequestLine - 1)), 200);
  EXPECT_EQ(status_of(*server, with_line(kRequestLine)), 200);
  EXPECT_EQ(status_of(*server, with_line(kRequestLine + 1)), 414);
}

TEST(Limit, request_line_that_never_ends) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, "GET /" + std::string(kRequestLine, 'a')), 414);
}

TEST(Limit, header_block) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, with_block(kHeaderBlock - 1)), 200);
  EXPECT_EQ(status_of(*server, with_block(kHeaderBlock)), 200);
  EXPECT_EQ(status_of(*server, with_block(kHeaderBlock + 1)), 431);
}

TEST(Limit, header_block_that_comes_in_pieces) {
  const auto server = start_server(limited());
  Client client(server->port());
  const std::string request = with_block(kHeaderBlock);
  for (std::size_t at = 0; at < request.size(); at += 100) client.send(request.substr(at, 100));
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(Limit, header_count) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, with_fields(kHeaderCount - 1)), 200);
  EXPECT_EQ(status_of(*server, with_fields(kHeaderCount)), 200);
  EXPECT_EQ(status_of(*server, with_fields(kHeaderCount + 1)), 431);
}

TEST(Limit, body_of_known_length) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, post("/", std::string(kBody - 1, 'b'))), 200);
  EXPECT_EQ(status_of(*server, post("/", std::string(kBody, 'b'))), 200);
  EXPECT_EQ(status_of(*server, post("/", std::string(kBody + 1, 'b'))), 413);
}

TEST(Limit, body_in_chunks) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, chunked(kBody - 1)), 200);
  EXPECT_EQ(status_of(*server, chunked(kBody)), 200);
  EXPECT_EQ(status_of(*server, chunked(kBody + 1)), 413);
}

TEST(Limit, a_body_that_is_too_large_is_not_asked_for) {
  const auto server = start_server(limited());
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: " +
              std::to_string(kBody + 1) + "\r\n\r\n");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
  EXPECT_TRUE(client.closed());
}

/// Closing over unread bytes would send a reset, and that can take the answer from the client.
TEST(Limit, RFC9112_9_6_a_client_that_is_still_sending_gets_its_answer_not_a_reset) {
  const auto server = start_server(limited());
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n");
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(client.send(std::string(10'000, 'b'))) << i;
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
}

TEST(Limit, a_chunk_line_is_bounded) {
  const auto server = start_server(limited());
  EXPECT_EQ(status_of(*server, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                                   std::string(2 * kHeaderBlock, 'e')),
            400);
  EXPECT_EQ(status_of(*server, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
                                   std::string(2 * kHeaderBlock, 'e')),
            400);
}

TEST(Limit, connections_in_total) {
  HttpServerSettings settings = small_settings();
  settings.limits.connections = 2;
  const auto server = start_server(settings);
  const auto answered = [](Client& client) {
    client.send(get("/"));
    return client.read_response().has_value();
  };
  auto first = std::make_unique<Client>(server->port());
  EXPECT_TRUE(answered(*first));
  Client second(server->port());
  EXPECT_TRUE(answered(second));
  Client third(server->port());
  EXPECT_FALSE(answered(third));
  EXPECT_TRUE(third.closed());

  first.reset();  // makes room
  bool has_room = false;
  for (int i = 0; i < 100 && !has_room; ++i) {
    Client next(server->port());
    has_room = answered(next);
    if (!has_room) usleep(10'000);
  }
  EXPECT_TRUE(has_room);
}

TEST(Limit, connections_per_address) {
  HttpServerSettings settings = small_settings();
  settings.limits.connections_per_address = 1;
  const auto server = start_server(settings);
  Client first(server->port());
  first.send(get("/"));
  EXPECT_TRUE(first.read_response());
  Client second(server->port());
  second.send(get("/"));
  EXPECT_FALSE(second.read_response());
  first.send(get("/"));
  EXPECT_TRUE(first.read_response());
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// Other servers keep what they are sent until a line ends; some of them until memory does.
TEST(Limit, a_flood_without_a_line_end_does_not_grow_memory) {
  const auto server = start_server();
  const std::string piece(64 * 1024, 'a');
  const auto flood = [&](const std::string& begin) {
    Client client(server->port());
    client.send(begin);
    for (int i = 0; i < 512; ++i)  // 32 MiB
      if (!client.send(piece)) break;
  };
  flood("GET /");  // what is allocated once is allocated now
  const std::size_t before = resident_bytes();
  flood("GET /");
  flood("GET / HTTP/1.1\r\nHost: localhost\r\nX: ");
  flood("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;");
  const std::size_t after = resident_bytes();
  EXPECT_LT(after, before + 2 * 1024 * 1024);
}

}  // namespace
}  // namespace attesto::test
