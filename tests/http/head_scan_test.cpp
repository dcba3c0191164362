#include "adapters/http/head_scan.hpp"

#include <gtest/gtest.h>

namespace attesto::http_engine {
namespace {

const HttpLimits kLimits;

TEST(HeadScan, finds_the_empty_line_and_nothing_earlier) {
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t size = 0; size < request.size(); ++size)
    EXPECT_EQ(find_head_end(request.substr(0, size), kLimits), 0U) << size;
  EXPECT_EQ(find_head_end(request, kLimits), request.size());
  EXPECT_EQ(find_head_end(request + "GET /next", kLimits), request.size());
}

TEST(HeadScan, RFC9112_2_2_counts_empty_lines) {
  EXPECT_EQ(count_empty_lines(""), 0U);
  EXPECT_EQ(count_empty_lines("\r"), 0U);
  EXPECT_EQ(count_empty_lines("\r\n\r\nGET"), 4U);
  EXPECT_EQ(count_empty_lines("GET\r\n"), 0U);
}

TEST(HeadScan, refuses_as_soon_as_a_limit_is_lost) {
  const HttpLimits limits{.request_line = 20, .header_block = 40};
  EXPECT_EQ(find_head_end(std::string(20, 'G'), limits), 0U);
  EXPECT_EQ(find_head_end(std::string(20, 'G') + "\r", limits), 0U);
  EXPECT_EQ(find_head_end(std::string(21, 'G'), limits).error().status, 414);
  const std::string line = "GET / HTTP/1.1\r\n";
  EXPECT_EQ(find_head_end(line + std::string(39 - line.size(), 'x'), limits), 0U);
  EXPECT_EQ(find_head_end(line + std::string(40 - line.size(), 'x'), limits).error().status, 431);
}

TEST(HeadScan, what_follows_the_head_is_not_judged) {
  const std::string head = "POST / HTTP/1.1\r\n\r\n";
  const HttpLimits limits{.request_line = 20, .header_block = 40};
  EXPECT_EQ(find_head_end(head + std::string(100, '\n'), limits), head.size());
}

}  // namespace
}  // namespace attesto::http_engine
