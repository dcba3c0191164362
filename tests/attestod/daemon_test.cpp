// The built binary: command line, start, signals.
#include <fstream>
#include <thread>

#include "adapters/clock/system_clock.hpp"
#include "adapters/key_store/signing_keys.hpp"
#include "adapters/registry_sqlite/sqlite_registry.hpp"
#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

class Daemon : public testing::Test {
 protected:
  [[nodiscard]] Finished run(const std::vector<std::string>& arguments) const {
    return run_attestod(arguments, folder_.file("output"));
  }
  DaemonFolder folder_;
};

bool within(std::chrono::seconds time, auto condition) {
  for (const auto end = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

TEST_F(Daemon, lists_every_fault_of_the_configuration_and_exits_with_2) {
  std::ofstream(folder_.file("bad.toml")) << "issuer = 7\nnonsense = true\n[listen]\nport = \"many\"\n";
  for (const bool check : {false, true}) {
    std::vector<std::string> arguments = {"--config", folder_.file("bad.toml")};
    if (check) arguments.push_back("--check-config");
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.exit_status, 2);
    for (const char* fault : {"bad.toml:1: issuer:", "bad.toml:2: nonsense:", "bad.toml:4: listen.port:",
                              "store.sqlite:", "keys.master_key_file:"})
      EXPECT_TRUE(finished.output.contains(fault)) << fault << " not in\n" << finished.output;
  }
}

TEST_F(Daemon, checks_the_configuration_and_tells_its_version) {
  const Finished checked = run({"--config", folder_.config(), "--check-config"});
  EXPECT_EQ(checked.exit_status, 0);
  EXPECT_EQ(checked.output, "ok\n");
  const Finished version = run({"--version"});
  EXPECT_EQ(version.exit_status, 0);
  EXPECT_TRUE(version.output.starts_with("attestod ")) << version.output;
  EXPECT_EQ(run({"--no-such-option"}).exit_status, 2);
}

TEST_F(Daemon, says_what_to_run_when_the_database_is_not_ready) {
  const Finished absent = run({"--config", folder_.config()});
  EXPECT_EQ(absent.exit_status, 2);
  EXPECT_TRUE(absent.output.contains("attesto migrate")) << absent.output;

  folder_.migrate();
  const Finished without_keys = run({"--config", folder_.config()});
  EXPECT_EQ(without_keys.exit_status, 2);
  EXPECT_TRUE(without_keys.output.contains("attesto keys add")) << without_keys.output;
}

TEST_F(Daemon, serves_until_sigterm) {
  folder_.fill();
  DaemonProcess daemon(folder_.config(), folder_.file("output"));
  EXPECT_TRUE(daemon.output().contains("DEVELOPMENT MODE"));
  const auto metadata = exchange(daemon.port(), {.target = "/.well-known/openid-configuration"});
  ASSERT_TRUE(metadata);
  EXPECT_EQ(metadata->status, 200);
  EXPECT_TRUE(metadata->body.contains("\"issuer\":\"http://localhost:9000\""));
  const auto login = exchange(daemon.port(), {.method = "HEAD", .target = "/login"});
  ASSERT_TRUE(login);
  EXPECT_EQ(login->status, 400);
  EXPECT_TRUE(login->body.empty());
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_TRUE(daemon.output().contains("\"event\":\"stopped\""));
}

TEST_F(Daemon, follows_new_keys_at_a_signal_and_by_itself) {
  folder_.fill();
  DaemonProcess daemon(folder_.config(), folder_.file("output"));
  for (const bool with_signal : {true, false}) {
    const std::string kid = folder_.add_key();
    const auto published = [&] {
      const auto jwks = exchange(daemon.port(), {.target = "/jwks"});
      return jwks && jwks->body.contains(kid);
    };
    ASSERT_FALSE(published());
    if (with_signal) daemon.signal(SIGHUP);
    EXPECT_TRUE(within(with_signal ? 3s : 10s, published)) << with_signal;
  }
  daemon.signal(SIGINT);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace attestod
