#include "histories/grant_history.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace attesto::test {
namespace {

using namespace std::chrono_literals;
using Kind = GrantStep::Kind;

constexpr std::array<std::string_view, 2> kClients = {"web", "other"};
const std::array<ScopeSet, 4> kScopes = {ScopeSet{"openid", "offline_access"},
                                         ScopeSet{"openid", "offline_access", "profile", "api"}, ScopeSet{"openid"},
                                         ScopeSet{"api", "offline_access"}};
/// What a refresh asks for; absent: nothing in particular.
const std::array<std::optional<ScopeSet>, 4> kWishes = {std::nullopt, std::nullopt, ScopeSet{"openid"},
                                                        ScopeSet{"openid", "phone"}};
/// Half a second before every boundary of kHistoryLifetimes there is, and small steps to cross it.
constexpr std::array<std::chrono::milliseconds, 8> kWaits = {1ms,         500ms,        1s,  9s + 500ms,
                                                             59s + 500ms, 899s + 500ms, 24h, 72h - 250ms};

constexpr std::array kKindWeights = {std::pair{Kind::authorize, 3U},      std::pair{Kind::redeem, 5U},
                                     std::pair{Kind::refresh, 9U},        std::pair{Kind::use, 4U},
                                     std::pair{Kind::revoke_refresh, 1U}, std::pair{Kind::revoke_access, 1U},
                                     std::pair{Kind::wait, 4U},           std::pair{Kind::sweep, 1U}};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 to sides-1.
  unsigned operator()(unsigned sides) { return static_cast<unsigned>(engine_() % sides); }

 private:
  std::mt19937_64 engine_;
};

Kind random_kind(Dice& dice) {
  unsigned total = 0;
  for (const auto& [kind, weight] : kKindWeights) total += weight;
  unsigned throw_of = dice(total);
  for (const auto& [kind, weight] : kKindWeights) {
    if (throw_of < weight) return kind;
    throw_of -= weight;
  }
  std::unreachable();
}

std::string join(const ScopeSet& scope) {
  std::string text;
  for (const std::string& token : scope) text.append(text.empty() ? "" : " ").append(token);
  return text;
}

ScopeSet split(std::string_view text) {
  ScopeSet scope;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    scope.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return scope;
}

std::string to_text(const GrantStep& step) {
  constexpr std::array kNames = {"authorize",     "redeem", "refresh", "revoke_refresh",
                                 "revoke_access", "use",    "wait",    "sweep"};
  std::string text = kNames.at(std::to_underlying(step.kind));
  text.append(" ").append(std::to_string(step.target)).append("/").append(std::to_string(step.choice));
  if (step.by_other_client) text += " by another client";
  if (step.fails_at)
    text.append(step.outcome_unknown ? " outcome unknown" : " store fails")
        .append(" at call ")
        .append(std::to_string(*step.fails_at));
  return text;
}

/// What the clients know, and every state that the server may be in: more than one after a commit
/// whose outcome nobody was told.
class Run {
 public:
  Run(TestServer& server, const TokenLifetimes& lifetimes) : server_(server), states_{GrantModel(lifetimes)} {}

  GrantRun take(const GrantHistory& history) {
    for (std::size_t i = 0; i < history.size() && !run_.finding; ++i) {
      take(history[i]);
      if (run_.finding) *run_.finding += " after step " + std::to_string(i + 1);
    }
    // At the end, every access token must be as good as the rules say.
    for (const std::string& token : access_tokens_)
      if (!run_.finding) ask({.kind = GrantRequest::Kind::use, .client_id = {}, .value = token}, {Kind::use});
    return std::move(run_);
  }

 private:
  struct Known {
    std::string client_id;
    std::string value;
  };

  void take(const GrantStep& step) {
    switch (step.kind) {
      case Kind::authorize: return authorize(step);
      case Kind::redeem: return show(codes_, GrantRequest::Kind::redeem, step);
      case Kind::refresh: return show(refresh_tokens_, GrantRequest::Kind::refresh, step);
      case Kind::revoke_refresh: return show(refresh_tokens_, GrantRequest::Kind::revoke, step);
      case Kind::revoke_access: return show(owned_access_tokens_, GrantRequest::Kind::revoke, step);
      case Kind::use: return show(owned_access_tokens_, GrantRequest::Kind::use, step);
      case Kind::wait: return server_.clock->advance(kWaits.at(step.choice % kWaits.size()));
      case Kind::sweep:
        if (!server_.store().remove_expired(server_.clock->now(), 1'000'000)) run_.finding = "the sweeper failed";
        return;
    }
  }

  void authorize(const GrantStep& step) {
    const std::string client_id(kClients.at(step.by_other_client ? 1 : 0));
    const ScopeSet& scope = kScopes.at(step.choice % kScopes.size());
    server_.start_session();
    const std::string code = server_.obtain_code(with(TestServer::authorization(client_id), "scope", join(scope)));
    if (code.empty()) run_.finding = "no code came from an authorization";
    for (GrantModel& state : states_) state.add_code(code, client_id, scope, server_.clock->now());
    codes_.push_back({client_id, code});
  }

  void show(const std::vector<Known>& known, GrantRequest::Kind kind, const GrantStep& step) {
    if (known.empty()) return;
    const Known& chosen = known[known.size() - 1 - step.target % known.size()];
    GrantRequest request{.kind = kind, .client_id = chosen.client_id, .value = chosen.value};
    if (step.by_other_client) request.client_id = chosen.client_id == kClients[0] ? kClients[1] : kClients[0];
    request.proven = step.choice % 8 < 6;
    if (kind == GrantRequest::Kind::refresh) request.scope = kWishes.at(step.choice % kWishes.size());
    ask(request, step);
  }

