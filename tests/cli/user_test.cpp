// attesto user add | list | passwd | disable
#include "adapters/password/password.hpp"
#include "cli/attesto_fixture.hpp"

namespace attesto {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPassword = "correct horse battery staple";

class UserCommand : public test::AttestoFixture {
 protected:
  void SetUp() override { migrate(); }
  Json add(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"user", "add", "alice", "--password-stdin"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_json(arguments, std::string(kPassword) + "\n");
  }
  User find() const { return open_registry()->find_user_by_name("alice").value().value(); }
};

TEST_F(UserCommand, add_keeps_an_argon2id_hash_and_never_the_password) {
  const Json json = add();
  EXPECT_EQ(*json.find_string("username"), "alice");
  EXPECT_EQ(*json.find_string("sub"), find().subject.str());
  EXPECT_EQ(json.find_string("sub")->size(), 22u);
  EXPECT_THAT(find().password_hash, testing::StartsWith("$argon2id$"));
  EXPECT_TRUE(verify_password(find().password_hash, Secret(kPassword)));
  EXPECT_THAT(read_all_files(), Not(HasSubstr(kPassword)));
}

TEST_F(UserCommand, OIDC_5_1_claims_have_the_types_of_their_names) {
  add({"--email", "alice@example.com", "--full-name", "Alice Example", "--claim", "email_verified=true", "--claim",
       "updated_at=1800000000", "--claim", "address={\"country\":\"DE\"}", "--claim", "nickname=true", "--claim",
       "zoneinfo=Europe/Berlin=x"});
  const Json claims(find().claims);
  EXPECT_EQ(*claims.find_string("name"), "Alice Example");
  EXPECT_EQ(*claims.find_string("email"), "alice@example.com");
  EXPECT_TRUE(*claims.find("email_verified")->boolean());
  EXPECT_EQ(*claims.find_integer("updated_at"), 1'800'000'000);
  EXPECT_EQ(*claims.find("address")->find_string("country"), "DE");
  EXPECT_EQ(*claims.find_string("nickname"), "true");
  EXPECT_EQ(*claims.find_string("zoneinfo"), "Europe/Berlin=x");
}

TEST_F(UserCommand, every_fault_is_reported_at_once) {
  const auto result =
      run({"user", "add", "al\tice", "--password-stdin", "--email", "a@example.com", "--claim", "email=b@example.com",
           "--claim", "sub=root", "--claim", "email_verified=yes", "--claim", "nonsense", "--claim", "updated_at=1.5"},
          kPassword);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 6) << result.err;
  EXPECT_THAT(result.err, HasSubstr("NAME: has a control character"));
  EXPECT_THAT(result.err, HasSubstr("--claim email: is given twice"));
  EXPECT_THAT(result.err, HasSubstr("--claim sub: is set by the server"));
  EXPECT_THAT(result.err, HasSubstr("--claim email_verified: has the wrong type"));
  EXPECT_THAT(result.err, HasSubstr("--claim nonsense: is not name=value"));
  EXPECT_THAT(result.err, HasSubstr("--claim updated_at: has the wrong type"));
  EXPECT_TRUE(open_registry()->list_users().value().empty());
}

TEST_F(UserCommand, password_has_eight_characters_however_many_bytes) {
  expect_failure(run({"user", "add", "alice", "--password-stdin"}, "1234567\n"), 2, "fewer than 8 characters");
  expect_failure(run({"user", "add", "alice", "--password-stdin"}, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\n"), 2,
                 "fewer than 8 characters");
  expect_failure(run({"user", "add", "alice", "--password-stdin"}, ""), 2, "fewer than 8 characters");
  expect_failure(run({"user", "add", "alice", "--password-stdin"}, "12345678\xFF\n"), 2, "not UTF-8");
  must_run({"user", "add", "alice", "--password-stdin"}, "12345678\r\n");
  EXPECT_TRUE(verify_password(find().password_hash, Secret("12345678")));
}

TEST_F(UserCommand, password_is_not_an_argument) {
  expect_failure(run({"user", "add", "alice", "--password", "12345678"}), 2, "--password");
  expect_failure(run({"user", "add", "alice", "12345678"}), 2, "12345678");
}

TEST_F(UserCommand, without_a_terminal_there_is_no_question) {
  expect_failure(run({"user", "add", "alice"}), 2, "use --password-stdin");
}

TEST_F(UserCommand, password_is_asked_for_twice_and_never_shown) {
  const auto result =
      test::run_attesto_at_terminal({"--config", file("attestod.toml"), "user", "add", "alice"},
                                    {{"New password: ", std::string(kPassword)}, {"Again: ", std::string(kPassword)}});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_THAT(result.out, testing::AllOf(HasSubstr("New password: "), HasSubstr("Again: "), Not(HasSubstr("horse"))));
  EXPECT_TRUE(verify_password(find().password_hash, Secret(kPassword)));
}

TEST_F(UserCommand, two_different_passwords_change_nothing) {
  const auto result =
      test::run_attesto_at_terminal({"--config", file("attestod.toml"), "user", "add", "alice"},
                                    {{"New password: ", "correct horse"}, {"Again: ", "correct house"}});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.out, HasSubstr("the two passwords differ"));
  EXPECT_TRUE(open_registry()->list_users().value().empty());
}

TEST_F(UserCommand, name_is_given_once) {
  add();
  expect_failure(run({"user", "add", "alice", "--password-stdin"}, kPassword), 1, "user alice exists");
}

TEST_F(UserCommand, passwd_replaces_the_password_and_ends_the_sessions) {
  add();
  const Sha256Digest key{1};
  const Instant now = from_seconds(1'800'000'000);
  ASSERT_TRUE(open_registry()->add_session({key, find().subject, now, now + std::chrono::hours(1)}).has_value());
  EXPECT_EQ(*run_json({"user", "passwd", "alice", "--password-stdin"}, "another one").find_string("username"), "alice");
  EXPECT_TRUE(verify_password(find().password_hash, Secret("another one")));
  EXPECT_FALSE(verify_password(find().password_hash, Secret(kPassword)));
  EXPECT_EQ(open_registry()->find_session(key).value(), std::nullopt);
  EXPECT_THAT(must_run({"user", "passwd", "alice", "--password-stdin"}, "and another").out, HasSubstr("new password"));
  expect_failure(run({"user", "passwd", "alice", "--password-stdin"}, "short"), 2, "fewer than 8");
}

TEST_F(UserCommand, list_tells_no_hash) {
  add({"--email", "alice@example.com"});
  const Json list = run_json({"user", "list"});
  const Json& user = list.find("users")->array()->at(0);
  EXPECT_EQ(*user.find_string("username"), "alice");
  EXPECT_EQ(*user.find("claims")->find_string("email"), "alice@example.com");
  EXPECT_THAT(list.write(), Not(HasSubstr("argon2")));
  EXPECT_EQ(must_run({"user", "list"}).out, "alice  " + find().subject.str() + "\n");
}

TEST_F(UserCommand, disabled_user_is_shown_as_such) {
  add();
  EXPECT_TRUE(*run_json({"user", "disable", "alice"}).find("disabled")->boolean());
  EXPECT_TRUE(find().disabled);
  EXPECT_THAT(must_run({"user", "disable", "alice"}).out, HasSubstr("user alice is disabled"));
  EXPECT_THAT(must_run({"user", "list"}).out, HasSubstr("(disabled)"));
}

TEST_F(UserCommand, unknown_user_is_refused) {
  expect_failure(run({"user", "passwd", "nobody", "--password-stdin"}, kPassword), 1, "attesto user list");
  expect_failure(run({"user", "disable", "nobody"}), 1, "attesto user list");
}

}  // namespace
}  // namespace attesto
