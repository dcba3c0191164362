// What `[limits]` comes to at a site - RFC 6749 §2.3.1, RFC 6585 §4.
#include <array>

#include "attesto/wire/base64url.hpp"
#include "attestod/site_fixture.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;

class Limits : public SiteFixture {
 protected:
  http::Response ask(std::string_view address, std::string_view credentials) {
    const std::string basic = "Basic " + attesto::base64_encode(attesto::as_bytes(credentials));
    const std::array<http::HeaderView, 2> headers = {
        {{"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", basic}}};
    return site_->answer({.method = "POST",
                          .target = "/token",
                          .headers = headers,
                          .body = "grant_type=refresh_token&refresh_token=none",
                          .peer = {.address = address}});
  }
};

TEST_F(Limits, RFC6749_2_3_1_wrong_secrets_are_counted_and_the_log_says_so) {
  for (int time = 0; time < 10; ++time) EXPECT_EQ(ask("192.0.2.1", "app:wrong").status, 401);
  EXPECT_EQ(log_text().find("too_many_failures"), std::string::npos);
  const http::Response refused = ask("192.0.2.1", "app:app-secret");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "10");
  EXPECT_NE(log_text().find("too_many_failures"), std::string::npos);
  EXPECT_EQ(ask("198.51.100.7", "app:app-secret").status, 400) << "the client is in, its refresh token is not";
}

}  // namespace
}  // namespace attestod
