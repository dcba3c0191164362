// attesto registration-token - RFC 7591 §3.
#include "adapters/clock/system_clock.hpp"
#include "attesto/crypto/digest.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;
using testing::Not;

class RegistrationTokens : public test::AttestoFixture {};

TEST_F(RegistrationTokens, a_new_one_is_shown_once_and_kept_as_a_digest) {
  migrate();
  const Json made = run_json({"registration-token", "new", "--note", "Bob", "--lifetime", "2h", "--uses", "3"});
  const std::string* text = made.find_string("token");
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->size(), 43u);
  const auto kept = open_registry()->find_initial_token(sha256(*text)).value();
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->id, *made.find_string("id"));
  EXPECT_EQ(kept->note, "Bob");
  EXPECT_EQ(kept->uses_left, 3);
  EXPECT_EQ(kept->expires_at - kept->created_at, std::chrono::hours{2});
  EXPECT_TRUE(kept->is_good(SystemClock().now()));
  EXPECT_THAT(read_all_files(), Not(HasSubstr(*text)));
  EXPECT_THAT(must_run({"registration-token", "list"}).out, testing::AllOf(HasSubstr("Bob"), HasSubstr("3 uses left")));
}

TEST_F(RegistrationTokens, one_use_in_a_week_unless_it_is_said) {
  migrate();
  must_run({"registration-token", "new"});
  must_run({"registration-token", "new", "--unlimited"});
  const auto tokens = open_registry()->list_initial_tokens().value();
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[0].expires_at - tokens[0].created_at, std::chrono::days{7});
  EXPECT_EQ(std::ranges::count(tokens, std::optional<std::int64_t>(1), &InitialToken::uses_left), 1);
  EXPECT_EQ(std::ranges::count(tokens, std::optional<std::int64_t>(), &InitialToken::uses_left), 1);
}

TEST_F(RegistrationTokens, one_that_is_revoked_is_gone) {
  migrate();
  const std::string id = *run_json({"registration-token", "new"}).find_string("id");
  must_run({"registration-token", "revoke", id});
  EXPECT_TRUE(open_registry()->list_initial_tokens().value().empty());
  expect_failure(run({"registration-token", "revoke", id}), 1, "registration-token list");
}

TEST_F(RegistrationTokens, bad_options_are_named) {
  migrate();
  expect_failure(run({"registration-token", "new", "--lifetime", "soon"}), 2, "--lifetime");
  expect_failure(run({"registration-token", "new", "--uses", "0"}), 2, "--uses");
  expect_failure(run({"registration-token", "new", "--uses", "2", "--unlimited"}), 2, "--u");
  expect_failure(run({"registration-token", "new", "--note", " x"}), 2, "--note");
}

}  // namespace
}  // namespace attesto
