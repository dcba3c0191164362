// What every store promises (attesto/store/store.hpp): the public kit's properties, one test each.
//
// A store's own test program includes this once and names its stores:
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, contract_cases({{"memory", make}}), contract_name);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "adapters/store_check/store_check.hpp"

namespace attesto::contract {

struct StoreUnderTest {
  std::string name;
  std::function<StoreUnderCheck()> make;  ///< called once per test
  StoreCheckSize size{};
};

struct ContractCase {
  StoreUnderTest store;
  StoreProperty property;

  friend std::ostream& operator<<(std::ostream& out, const ContractCase& contract_case) {
    return out << contract_case.store.name << ' ' << contract_case.property.name;
  }
};

/// @param shared  what the store says of itself: whether properties that need sharing are among the cases
inline auto contract_cases(const std::vector<StoreUnderTest>& stores, bool shared = true) {
  std::vector<ContractCase> cases;
  for (const StoreUnderTest& store : stores)
    for (const StoreProperty& property : store_properties())
      if (shared || !property.needs_sharing) cases.push_back({store, property});
  return testing::ValuesIn(cases);
}

inline std::string contract_name(const testing::TestParamInfo<ContractCase>& info) {
  return info.param.store.name + "_" + std::string(info.param.property.name);
}

class StoreContract : public testing::TestWithParam<ContractCase> {};

TEST_P(StoreContract, holds) {
  const StoreUnderCheck store = GetParam().store.make();
  const auto finding = check_property(GetParam().property, store, {.size = GetParam().store.size});
  EXPECT_FALSE(finding) << *finding;
}

}  // namespace attesto::contract
