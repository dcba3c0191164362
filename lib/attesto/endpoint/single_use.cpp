#include "attesto/endpoint/single_use.hpp"

namespace attesto::inline v0 {

void use_up(std::span<const SingleUse> single_use, Commit& commit) {
  for (const SingleUse& used : single_use) commit.records.push_back(used.record);
}

Error describe_second_use(const ReadView& store, std::span<const SingleUse> single_use, const Error& otherwise) {
  for (const SingleUse& used : single_use) {
    const auto found = store.find(used.record.key);
    if (!found) return fail_unavailable(Reason::store_unavailable).error();
    if (*found) return used.when_used;
  }
  return otherwise;
}

}  // namespace attesto::inline v0
