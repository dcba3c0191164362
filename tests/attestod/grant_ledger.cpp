#include "attestod/grant_ledger.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>
#include <utility>

#include "attesto/wire/json.hpp"

namespace attestod {
namespace {

using namespace std::chrono_literals;

/// So many of each sort are held against the server; what is older had its chance to get lost.
constexpr std::size_t kNewest = 6;

/// The newest entries, the newest first.
std::vector<std::string> take_newest(std::vector<std::string>& entries) {
  std::vector<std::string> newest = std::exchange(entries, {});
  std::ranges::reverse(newest);
  newest.resize(std::min(newest.size(), kNewest));
  return newest;
}

/// Never the whole body: there may be tokens in it.
std::string error_of(const WireResponse& response) {
  const auto json = attesto::Json::parse(response.body);
  std::string text;
  for (const char* member : {"error", "error_description"})
    if (const std::string* found = json ? json->find_string(member) : nullptr) text += ' ' + *found;
  return text;
}

}  // namespace

void GrantLedger::use(const DaemonClient& client, const std::string& session, const std::atomic<bool>& over) {
  while (!over) {
    auto code = obtain_code(client, session);
    if (!code) {
      std::this_thread::sleep_for(2ms);
      continue;
    }
    if (++grants_ % 3 == 0) {
      unused_codes_.push_back(*std::move(code));
      continue;
    }
    const Answer redeemed = client.redeem(*code);
    if (!is_good(redeemed, 200, "a fresh code")) continue;
    used_codes_.push_back(*std::move(code));
    ++acknowledged_;
    if (auto token = refresh_token_of(*redeemed)) rotate(client, *std::move(token));
    else find("a code brings no refresh token", redeemed);
  }
}

std::optional<std::string> GrantLedger::obtain_code(const DaemonClient& client, const std::string& session) {
  const Answer authorized = client.authorize(session);
  if (!is_good(authorized, 303, "an authorization request")) return std::nullopt;
  std::string code = code_of(*authorized);
  if (code.empty()) {
    // What 503 is to a browser (RFC 6749 §4.1.2.1).
    if (Page{{}, authorized->header("Location")}.parameter("error") == "temporarily_unavailable") {
      ++outages_;
      return std::nullopt;
    }
    ++wrong_;
    find("an authorization brings no code: " + authorized->header("Location"), authorized);
    return std::nullopt;
  }
  ++acknowledged_;
  return code;
}

/// Twice, and puts the last token aside.
void GrantLedger::rotate(const DaemonClient& client, std::string refresh_token) {
  for (int rotation = 0; rotation < 2; ++rotation) {
    const Answer rotated = client.refresh(refresh_token);
    if (!is_good(rotated, 200, "a fresh refresh token")) return;
    used_refresh_tokens_.push_back(refresh_token);
    auto next = refresh_token_of(*rotated);
    if (!next) return find("a refresh brings no refresh token", rotated);
    refresh_token = *std::move(next);
    ++acknowledged_;
  }
  unused_refresh_tokens_.push_back(std::move(refresh_token));
}

bool GrantLedger::is_good(const Answer& answer, int status, const std::string& what) {
  if (!answer) {
    ++unanswered_;
    return false;
  }
  if (answer->status == status) return true;
  if (answer->status == 503 && !answer->header("Retry-After").empty()) {
    ++outages_;
    return false;
  }
  ++wrong_;
  find(what + " is refused", answer);
  return false;
}

void GrantLedger::check(const DaemonClient& client) {
  for (const std::string& code : take_newest(unused_codes_))
    if (!is(200, client.redeem(code), "an issued code is lost")) ++lost_;
  for (const std::string& token : take_newest(unused_refresh_tokens_))
    if (!is(200, client.refresh(token), "an issued refresh token is lost")) ++lost_;
  // Last, since reuse revokes the family.
  for (const std::string& token : take_newest(used_refresh_tokens_))
    if (!is(400, client.refresh(token), "a rotated refresh token works again")) ++revived_;
  for (const std::string& code : take_newest(used_codes_))
    if (!is(400, client.redeem(code), "a redeemed code works again")) ++revived_;
}

bool GrantLedger::is(int status, const Answer& answer, const std::string& otherwise) {
  if (answer && answer->status == status) return true;
  find(otherwise, answer);
  return false;
}

void GrantLedger::find(const std::string& what, const Answer& answer) {
  if (finding_) return;
  finding_ = what + ": " + (answer ? std::to_string(answer->status) + error_of(*answer) : "no answer");
}

}  // namespace attestod
