#include "adapters/store_check/properties.hpp"

#include <vector>

namespace attesto::inline v0 {

std::span<const StoreProperty> store_properties() {
  static const std::vector<StoreProperty> kAll = [] {
    std::vector<StoreProperty> all;
    for (const auto part : {record_rules(), claim_rules(), revocation_rules(), removal_rules(), histories(),
                            thread_races(), process_races(), kills()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kAll;
}

}  // namespace attesto::inline v0
