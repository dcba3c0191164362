// attestod with a store that is wrong on purpose: faulty_attestod --fault NAME --config FILE
#include <iostream>
#include <string_view>

#include "apps/attestod/daemon.hpp"
#include "torture/wrong_store.hpp"

int main(int argc, char** argv) {
  using attesto::torture::parse_wrong;
  if (argc != 5 || std::string_view(argv[1]) != "--fault" || std::string_view(argv[3]) != "--config") return 2;
  const auto wrong = parse_wrong(argv[2]);
  const auto config = attestod::load_daemon_config(argv[4]);
  if (!wrong || !config) {
    std::cerr << "faulty_attestod: no such fault, or no such configuration\n";
    return 2;
  }
  return attestod::run_daemon(*config, [&](std::shared_ptr<attesto::Store> store) {
    return attesto::torture::make_wrong_store(*wrong, std::move(store));
  });
}
