// Requests that two readers could understand differently, or that are none - RFC 9112.
#include <gtest/gtest.h>

#include "http/client.hpp"
#include "http/running_server.hpp"

namespace attesto::test {
namespace {

struct Case {
  const char* name;
  int status;
  std::string request;
};

constexpr const char* kHead = "POST / HTTP/1.1\r\nHost: localhost\r\n";

const Case kCases[] = {
    {"RFC9112_6_1_length_then_chunked", 400,
     std::string(kHead) + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"RFC9112_6_1_chunked_then_length", 400,
     std::string(kHead) + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
    {"RFC9112_6_1_gzip_then_length", 400, std::string(kHead) + "Transfer-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"},
    {"RFC9112_6_3_chunked_is_not_last", 400, std::string(kHead) + "Transfer-Encoding: chunked, gzip\r\n\r\n"},
    {"RFC9112_6_3_identity", 400, std::string(kHead) + "Transfer-Encoding: identity\r\n\r\n"},
    {"RFC9112_6_1_unknown_coding", 501, std::string(kHead) + "Transfer-Encoding: gzip, chunked\r\n\r\n"},
    {"RFC9112_6_1_obfuscated_coding", 400, std::string(kHead) + "Transfer-Encoding: xchunked\r\n\r\n"},
    {"RFC9112_6_1_quoted_coding", 400, std::string(kHead) + "Transfer-Encoding: \"chunked\"\r\n\r\n"},
    {"RFC9112_6_1_repeated_coding", 400,
     std::string(kHead) + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"RFC9112_6_1_chunked_in_http_1_0", 400,
     "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"RFC9112_6_3_two_lengths", 400, std::string(kHead) + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"},
    {"RFC9112_6_3_same_length_twice", 400, std::string(kHead) + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"},
    {"RFC9112_6_3_list_of_lengths", 400, std::string(kHead) + "Content-Length: 0, 0\r\n\r\n"},
    {"RFC9110_8_6_signed_length", 400, std::string(kHead) + "Content-Length: +0\r\n\r\n"},
    {"RFC9110_8_6_negative_length", 400, std::string(kHead) + "Content-Length: -1\r\n\r\n"},
    {"RFC9110_8_6_hexadecimal_length", 400, std::string(kHead) + "Content-Length: 0x0\r\n\r\n"},
    {"RFC9110_8_6_empty_length", 400, std::string(kHead) + "Content-Length:\r\n\r\n"},
    {"RFC9110_8_6_length_above_64_bits", 400, std::string(kHead) + "Content-Length: 18446744073709551616\r\n\r\n"},
    {"RFC9112_7_1_chunk_size_is_no_number", 400, std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n"},
    {"RFC9112_7_1_chunk_size_above_64_bits", 400,
     std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n"},
    {"RFC9112_7_1_chunk_longer_than_said", 400,
     std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"},
    {"RFC9112_7_1_2_length_in_a_trailer", 400,
     std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n"},
    {"RFC9112_5_1_space_before_the_colon", 400, "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"},
    {"RFC9112_5_2_folded_value", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n"},
    {"RFC9112_2_2_line_before_fields_begins_with_space", 400, "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"},
    {"RFC9112_2_2_lines_end_in_lf_only", 400, "GET / HTTP/1.1\nHost: localhost\n\n"},
    {"RFC9112_2_2_lone_lf_after_the_request_line", 400, "GET / HTTP/1.1\nHost: localhost\r\n\r\n"},
    {"RFC9112_2_2_lone_lf_after_a_field", 400, "GET / HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n"},
    {"RFC9112_2_2_lone_cr_in_a_value", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n"},
    {"RFC9110_5_5_nul_in_a_value", 400, std::string("GET / HTTP/1.1\r\nHost: localhost\r\nX: a") + '\0' + "b\r\n\r\n"},
    {"RFC9110_5_1_field_without_a_name", 400, "GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n"},
    {"RFC9110_5_1_field_without_a_colon", 400, "GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n"},
    {"RFC9112_3_2_no_host", 400, "GET / HTTP/1.1\r\n\r\n"},
    {"RFC9112_3_2_two_hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {"RFC9112_3_2_two_hosts_in_http_1_0", 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"RFC9112_3_2_host_with_a_path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"RFC9112_3_2_host_with_user_information", 400, "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
    {"RFC9112_3_2_1_absolute_form", 400, "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_3_2_1_asterisk_form", 400, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_3_2_1_authority_form", 400, "GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9110_9_3_6_connect", 501, "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9110_9_3_8_trace", 501, "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_3_2_1_fragment", 400, "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC3986_2_byte_above_ascii_in_the_target", 400, "GET /\xC3\xA4 HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_3_two_spaces", 400, "GET  / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_3_no_version", 400, "GET /\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_2_3_version_in_lower_case", 400, "GET / http/1.1\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_2_3_http_2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"RFC9112_2_3_http_1_2", 505, "GET / HTTP/1.2\r\nHost: localhost\r\n\r\n"},
    {"RFC9112_2_3_http_0_9", 505, "GET / HTTP/0.9\r\n\r\n"},
    {"RFC8446_client_hello_on_a_plain_port", 400, std::string("\x16\x03\x01\x02\x00", 5)},
    {"one_line_of_nonsense", 400, "hello\r\n"},
};

class Framing : public testing::TestWithParam<Case> {};

TEST_P(Framing, refuses_and_closes) {
  int handled = 0;
  const auto server = start_server(small_settings(), [&](const http::Request&) {
    ++handled;
    return http::Response{};
  });
  Client client(server->port());
  client.send(GetParam().request);
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, GetParam().status);
  EXPECT_EQ(response->header("Connection"), "close");
  EXPECT_EQ(response->header("Cache-Control"), "no-store");
  EXPECT_EQ(response->header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_FALSE(response->body.empty());
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(handled, 0);
}

INSTANTIATE_TEST_SUITE_P(Rfc, Framing, testing::ValuesIn(kCases), [](const auto& row) { return row.param.name; });

/// The classic: what one reader takes for a body is a request for the other.
TEST(Smuggling, a_request_in_a_refused_body_is_never_handled) {
  std::atomic<int> handled = 0;
  const auto server = start_server(small_settings(), [&](const http::Request&) {
    ++handled;
    return http::Response{};
  });
  Client client(server->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 400);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(handled, 0);
}

TEST(Smuggling, a_refused_head_request_gets_no_body) {
  const auto server = start_server();
  Client client(server->port());
  client.send("HEAD / HTTP/1.1\r\n\r\n");  // no Host
  const std::string wire = client.read_all();
  EXPECT_TRUE(wire.starts_with("HTTP/1.1 400 ")) << wire;
  EXPECT_TRUE(wire.ends_with("\r\n\r\n")) << wire;
}

TEST(Smuggling, a_refusal_after_a_head_request_has_its_body) {
  const auto server = start_server();
  Client client(server->port());
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(client.read_response(true));
  client.send("nonsense\r\n");
  const auto response = client.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 400);
  EXPECT_FALSE(response->body.empty());
}

}  // namespace
}  // namespace attesto::test
