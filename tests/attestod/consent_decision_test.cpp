#include "apps/attestod/consent_decision.hpp"

#include <gtest/gtest.h>

#include "attesto/crypto/os_random.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

class ConsentDecisionTest : public testing::Test {
 protected:
  attesto::OsRandom random_;
  attesto::Sealer master_key_{attesto::Bytes(attesto::Sealer::kKeyBytes, 7)};
  ConsentDecisions decisions_{master_key_, random_};
  attesto::Instant now_ = attesto::from_seconds(1'800'000'000);
  attesto::Subject ada_{"ada"};
  attesto::Subject bob_{"bob"};
  attesto::Scope narrow_ = *attesto::Scope::parse("openid");
  attesto::Scope wide_ = *attesto::Scope::parse("openid email");
};

TEST_F(ConsentDecisionTest, comes_back_as_it_was_given) {
  for (const Decision decision : {Decision::allow, Decision::deny}) {
    const std::string sealed = decisions_.seal(decision, {"i-1", ada_, narrow_}, now_);
    EXPECT_EQ(decisions_.open(sealed, {"i-1", ada_, narrow_}, now_ + 60s), decision);
  }
}

TEST_F(ConsentDecisionTest, counts_for_one_interaction_account_and_scope_only) {
  const std::string sealed = decisions_.seal(Decision::allow, {"i-1", ada_, narrow_}, now_);
  EXPECT_FALSE(decisions_.open(sealed, {"i-2", ada_, narrow_}, now_));
  EXPECT_FALSE(decisions_.open(sealed, {"i-1", bob_, narrow_}, now_));
  EXPECT_FALSE(decisions_.open(sealed, {"i-1", ada_, wide_}, now_));
}

TEST_F(ConsentDecisionTest, expires_after_a_minute) {
  const std::string sealed = decisions_.seal(Decision::allow, {"i-1", ada_, narrow_}, now_);
  EXPECT_FALSE(decisions_.open(sealed, {"i-1", ada_, narrow_}, now_ + 61s));
}

TEST_F(ConsentDecisionTest, no_other_text_opens) {
  const std::string sealed = decisions_.seal(Decision::deny, {"i-1", ada_, narrow_}, now_);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decisions_.open(changed, {"i-1", ada_, narrow_}, now_)) << at;
  }
  EXPECT_FALSE(decisions_.open("", {"i-1", ada_, narrow_}, now_));
  EXPECT_FALSE(decisions_.open("allow", {"i-1", ada_, narrow_}, now_));
  const attesto::Sealer other(attesto::Bytes(attesto::Sealer::kKeyBytes, 8));
  EXPECT_FALSE(ConsentDecisions(other, random_).open(sealed, {"i-1", ada_, narrow_}, now_));
}

}  // namespace
}  // namespace attestod
