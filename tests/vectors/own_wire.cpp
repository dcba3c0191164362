// own/: raw HTTP requests, judged by the HTTP engine on a loopback port.
#include "vectors/own_wire.hpp"

#include <algorithm>
#include <array>

#include "http/running_server.hpp"
#include "vectors/families.hpp"
#include "vectors/own_server.hpp"

namespace attesto::vectors {
namespace {

/// How many header fields reached the handler.
constexpr std::string_view kFieldsSeen = "Fields-Seen";

/// The cases' paths are those of a server mounted at /oauth.
http::Response answer(const http::Request& request) {
  constexpr std::string_view kMount = "/oauth";
  http::Request mounted = request;
  if (mounted.target.starts_with(kMount)) mounted.target.remove_prefix(kMount.size());
  http::Response response = own_server().handle(mounted).value_or(http::Response{.status = 404});
  response.headers.push_back({std::string(kFieldsSeen), std::to_string(request.headers.size())});
  return response;
}

bool expects_status(std::string_view expect, int status) { return expect.contains(std::to_string(status)); }

bool names_a_status(std::string_view expect) {
  return std::ranges::any_of(std::array{400, 405, 408, 413, 414, 431, 501, 505},
                             [&](int status) { return expects_status(expect, status); });
}

std::size_t count_fields(std::string_view raw) {
  const std::string_view head = raw.substr(0, raw.find("\r\n\r\n"));
  std::size_t lines = 0;
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) ++lines;
  return lines;
}

bool reached_handler(const test::WireResponse& response) { return response.header(kFieldsSeen).has_value(); }

/// The request is answered once, and no field was lost or renamed on the way to the handler.
bool is_delivered_whole(std::string_view raw, const WireAnswer& got) {
  return got.responses.size() == 1 && got.responses[0].header(kFieldsSeen) == std::to_string(count_fields(raw));
}

bool refuses_as_expected(std::string_view expect, const WireAnswer& got) {
  // An interim 100 would be a response of its own.
  if (got.responses.size() != 1 || !expects_status(expect, got.responses[0].status)) return false;
  if (expect.contains("close") && !got.closed) return false;
  if (const std::size_t allow = expect.find("Allow: "); allow != std::string_view::npos)
    return got.responses[0].header("Allow") == expect.substr(allow + 7);
  const std::size_t error = expect.find("invalid_");
  return error == std::string_view::npos || error_in(got.responses[0].body) == expect.substr(error);
}

/// `expect` names statuses, perhaps with "and close", an `Allow` field or an error; or says in prose
/// that nothing happens.
bool agrees(std::string_view expect, std::string_view raw, const WireAnswer& got) {
  if (names_a_status(expect)) return refuses_as_expected(expect, got);
  if (expect == "close") return got.closed;
  // What stands behind the body may be refused by the engine, but must reach no handler.
  if (expect.starts_with("body consumed")) return std::ranges::count_if(got.responses, reached_handler) == 1;
  return is_delivered_whole(raw, got);
}

std::string describe(const WireAnswer& got) {
  std::string text = "got";
  for (const test::WireResponse& response : got.responses)
    text.append(" ").append(std::to_string(response.status)).append(" ").append(error_in(response.body));
  return text + (got.closed ? " and close" : "");
}

}  // namespace

WireAnswer exchange(std::string_view raw) {
  static const auto kEngine = test::start_server(test::small_settings(), answer);
  test::Client client(kEngine->port(), std::chrono::seconds(1));
  WireAnswer got;
  client.send(raw);  // a server that refuses early may close before all is sent
  while (auto response = client.read_response()) got.responses.push_back(*std::move(response));
  got.closed = client.closed();
  return got;
}

void judge_own_raw(const Data& cases, FileReport& report) {
  for (const Data& test : cases) {
    const std::string raw = text_of(test, "raw");
    const std::string expect = text_of(test, "expect");
    const WireAnswer got = exchange(raw);
    report.expect(text_of(test, "id") + ", " + text_of(test, "why"), agrees(expect, raw, got),
                  "wanted " + expect + ", " + describe(got));
  }
}

}  // namespace attesto::vectors
