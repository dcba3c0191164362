#include "apps/attesto/master_key_setup.hpp"

#include <utility>

#include "adapters/key_store/master_key.hpp"
#include "apps/attesto/program.hpp"
#include "attesto/oauth/error.hpp"

namespace attesto_cli {

std::expected<MasterKey, Failure> ensure_master_key(const std::string& path, const attesto::Registry& registry,
                                                    attesto::Random& random) {
  ATTESTO_TRY(keys, answered(registry.list_keys()));
  bool is_new = false;
  if (keys.empty()) {
    const auto created = attesto::create_master_key(path, random);
    if (!created) return std::unexpected(unusable(created.error()));
    is_new = *created;
  }
  auto sealer = attesto::load_master_key(path);
  if (!sealer) return std::unexpected(unusable(sealer.error()));
  return MasterKey{std::move(*sealer), is_new};
}

}  // namespace attesto_cli
