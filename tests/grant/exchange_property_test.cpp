// Whatever is exchanged by whom, under whatever policy: the new token never goes beyond what came in.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "grant/exchange_fixture.hpp"
#include "support/generator.hpp"

namespace attesto {
namespace {

using test::ExchangeAttempt;
using test::ExchangeServer;
using testing_support::Generator;

constexpr int kRounds = 600;
constexpr std::array<std::string_view, 5> kScopes = {"api", "profile", "admin", "mail.read", "openid"};
constexpr std::array<std::string_view, 5> kTargets = {"https://files.example", "https://reports.example",
                                                      "https://mail.example", "urn:archive",
                                                      "https://auth.example.com"};
constexpr std::array<std::string_view, 4> kDetails = {R"({"type":"transfer","sum":5})",
                                                      R"({"type":"transfer","sum":50})", R"({"type":"transfer"})",
                                                      R"({"type":"read"})"};
constexpr std::array<std::string_view, 4> kParties = {"service", "bob", "night", "alice"};

/// What one round sends, and what the host says to it.
struct Round {
  ExchangeAttempt attempt;
  Scope client_scope;
  Audience requested_targets{};
  Audience further{};  ///< what the policy grants beyond the subject's audience
  bool denied = false;
};

class ExchangeProperty : public testing::Test {
 protected:
  template <std::size_t N>
  std::vector<std::string_view> some_of(const std::array<std::string_view, N>& all, std::size_t one_in) {
    std::vector<std::string_view> chosen;
    for (const std::string_view one : all)
      if (random_.below(one_in) != 0) chosen.push_back(one);
    return chosen;
  }
  Scope some_scope(std::size_t one_in) {
    std::string text;
    for (const std::string_view token : some_of(kScopes, one_in)) (text += text.empty() ? "" : " ") += token;
    return *Scope::parse(text);
  }
  Audience some_targets() {
    Audience audience;
    for (const std::string_view target : some_of(kTargets, 2)) audience.add(target);
    return audience;
  }
  std::string some_details(std::size_t one_in) {
    std::string text;
    for (const std::string_view entry : some_of(kDetails, one_in)) (text += text.empty() ? "" : ",") += entry;
    return text.empty() ? text : '[' + text + ']';
  }
  Subject some_party() { return Subject(kParties.at(random_.below(kParties.size()))); }

  AccessToken some_token(std::string_view sub, std::string_view client_id) {
    AccessToken token = exchange_.token(sub, client_id);
    token.scope = some_scope(4);
    token.aud = some_targets();
    if (token.aud.empty()) token.aud = kTargets.front();
    token.exp = exchange_.server.clock->now() + std::chrono::seconds{1 + random_.below(2000)};
    if (random_.below(2) != 0) token.family = FamilyId("family-" + std::to_string(random_.below(1000)));
    for (std::size_t actors = random_.below(8); actors > 2; --actors) token.act = *token.act.with(some_party());
    if (random_.below(4) == 0) token.may_act = {some_party()};
    if (const std::string details = some_details(2); !details.empty())
      token.authorization_details = *AuthorizationDetails::parse(details);
    return token;
  }

  Round some_round() {
    Round round{.attempt = {.subject = some_token("alice", "web")}, .client_scope = some_scope(5)};
    if (random_.below(2) != 0) {
      round.attempt.actor = some_token(some_party().view(), random_.below(6) != 0 ? "service" : "web");
      if (random_.below(4) != 0) round.attempt.actor->act = {};
    }
    test::Parameters& form = round.attempt.form;
    if (random_.below(3) == 0) form.emplace_back("scope", some_scope(2).str());
    if (random_.below(2) == 0) {
      const Audience targets = some_targets();
      for (const std::string& target : targets.names()) {
        form.emplace_back(random_.below(2) != 0 ? "resource" : "audience", target);
        round.requested_targets.add(target);
      }
    }
    if (random_.below(3) == 0) form.emplace_back("authorization_details", some_details(2));
    if (random_.below(2) != 0) round.further = some_targets();
    round.denied = random_.below(10) == 0;
    return round;
  }

