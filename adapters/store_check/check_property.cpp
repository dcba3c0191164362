#include "adapters/store_check/trial.hpp"

namespace attesto::inline v0 {

std::optional<std::string> check_property(const StoreProperty& property, const StoreUnderCheck& store,
                                          const StoreCheckOptions& options) {
  Trial trial(property.name, store, options);
  trial.clear();
  if (!trial.broken()) property.check(trial);
  if (!trial.broken()) trial.clear();
  return trial.finding();
}

}  // namespace attesto::inline v0
