// A client of somebody else registers at the built binary, over HTTP, and looks after itself - RFC 7591, RFC 7592.
#include <gtest/gtest.h>

#include <fstream>

#include "adapters/clock/system_clock.hpp"
#include "apps/config/daemon_config.hpp"
#include "apps/storage/storage.hpp"
#include "attesto/crypto/digest.hpp"
#include "attesto/wire/base64url.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"

namespace attestod {
namespace {

using attesto::Json;
using namespace std::chrono_literals;

constexpr const char* kToken = "initial-access-token";
constexpr const char* kIssuer = "http://localhost:9000";

class Registration : public testing::Test {
 protected:
  void start(const std::string& settings) {
    folder_.fill();
    std::ofstream(folder_.config(), std::ios::app) << "[scopes]\nsupported = [\"openid\", \"api\"]\n[registration]\n"
                                                   << settings;
    const auto now = attesto::SystemClock().now();
    const auto registry = open_registry(load_daemon_config(folder_.config()).value().issuers.at(0).storage).value();
    ASSERT_TRUE(registry
                    ->add_initial_token({.id = "t",
                                         .token_sha256 = attesto::sha256(kToken),
                                         .created_at = now,
                                         .expires_at = now + 1h,
                                         .uses_left = 1})
                    .has_value());
    daemon_.emplace(folder_.config(), folder_.file("output"));
  }

  /// @param token  empty: none is shown
  WireResponse send(const std::string& method, const std::string& target, const std::string& token,
                    const std::string& body = "") {
    WireRequest request{.method = method, .target = target, .headers = {{"Content-Type", "application/json"}}};
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    request.body = body;
    auto response = exchange(daemon_->port(), request);
    EXPECT_TRUE(response) << method << ' ' << target;
    return response.value_or(WireResponse{});
  }

  int token_status(const std::string& client_id, const std::string& secret) {
    const std::string credentials = attesto::base64_encode(attesto::as_bytes(client_id + ':' + secret));
    const auto response = exchange(daemon_->port(), {.method = "POST",
                                                     .target = "/token",
                                                     .headers = {{"Authorization", "Basic " + credentials}},
                                                     .body = "grant_type=client_credentials&scope=api"});
    return response ? response->status : 0;
  }

  DaemonFolder folder_;
  std::optional<DaemonProcess> daemon_;
};

std::string text_of(const WireResponse& response, std::string_view member) {
  const auto json = Json::parse(response.body);
  const std::string* text = json ? json->find_string(member) : nullptr;
  return text ? *text : "";
}

TEST_F(Registration, RFC7591_RFC7592_a_client_registers_gets_tokens_changes_and_removes_itself) {
  start("enabled = true\ngrant_types = [\"client_credentials\"]\n");
  const std::string metadata = R"({"grant_types":["client_credentials"],"client_name":"Robot","scope":"api"})";
  EXPECT_EQ(send("POST", "/register", "", metadata).status, 401);
  EXPECT_EQ(send("POST", "/register", "wrong", metadata).status, 401);
  const WireResponse made = send("POST", "/register", kToken, metadata);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(send("POST", "/register", kToken, metadata).status, 401) << "the token had one use";

  const std::string id = text_of(made, "client_id");
  const std::string secret = text_of(made, "client_secret");
  const std::string own = text_of(made, "registration_access_token");
  const std::string target = text_of(made, "registration_client_uri").substr(std::string(kIssuer).size());
  EXPECT_EQ(token_status(id, secret), 200);

  EXPECT_EQ(text_of(send("GET", target, own), "client_name"), "Robot");
  const WireResponse changed = send("PUT", target, own,
                                    R"({"client_id":")" + id +
                                        R"(","grant_types":["client_credentials"],"client_name":"Droid","scope":"api",)"
                                        R"("token_endpoint_auth_method":"client_secret_post"})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(text_of(send("GET", target, own), "client_name"), "Droid");
  EXPECT_EQ(token_status(id, secret), 401) << "it authenticates in another way now";

  EXPECT_EQ(send("DELETE", target, "wrong").status, 401);
  EXPECT_EQ(send("DELETE", target, own).status, 204);
  EXPECT_EQ(send("GET", target, own).status, 401);
  const auto gone =
      exchange(daemon_->port(), {.method = "POST",
                                 .target = "/token",
                                 .body = "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret});
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->status, 401);
  for (const char* event : {"client_registered", "client_updated", "client_deleted", "registration_denied"})
    EXPECT_TRUE(daemon_->output().contains(event)) << event;
  for (const std::string& text : {std::string(kToken), own, secret})
    EXPECT_FALSE(daemon_->output().contains(text)) << "nothing secret is logged";
}

TEST_F(Registration, RFC7591_3_1_anyone_registers_where_the_operator_says_so_but_gets_no_tokens_of_its_own) {
  start("enabled = true\nopen = true\n");
  EXPECT_EQ(send("POST", "/register", "", R"({"redirect_uris":["https://a.example/cb"]})").status, 201);
  EXPECT_EQ(send("POST", "/register", "", R"({"grant_types":["client_credentials"]})").status, 400);
}

TEST_F(Registration, W35_by_default_there_is_no_such_endpoint) {
  start("enabled = false\n");
  EXPECT_EQ(send("POST", "/register", kToken, "{}").status, 404);
  EXPECT_FALSE(send("GET", "/.well-known/openid-configuration", "").body.contains("registration_endpoint"));
}

}  // namespace
}  // namespace attestod
