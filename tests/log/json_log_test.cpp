#include "adapters/log/json_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <thread>

#include "attesto/wire/json.hpp"

namespace attesto {
namespace {

const Instant kAt = Instant{std::chrono::sys_days{std::chrono::year{2026} / 2 / 28}} + std::chrono::hours{23} +
                    std::chrono::minutes{5} + std::chrono::milliseconds{7};

std::vector<std::string> lines_of(LogLevel least, const std::vector<Event>& events) {
  std::vector<std::string> lines;
  const JsonLog log(least, [&](std::string_view line) { lines.emplace_back(line); });
  for (const Event& event : events) log.write(event);
  return lines;
}

std::string member(const std::string& line, std::string_view name) {
  const auto json = Json::parse(line);
  const std::string* value = json ? json->find_string(name) : nullptr;
  return value ? *value : "(none)";
}

TEST(JsonLog, an_event_becomes_one_json_line) {
  const auto lines = lines_of(LogLevel::debug, {{.kind = EventKind::token_denied,
                                                 .at = kAt,
                                                 .endpoint = "token",
                                                 .client_id = "app",
                                                 .grant_type = "authorization_code",
                                                 .reason = Reason::pkce_mismatch}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0],
            R"({"time":"2026-02-28T23:05:00.007Z","level":"warning","event":"token_denied","endpoint":"token",)"
            R"("client_id":"app","grant_type":"authorization_code","reason":"pkce_mismatch","clause":"RFC 7636 4.6",)"
            R"("cure":"send the code_verifier of this very authorization request"})"
            "\n");
}

TEST(JsonLog, hostile_text_stays_inside_its_line_and_is_printable) {
  const std::string hostile = "a\r\n{\"event\":\"forged\"}\x1b[2J\x7f\xc2\x9b\xff\xe2\x80\xa8\"\\ \xf0\x9f\x94\x91";
  const auto lines = lines_of(LogLevel::debug, {{.kind = EventKind::token_denied, .at = kAt, .client_id = hostile}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(std::ranges::count(lines[0], '\n'), 1);
  EXPECT_TRUE(lines[0].ends_with('\n'));
  EXPECT_TRUE(std::all_of(lines[0].begin(), lines[0].end() - 1, [](char c) { return c >= 0x20 && c <= 0x7E; }));
  // the bad byte is replaced, everything else is still what the client sent
  EXPECT_EQ(member(lines[0], "client_id"),
            "a\r\n{\"event\":\"forged\"}\x1b[2J\x7f\xc2\x9b\xef\xbf\xbd\xe2\x80\xa8\"\\ \xf0\x9f\x94\x91");
}

TEST(JsonLog, a_line_fits_into_one_atomic_write_to_a_pipe) {
  const std::string endless(100'000, '\x01');
  const auto lines = lines_of(LogLevel::debug, {{.kind = EventKind::request_failed,
                                                 .at = kAt,
                                                 .endpoint = "token",
                                                 .client_id = endless,
                                                 .grant_type = "password"}});
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_LE(lines[0].size(), 4096u);
  EXPECT_EQ(member(lines[0], "client_id").size(), LogLine::kMaxValueBytes);
}

TEST(JsonLog, the_level_filters) {
  const std::vector<Event> events = {{.kind = EventKind::token_issued, .at = kAt},
                                     {.kind = EventKind::token_denied, .at = kAt},
                                     {.kind = EventKind::request_failed, .at = kAt}};
  EXPECT_EQ(lines_of(LogLevel::info, events).size(), 3u);
  EXPECT_EQ(lines_of(LogLevel::warning, events).size(), 2u);
  const auto errors = lines_of(LogLevel::error, events);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(member(errors[0], "event"), "request_failed");
}

TEST(JsonLog, lines_of_several_threads_never_mix) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const int standard_error = ::dup(STDERR_FILENO);
  ::dup2(pipe[1], STDERR_FILENO);
  const JsonLog log(LogLevel::debug, stderr_sink());
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int line = 0; line < 20; ++line) log.write({.kind = EventKind::token_issued, .at = kAt, .scope = "read"});
      });
  }
  ::dup2(standard_error, STDERR_FILENO);
  ::close(standard_error);
  ::close(pipe[1]);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t size = 0; (size = ::read(pipe[0], buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(size));
  ::close(pipe[0]);
  int whole = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) whole += member(line, "scope") == "read" ? 1 : 0;
  EXPECT_EQ(whole, 80);
}

TEST(LogLine, numbers_stay_numbers_and_empty_values_leave_nothing) {
  const auto json = Json::parse(LogLine(LogLevel::info, kAt, "started").add("port", 9000).add("path", "").text());
  ASSERT_TRUE(json);
  ASSERT_NE(json->find_integer("port"), nullptr);
  EXPECT_EQ(*json->find_integer("port"), 9000);
  EXPECT_EQ(json->find("path"), nullptr);
}

}  // namespace
}  // namespace attesto
