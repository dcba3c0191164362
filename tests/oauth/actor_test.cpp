// Chains of actors - RFC 8693 §4.1, §4.4.
#include "attesto/oauth/actor.hpp"

#include <gtest/gtest.h>

#include <string>

namespace attesto {
namespace {

std::string written(const ActorChain& chain, const MayAct& may_act = {}) {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  write_actors(out, chain);
  write_may_act(out, may_act);
  out.end_object();
  return text;
}

ActorChain chain_of(std::initializer_list<const char*> oldest_first) {
  ActorChain chain;
  for (const char* actor : oldest_first) chain = chain.with(Subject(actor)).value();
  return chain;
}

TEST(Actors, RFC8693_4_1_the_current_one_is_outermost_and_those_before_stay) {
  EXPECT_EQ(written(chain_of({"https://service77.example.com", "https://service16.example.com"})),
            R"({"act":{"sub":"https://service16.example.com","act":{"sub":"https://service77.example.com"}}})");
  EXPECT_EQ(written(ActorChain()), "{}");
}

TEST(Actors, come_back) {
  for (const ActorChain& chain : {ActorChain(), chain_of({"a"}), chain_of({"a", "b", "a", "d", "e"})})
    EXPECT_EQ(find_actors(*Json::parse(written(chain))), chain) << written(chain);
}

TEST(Actors, are_at_most_five) {
  const ActorChain five = chain_of({"a", "b", "c", "d", "e"});
  EXPECT_FALSE(five.with(Subject("f")));
  EXPECT_EQ(five.actors().size(), 5U);
  const std::string six = R"({"act":{"sub":"f",)" + written(five).substr(1) + "}";
  ASSERT_TRUE(Json::parse(six)) << six;
  EXPECT_FALSE(find_actors(*Json::parse(six)));
}

struct Case {
  const char* name;
  const char* party;
};

const Case kBadParties[] = {
    {"text", R"("a")"},
    {"array", R"([{"sub":"a"}])"},
    {"null_is_not_absent", "null"},
    {"no_sub", "{}"},
    {"empty_sub", R"({"sub":""})"},
    {"sub_is_no_text", R"({"sub":1})"},
    {"RFC8693_4_1_another_member_would_get_lost", R"({"sub":"a","iss":"https://issuer.example"})"},
};

class BadParty : public testing::TestWithParam<Case> {};

TEST_P(BadParty, is_refused_wherever_it_stands) {
  const std::string party = GetParam().party;
  for (const std::string& claims : {R"({"act":)" + party + "}", R"({"act":{"sub":"b","act":)" + party + "}}"}) {
    ASSERT_TRUE(Json::parse(claims)) << claims;
    EXPECT_FALSE(find_actors(*Json::parse(claims))) << claims;
  }
  EXPECT_FALSE(find_may_act(*Json::parse(R"({"may_act":)" + party + "}")));
}

INSTANTIATE_TEST_SUITE_P(Rfc, BadParty, testing::ValuesIn(kBadParties), [](const auto& row) { return row.param.name; });

TEST(MayActClaim, RFC8693_4_4_permits_one_party_and_its_absence_everybody) {
  const MayAct one{Subject("admin@example.net")};
  EXPECT_EQ(written({}, one), R"({"may_act":{"sub":"admin@example.net"}})");
  EXPECT_EQ(find_may_act(*Json::parse(written({}, one))), one);
  EXPECT_EQ(find_may_act(*Json::parse("{}")), MayAct());
  EXPECT_TRUE(one.permits(Subject("admin@example.net")));
  EXPECT_FALSE(one.permits(Subject("Admin@example.net")));
  EXPECT_TRUE(MayAct().permits(Subject("anybody")));
}

// A may_act is no actor: it must not be read with its own chain.
TEST(MayActClaim, RFC8693_4_4_has_no_chain) {
  EXPECT_FALSE(find_may_act(*Json::parse(R"({"may_act":{"sub":"a","act":{"sub":"b"}}})")));
}

}  // namespace
}  // namespace attesto