  void ask(const GrantRequest& request, const GrantStep& step) {
    if (step.fails_at)
      server_.store().fail_from(*step.fails_at,
                                step.outcome_unknown ? StoreError::unknown_outcome : StoreError::unavailable);
    const GrantAnswer answer = send(request, step.choice);
    server_.store().work_again();
    run_.transcript.append(std::to_string(answer.status)).append(answer.error).append("\n");
    if (answer.status == 503) settle_outage(request, step);
    else settle(request, answer);
  }

  /// Nobody was told what happened: nothing, or, with an unknown outcome, everything.
  void settle_outage(const GrantRequest& request, const GrantStep& step) {
    if (!step.fails_at) run_.finding = "the server says 503, but its store did not fail";
    if (!step.outcome_unknown) return;
    std::vector<GrantModel> carried_out = states_;
    for (GrantModel& state : carried_out) static_cast<void>(state.take(request, nullptr, server_.clock->now()));
    states_.insert(states_.end(), carried_out.begin(), carried_out.end());
  }

  void settle(const GrantRequest& request, const GrantAnswer& answer) {
    std::optional<std::string> difference;
    std::erase_if(states_, [&](GrantModel& state) {
      const auto differs = state.take(request, &answer, server_.clock->now());
      if (differs) difference = differs;
      return differs.has_value();
    });
    if (states_.empty()) run_.finding = difference;
    if (!answer.access_token.empty()) {
      access_tokens_.push_back(answer.access_token);
      owned_access_tokens_.push_back({request.client_id, answer.access_token});
    }
    if (!answer.refresh_token.empty()) refresh_tokens_.push_back({request.client_id, answer.refresh_token});
  }

  GrantAnswer send(const GrantRequest& request, unsigned choice) {
    switch (request.kind) {
      case GrantRequest::Kind::redeem: {
        Parameters form = TestServer::redemption(request.value);
        if (!request.proven)
          form = choice % 2 == 0 ? with(std::move(form), "redirect_uri", "https://client.example.com/elsewhere")
                                 : with(std::move(form), "code_verifier", std::string(43, 'a'));
        return read(server_.post_as(request.client_id, "/token", form));
      }
      case GrantRequest::Kind::refresh: {
        Parameters form{{"grant_type", "refresh_token"}, {"refresh_token", request.value}};
        if (request.scope) form.emplace_back("scope", join(*request.scope));
        return read(server_.post_as(request.client_id, "/token", form));
      }
      case GrantRequest::Kind::revoke:
        return read(server_.post_as(request.client_id, "/revoke", {{"token", request.value}}));
      case GrantRequest::Kind::use: return read_use(server_.userinfo(request.value));
    }
    std::unreachable();
  }

  static GrantAnswer read(const http::Response& response) {
    GrantAnswer answer{.status = response.status};
    const auto json = Json::parse(response.body);
    if (!json) return answer;
    const auto text = [&](std::string_view name) {
      const std::string* found = json->find_string(name);
      return found ? *found : std::string();
    };
    return {.status = response.status,
            .error = text("error"),
            .access_token = text("access_token"),
            .refresh_token = text("refresh_token"),
            .scope = split(text("scope"))};
  }

  /// What a resource says stands in its challenge (RFC 6750 §3).
  static GrantAnswer read_use(const http::Response& response) {
    GrantAnswer answer{.status = response.status};
    const std::string challenge = header(response, "WWW-Authenticate");
    for (const std::string_view error : {"invalid_token", "insufficient_scope"})
      if (challenge.contains("error=\"" + std::string(error) + '"')) answer.error = error;
    return answer;
  }

  TestServer& server_;
  std::vector<GrantModel> states_;
  std::vector<Known> codes_, refresh_tokens_, owned_access_tokens_;
  std::vector<std::string> access_tokens_;
  GrantRun run_;
};

}  // namespace

GrantHistory random_grant_history(std::uint64_t seed) {
  Dice dice(seed);
  GrantHistory history{{.kind = Kind::authorize, .choice = dice(2)}};
  const unsigned steps = 20 + dice(41);
  while (history.size() < steps) {
    GrantStep step{.kind = random_kind(dice)};
    // Mostly what is new: old codes and tokens are soon all dead in the same way.
    step.target = dice(3) > 0 ? dice(2) : dice(6);
    step.choice = dice(8);
    step.by_other_client = dice(8) == 0;
    if (dice(10) == 0) step.fails_at = static_cast<int>(dice(4));
    step.outcome_unknown = dice(2) == 0;
    history.push_back(step);
  }
  return history;
}

GrantRun run_grant_history(TestServer& server, const TokenLifetimes& rules, const GrantHistory& history) {
  return Run(server, rules).take(history);
}

GrantRun try_grant_history(TestServer& server, const TokenLifetimes& rules, std::uint64_t seed) {
  GrantHistory history = random_grant_history(seed);
  GrantRun run = run_grant_history(server, rules, history);
  if (!run.finding) return run;
  for (std::size_t i = history.size(); i-- > 0;) {
    GrantHistory shorter = history;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
    if (const auto again = run_grant_history(server, rules, shorter); again.finding) {
      history = std::move(shorter);
      run.finding = again.finding;
    }
  }
  *run.finding += ", seed " + std::to_string(seed) + ":";
  for (const GrantStep& step : history) run.finding->append(" [").append(to_text(step)).append("]");
  return run;
}

}  // namespace attesto::test
