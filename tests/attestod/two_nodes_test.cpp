// Two attestod on one PostgreSQL and nothing else in common but the configuration: one server, to a client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "attestod/daemon_client.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/node_fixture.hpp"
#include "support/postgres_server.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;
using attesto::test::PostgresServer;

std::string store_lines(const std::string& dsn) { return "postgresql = \"" + dsn + "\"\nconnections = 6"; }

class TwoNodes : public testing::Test {
 protected:
  TwoNodes() { folder_.fill(); }

  PostgresServer server_;
  const std::string dsn_ = server_.new_schema_dsn();
  DaemonFolder folder_{store_lines(dsn_)};
};

TEST_F(TwoNodes, what_begins_on_one_goes_on_at_the_other) {
  const DaemonProcess one(folder_.config(), folder_.file("one"));
  const DaemonProcess two(folder_.config(), folder_.file("two"));
  const DaemonClient first(one.port());
  const DaemonClient second(two.port());
  const std::string session = first.log_in_and_consent();
  ASSERT_FALSE(session.empty());

  const auto authorized = second.authorize(session);  // neither login nor consent is asked for again
  ASSERT_TRUE(authorized);
  const std::string code = code_of(*authorized);
  ASSERT_FALSE(code.empty()) << authorized->header("Location");
  const auto redeemed = first.redeem(code);
  ASSERT_TRUE(redeemed);
  ASSERT_EQ(redeemed->status, 200) << redeemed->body;
  const std::string token = refresh_token_of(*redeemed).value();
  const auto rotated = second.refresh(token);
  ASSERT_TRUE(rotated);
  ASSERT_EQ(rotated->status, 200) << rotated->body;
  const std::string next = refresh_token_of(*rotated).value();

  EXPECT_EQ(first.refresh(token)->status, 400) << "reuse at the other node";
  EXPECT_EQ(second.refresh(next)->status, 400) << "the family is revoked everywhere";
  EXPECT_EQ(second.redeem(code)->status, 400);
}

TEST_F(TwoNodes, a_code_that_is_raced_at_both_is_redeemed_once) {
  const DaemonProcess one(folder_.config(), folder_.file("one"));
  const DaemonProcess two(folder_.config(), folder_.file("two"));
  const DaemonClient first(one.port());
  const std::string session = first.log_in_and_consent();
  for (int round = 0; round < 20; ++round) {
    const std::string code = code_of(first.authorize(session).value());
    std::atomic<int> won = 0;
    std::atomic<int> refused = 0;
    {
      std::vector<std::jthread> racers;
      for (int racer = 0; racer < 8; ++racer)
        racers.emplace_back([&, port = racer % 2 == 0 ? one.port() : two.port()] {
          const auto redeemed = DaemonClient(port).redeem(code);
          if (redeemed && redeemed->status == 200) ++won;
          if (redeemed && redeemed->status == 400) ++refused;
        });
    }
    ASSERT_EQ(won, 1) << "round " << round;
    ASSERT_EQ(refused, 7);
  }
}

TEST_F(TwoNodes, every_token_verifies_at_both_through_announcement_switch_retention_and_removal) {
  live_through_rotations(
      PostgresDatabase{.dsn = std::make_shared<const attesto::Secret>(server_.new_schema_dsn()), .connections = 4});
}

TEST_F(TwoNodes, an_outage_of_the_database_is_503_at_both_and_ends_by_itself) {
  const DaemonProcess one(folder_.config(), folder_.file("one"));
  const DaemonProcess two(folder_.config(), folder_.file("two"));
  const std::string session = DaemonClient(one.port()).log_in_and_consent();
  server_.kill();
  for (const DaemonProcess* node : {&one, &two}) {
    const auto answer = DaemonClient(node->port()).refresh("no-matter-which");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503) << answer->body;
    EXPECT_EQ(DaemonClient(node->port()).ask({.target = "/healthz"})->status, 503);
  }
  server_.start();
  const auto back = std::chrono::steady_clock::now();
  for (const DaemonProcess* node : {&one, &two}) {
    const DaemonClient client(node->port());
    std::string code;
    while (code.empty() && std::chrono::steady_clock::now() < back + 10s) {
      const auto authorized = client.authorize(session);
      if (authorized && authorized->status == 303) code = code_of(*authorized);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - back, 2s);
    EXPECT_EQ(client.redeem(code)->status, 200);
  }
}

TEST_F(TwoNodes, a_database_that_can_not_be_used_is_one_line_and_status_2) {
  const auto line = [&](const std::string& dsn) {
    const DaemonFolder folder{store_lines(dsn)};
    const Finished finished = run_attestod({"--config", folder.config()}, folder.file("output"));
    EXPECT_EQ(finished.exit_status, 2);
    const std::size_t said = finished.output.rfind("attestod: ", finished.output.size() - 2);
    EXPECT_EQ(finished.output.find('\n', said), finished.output.size() - 1) << finished.output;
    return finished.output.substr(said);
  };
  PostgresServer::execute(dsn_, "CREATE ROLE guest LOGIN PASSWORD 'right'");
  EXPECT_THAT(line(server_.dsn("guest", "opensesame", "postgres")),
              testing::AllOf(testing::HasSubstr("password authentication failed"),
                             testing::HasSubstr("what the DSN says"), testing::Not(testing::HasSubstr("opensesame"))));
  EXPECT_THAT(line(server_.dsn("admin", "", "nowhere")), testing::HasSubstr("\"nowhere\" does not exist"));
  EXPECT_THAT(line(server_.new_schema_dsn()), testing::HasSubstr("run `attesto migrate`"));
  PostgresServer::execute(dsn_, "UPDATE attesto_schema SET version = 99");
  EXPECT_THAT(line(dsn_), testing::AllOf(testing::HasSubstr("PostgreSQL database 'postgres'"),
                                         testing::HasSubstr("run a newer attesto")));
}

}  // namespace
}  // namespace attestod
