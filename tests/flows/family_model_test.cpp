// Random walks through the life of one grant, against a model of what must happen.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using test::StoreKind;
using test::TestServer;

/// What the model knows: one family, its chain of refresh tokens, and its access tokens.
struct Family {
  std::string code;
  bool code_used = false;
  bool dead = false;
  std::vector<std::string> chain{};  ///< the last one is the live leaf
  std::vector<std::string> access{};
};

enum class Step : std::uint8_t {
  redeem,
  refresh_leaf,
  refresh_old,
  refresh_as_other,
  revoke_leaf,
  revoke_as_other,
  forget_expired,
  count
};

class FamilyModel : public testing::TestWithParam<StoreKind> {
 protected:
  int redeem() {
    const http::Response response = server_.post_as("web", "/token", TestServer::redemption(family_.code));
    keep(response);
    return response.status;
  }
  int refresh(const std::string& token, std::string_view client_id) {
    const http::Response response =
        server_.post_as(client_id, "/token", {{"grant_type", "refresh_token"}, {"refresh_token", token}});
    keep(response);
    return response.status;
  }
  void keep(const http::Response& response) {
    if (response.status != 200) return;
    const Json json = test::json_of(response);
    family_.chain.push_back(*json.find_string("refresh_token"));
    family_.access.push_back(*json.find_string("access_token"));
  }

  /// Takes one step and checks that the server does what the model says.
  void take(Step step, std::minstd_rand& random) {
    switch (step) {
      case Step::redeem: {
        const bool works = !family_.code_used && !family_.dead;
        ASSERT_EQ(redeem(), works ? 200 : 400);
        if (family_.code_used) family_.dead = true;  // reuse (RFC 6749 §4.1.2)
        family_.code_used = true;
        break;
      }
      case Step::refresh_leaf:
        if (family_.chain.empty()) return;
        ASSERT_EQ(refresh(std::string(family_.chain.back()), "web"), family_.dead ? 400 : 200);
        break;
      case Step::refresh_old:
        if (family_.chain.size() < 2) return;
        ASSERT_EQ(refresh(std::string(family_.chain[random() % (family_.chain.size() - 1)]), "web"), 400);
        family_.dead = true;  // reuse (RFC 9700 §4.14.2)
        break;
      case Step::refresh_as_other:
        if (family_.chain.empty()) return;
        ASSERT_EQ(refresh(std::string(family_.chain[random() % family_.chain.size()]), "other"), 400);
        break;
      case Step::revoke_leaf:
        if (family_.chain.empty()) return;
        ASSERT_EQ(server_.post_as("web", "/revoke", {{"token", family_.chain.back()}}).status, 200);
        family_.dead = true;
        break;
      case Step::revoke_as_other:
        if (family_.chain.empty()) return;
        ASSERT_EQ(server_.post_as("other", "/revoke", {{"token", family_.chain.back()}}).status, 200);
        break;
      case Step::forget_expired:
        ASSERT_TRUE(server_.store().remove_expired(server_.clock->now(), 100).has_value());
        break;
      case Step::count: FAIL();
    }
  }

  TestServer server_{{.store = GetParam()}};
  Family family_;
};

INSTANTIATE_TEST_SUITE_P(Stores, FamilyModel, testing::Values(StoreKind::memory, StoreKind::sqlite),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST_P(FamilyModel, every_walk_ends_where_the_model_says) {
  constexpr unsigned kWalks = 40;
  for (unsigned seed = 1; seed <= kWalks; ++seed) {
    std::minstd_rand random(seed);  // NOLINT(cert-msc51-cpp): a failing walk can be walked again
    family_ = {.code = server_.obtain_code(test::with(TestServer::authorization(), "scope", "openid offline_access"))};
    std::string path = "seed " + std::to_string(seed) + ":";
    for (int i = 0; i < 12; ++i) {
      const auto step = static_cast<Step>(random() % static_cast<unsigned>(Step::count));
      path += ' ' + std::to_string(static_cast<int>(step));
      SCOPED_TRACE(path);
      take(step, random);
      if (HasFatalFailure()) return;
      for (const std::string& token : family_.access)
        ASSERT_EQ(server_.userinfo_status(token), family_.dead ? 401 : 200);
    }
  }
}

}  // namespace
}  // namespace attesto
