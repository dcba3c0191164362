#include "torture/wrong_store.hpp"

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "support/early_store.hpp"

namespace attesto::torture {
namespace {

using namespace std::chrono_literals;
using CommitResult = std::expected<Outcome, StoreError>;

constexpr std::array kNames = {
    std::pair{Wrong::looks_first_and_writes_later, std::string_view("looks-first-and-writes-later")},
    std::pair{Wrong::answers_before_it_has_written, std::string_view("answers-before-it-has-written")},
    std::pair{Wrong::takes_an_outage_for_a_no, std::string_view("takes-an-outage-for-a-no")},
    std::pair{Wrong::repeats_what_may_have_happened, std::string_view("repeats-what-may-have-happened")},
    std::pair{Wrong::claims_and_inserts_in_two_steps, std::string_view("claims-and-inserts-in-two-steps")},
};

/// Right, as long as nobody overrides it.
class Passing : public Store {
 public:
  explicit Passing(std::shared_ptr<Store> inner) : inner_(std::move(inner)) {}
  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    return inner_->find(key);
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return inner_->is_revoked(family);
  }
  CommitResult commit(const Commit& commit) override { return inner_->commit(commit); }
  std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) override {
    return inner_->remove_expired(now, limit);
  }

 protected:
  [[nodiscard]] Store& inner() const { return *inner_; }

 private:
  std::shared_ptr<Store> inner_;
};

/// As with a table without a unique key: between the look and the write everybody may come.
class LooksFirst final : public Passing {
 public:
  using Passing::Passing;
  CommitResult commit(const Commit& commit) override {
    for (const Claim& claim : commit.claims) {
      const auto found = find(claim.key);
      if (!found || !*found || (*found)->consumed || (*found)->family_revoked) return inner().commit(commit);
    }
    for (const Record& record : commit.records) {
      const auto found = find(record.key);
      if (!found || *found) return inner().commit(commit);
    }
    std::this_thread::sleep_for(300us);
    const CommitResult result = inner().commit(commit);
    if (!result || *result) return result;
    Commit write_anyway = commit;
    write_anyway.claims.clear();
    const CommitResult written = inner().commit(write_anyway);
    if (!written) return written;
    return Outcome(Won{});
  }
};

class TakesAnOutageForANo final : public Passing {
 public:
  using Passing::Passing;
  std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const override {
    auto found = inner().find(key);
    if (!found) return std::nullopt;
    return found;
  }
  std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const override {
    return inner().is_revoked(family).value_or(true);
  }
  CommitResult commit(const Commit& commit) override {
    const CommitResult result = inner().commit(commit);
    if (!result) return Outcome(std::unexpected(Lost{LossReason::absent}));
    return result;
  }
};

class RepeatsWhatMayHaveHappened final : public Passing {
 public:
  using Passing::Passing;
  CommitResult commit(const Commit& commit) override {
    CommitResult result = inner().commit(commit);
    for (int attempt = 0; attempt < 20 && !result; ++attempt) {
      std::this_thread::sleep_for(50ms);
      result = inner().commit(commit);
    }
    return result;
  }
};

class ClaimsAndInsertsInTwoSteps final : public Passing {
 public:
  using Passing::Passing;
  CommitResult commit(const Commit& commit) override {
    Commit claims = commit;
    claims.records.clear();
    const CommitResult claimed = inner().commit(claims);
    if (!claimed || !*claimed) return claimed;
    Commit records = commit;
    records.claims.clear();
    return inner().commit(records);
  }
};

}  // namespace

std::string_view to_string(Wrong wrong) noexcept {
  return std::ranges::find(kNames, wrong, &decltype(kNames)::value_type::first)->second;
}

std::optional<Wrong> parse_wrong(std::string_view name) noexcept {
  const auto found = std::ranges::find(kNames, name, &decltype(kNames)::value_type::second);
  return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

std::unique_ptr<Store> make_wrong_store(Wrong wrong, std::shared_ptr<Store> inner) {
  switch (wrong) {
    case Wrong::looks_first_and_writes_later: return std::make_unique<LooksFirst>(std::move(inner));
    case Wrong::answers_before_it_has_written: return std::make_unique<test::EarlyStore>(std::move(inner), 5ms);
    case Wrong::takes_an_outage_for_a_no: return std::make_unique<TakesAnOutageForANo>(std::move(inner));
    case Wrong::repeats_what_may_have_happened: return std::make_unique<RepeatsWhatMayHaveHappened>(std::move(inner));
    case Wrong::claims_and_inserts_in_two_steps: return std::make_unique<ClaimsAndInsertsInTwoSteps>(std::move(inner));
  }
  std::unreachable();
}

}  // namespace attesto::torture
