// Row 1: a hundred redemptions of one code at two nodes at once - RFC 6749 §4.1.2, §10.5.
#include <stdexcept>

#include "torture/property.hpp"
#include "torture/racers.hpp"

namespace attesto::torture {
namespace {

constexpr std::size_t kNodes = 2;
constexpr std::size_t kPerNode = 50;
constexpr int kRacers = static_cast<int>(kNodes * kPerNode);

std::string redemption(const std::string& code) {
  return render_post("/token", {{"Authorization", kAppCredentials}},
                     {{"grant_type", "authorization_code"},
                      {"code", code},
                      {"redirect_uri", "https://app.example/cb"},
                      {"code_verifier", attestod::kVerifier}});
}

/// What the racers for one code were told.
struct Tally {
  int winners = 0;
  int denied = 0;
  std::string other{};
};

Tally race(const Racers& racers, const std::string& code) {
  Tally tally;
  for (const std::string& response : racers.race(redemption(code))) {
    if (response.starts_with("HTTP/1.1 200 ")) ++tally.winners;
    else if (response.starts_with("HTTP/1.1 400 ") && response.contains("\"invalid_grant\"")) ++tally.denied;
    else if (tally.other.empty()) tally.other = response.substr(0, 200);
  }
  return tally;
}

struct Races {
  int raced = 0;
  int double_spent = 0;
  std::optional<std::string> finding{};

  [[nodiscard]] std::string figures() const {
    return std::to_string(double_spent) + " of " + std::to_string(raced) + " codes spent twice, " +
           std::to_string(kRacers) + " racing redemptions each at " + std::to_string(kNodes) + " processes";
  }
};

Races race_for_codes(const std::string& store, std::optional<Wrong> wrong, int codes, const Conditions& conditions) {
  const Cluster cluster(store, wrong, kNodes);
  const Racers racers(cluster, kPerNode);
  Races races;
  for (; races.raced < codes && !races.finding; ++races.raced) {
    const std::string code = cluster.obtain_code(static_cast<std::size_t>(races.raced) % kNodes);
    if (code.empty()) throw std::runtime_error("there is no code to race for");
    const Tally tally = race(racers, code);
    if (tally.winners > 1) ++races.double_spent;
    if (tally.winners != 1 || tally.denied != kRacers - 1)
      races.finding = std::to_string(tally.winners) + " redemptions of one code won and " +
                      std::to_string(tally.denied) + " were denied; " + tally.other;
    conditions.progress(races.raced, codes);
  }
  return races;
}

}  // namespace

std::vector<Property> double_spending() {
  constexpr int kControlCodes = 200;
  std::vector<Property> properties;
  for (const Backend backend : {Backend::sqlite, Backend::postgres}) {
    const std::string on = " on " + std::string(to_string(backend));
    properties.push_back({"double spending: a code is redeemed once" + on, [backend](const Conditions& conditions) {
                            const auto races =
                                race_for_codes(store_lines(backend), std::nullopt, conditions.size.codes, conditions);
                            return verdict(races.finding, races.figures());
                          }});
    properties.push_back({"double spending, control: a node that looks first and writes later is caught" + on,
                          [backend](const Conditions& conditions) {
                            const auto races = race_for_codes(store_lines(backend), Wrong::looks_first_and_writes_later,
                                                              kControlCodes, conditions);
                            return caught(races.double_spent > 0 ? races.finding : std::nullopt, races.figures());
                          }});
  }
  return properties;
}

}  // namespace attesto::torture
