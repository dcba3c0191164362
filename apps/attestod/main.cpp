// attestod: the command line.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>

#include "apps/attestod/daemon.hpp"
#include "apps/config/daemon_config.hpp"

namespace {

int run(int argc, char** argv) {
  std::string path = "attestod.toml";
  bool check_only = false;
  CLI::App app("attestod - OAuth 2.0 and OpenID Connect authorization server", "attestod");
  app.add_option("--config", path, "Configuration file")->capture_default_str();
  app.add_flag("--check-config", check_only, "Check the configuration file and exit");
  app.set_version_flag("--version", "attestod " ATTESTO_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : attestod::kExitConfiguration;
  }

  const auto config = attestod::load_daemon_config(path);
  if (!config) {
    for (const attestod::ConfigFault& fault : config.error()) std::cerr << attestod::to_string(fault) << '\n';
    return attestod::kExitConfiguration;
  }
  if (check_only) {
    std::cout << "ok\n";
    return 0;
  }
  return attestod::run_daemon(*config);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    std::cerr << "attestod: " << failure.what() << '\n';
    return attestod::kExitFailure;
  }
}