  http::Response play(const Round& round) {
    test::change_client(exchange_.server, "service", [&](Client& client) { client.scope = round.client_scope; });
    exchange_.policy = [&](const ExchangeRequest&) -> ExchangeOutcome {
      if (round.denied) return ExchangeDenied{};
      return ExchangeGranted{.further_audience = round.further};
    };
    return exchange_.ask(round.attempt);
  }

  static void expect_audience_within(const AccessToken& issued, const Round& round) {
    for (const std::string& name : issued.aud.names()) {
      const bool of_the_subject = round.attempt.subject.aud.contains(name);
      const bool of_the_policy = round.further.contains(name) && round.requested_targets.contains(name);
      EXPECT_TRUE(of_the_subject || of_the_policy) << name;
    }
    const Audience& wanted = round.requested_targets.empty() ? round.attempt.subject.aud : round.requested_targets;
    EXPECT_TRUE(wanted.is_subset_of(issued.aud) && issued.aud.is_subset_of(wanted)) << "the order does not count";
  }

  static void expect_chain(const AccessToken& issued, const ExchangeAttempt& attempt) {
    const auto before = attempt.subject.act.actors();
    const auto after = issued.act.actors();
    EXPECT_LE(after.size(), 5U);
    ASSERT_EQ(after.size(), before.size() + (attempt.actor ? 1 : 0));
    EXPECT_TRUE(std::ranges::equal(after.last(before.size()), before)) << "an earlier actor is gone";
    if (!attempt.actor) return;
    EXPECT_EQ(after.front(), attempt.actor->sub);
    EXPECT_EQ(attempt.actor->client_id, ClientId("service"));
    EXPECT_TRUE(attempt.actor->act.empty());
  }

  void expect_within(const http::Response& response, const Round& round) {
    const AccessToken issued = exchange_.issued(response);
    const AccessToken& subject = round.attempt.subject;
    EXPECT_FALSE(round.denied);
    EXPECT_EQ(issued.sub, subject.sub);
    EXPECT_EQ(issued.client_id, ClientId("service"));
    EXPECT_EQ(issued.family, subject.family);
    EXPECT_EQ(issued.may_act, subject.may_act);
    EXPECT_TRUE(issued.scope.is_subset_of(subject.scope)) << issued.scope.str();
    EXPECT_TRUE(issued.scope.is_subset_of(round.client_scope)) << issued.scope.str();
    EXPECT_TRUE(issued.authorization_details.is_subset_of(subject.authorization_details));
    EXPECT_LE(issued.exp, subject.exp);
    EXPECT_LE(issued.exp, exchange_.server.clock->now() + std::chrono::seconds{900});
    if (round.attempt.actor) {
      EXPECT_LE(issued.exp, round.attempt.actor->exp);
    }
    const Subject party = round.attempt.actor ? round.attempt.actor->sub : Subject("service");
    EXPECT_TRUE(subject.may_act.permits(party)) << party.view();
    expect_audience_within(issued, round);
    expect_chain(issued, round.attempt);
    EXPECT_EQ(test::json_of(response).find("refresh_token"), nullptr);
  }

  Generator random_;
  ExchangeServer exchange_;
};

TEST_F(ExchangeProperty, nothing_that_is_issued_goes_beyond_what_came_in) {
  int issued = 0;
  int refused = 0;
  for (int i = 0; i < kRounds && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const Round round = some_round();
    const http::Response response = play(round);
    if (response.status == 200) {
      ++issued;
      expect_within(response, round);
      continue;
    }
    ++refused;
    EXPECT_EQ(response.status, 400) << response.body;
  }
  EXPECT_GT(issued, kRounds / 20) << "the rounds are too wild to say anything";
  EXPECT_GT(refused, kRounds / 20) << "the rounds are too tame to say anything";
}

}  // namespace
}  // namespace attesto
