#include "apps/attestod/login_page.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/password/password.hpp"
#include "apps/attestod/page_request.hpp"
#include "attesto/policy/address_block.hpp"

namespace attestod {
namespace {

namespace http = attesto::http;
using attesto::Instant;
using attesto::LogLevel;
using attesto::LogLine;
using attesto::Unavailable;
using std::chrono::milliseconds;

constexpr std::size_t kMaxUsernameBytes = 255;
/// More than any person types; Argon2id would take any length.
constexpr std::size_t kMaxPasswordBytes = 1024;
/// One answer for an unknown name, a wrong password and a disabled account.
constexpr std::string_view kRefused = "That username and password don't go together. Check both and try again.";

http::Response render(const PageServices& services, int status, const PageRequest& page, std::string_view username,
                      std::string_view problem) {
  return services.pages.login(status, {.client = page.client_title(),
                                       .interaction = page.id.view(),
                                       .csrf = page.open.csrf,
                                       .redirect_uri = page.open.interaction.request.redirect_uri,
                                       .username = username,
                                       .problem = problem});
}

/// Takes an attempt of the username and one of the address, or says how long to wait. Before the password is
/// looked at, since hashing it takes long: many at once must not pass for one.
std::optional<milliseconds> take_attempt(const PageServices& services, std::string_view username,
                                         std::string_view block, Instant now) {
  if (const auto wait = services.attempts_per_address.take(block, now)) return wait;
  const auto wait = services.attempts_per_user.take(username, now);
  if (wait) services.attempts_per_address.give_back(block, now);
  return wait;
}

void give_attempt_back(const PageServices& services, std::string_view username, std::string_view block, Instant now) {
  services.attempts_per_user.give_back(username, now);
  services.attempts_per_address.give_back(block, now);
}

http::Response refuse_attempt(const PageServices& services, const http::Request& request, const PageRequest& page,
                              std::string_view username, milliseconds wait) {
  services.log.write(
      LogLine(LogLevel::warning, services.clock.now(), "login_throttled").add("address", request.peer.address));
  const std::string seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count());
  http::Response response =
      render(services, 429, page, username, "Too many attempts. Wait " + seconds + " seconds, then try again.");
  response.add("Retry-After", seconds);
  return response;
}

/// The user if the password is right. Takes equally long in every case, so that the time does not
/// tell which names exist.
std::expected<std::optional<attesto::User>, Unavailable> check_password(const attesto::Registry& registry,
                                                                        std::string_view username,
                                                                        const attesto::Secret& password) {
  auto user = registry.find_user_by_name(username);
  if (!user) return std::unexpected(user.error());
  if (!*user) {
    attesto::verify_nobody(password);
    return std::nullopt;
  }
  const bool right = attesto::verify_password((*user)->password_hash, password);
  if (!right || (*user)->disabled) return std::nullopt;
  return *std::move(user);
}

http::Response begin_session(const PageServices& services, const http::Request& request, const PageRequest& page,
                             const attesto::User& user) {
  const auto cookie = services.sessions.begin(request, user.subject, services.clock.now());
  if (!cookie) return unavailable_page(services.pages);
  services.log.write(LogLine(LogLevel::info, services.clock.now(), "login_succeeded")
                         .add("subject", user.subject.view())
                         .add("client_id", page.open.client->client_id.view())
                         .add("address", request.peer.address));
  http::Response response = see_other(page.open.resume_uri);
  response.add("Set-Cookie", *cookie);
  return response;
}

}  // namespace

http::Response show_login(const PageServices& services, const http::Request& request) {
  const auto page = open_page_request(services, request);
  if (!page) return page.error();
  return render(services, 200, *page, page->open.interaction.request.login_hint.value_or(""), "");
}

http::Response submit_login(const PageServices& services, const http::Request& request) {
  const auto page = open_page_request(services, request);
  if (!page) return page.error();
  const std::string_view username = page->form.find("username").value_or("");
  const attesto::Secret password(page->form.find("password").value_or(""));
  if (username.empty() || password.empty())
    return render(services, 422, *page, username.substr(0, kMaxUsernameBytes),
                  "Enter your username and your password.");
  if (username.size() > kMaxUsernameBytes || password.expose().size() > kMaxPasswordBytes)
    return render(services, 422, *page, "", kRefused);

  const std::string block = attesto::address_block(request.peer.address);
  if (const auto wait = take_attempt(services, username, block, services.clock.now()))
    return refuse_attempt(services, request, *page, username, *wait);
  const auto user = check_password(services.registry, username, password);
  if (!user) return unavailable_page(services.pages);
  if (!*user) {
    // Without the username: people type their password there.
    services.log.write(
        LogLine(LogLevel::warning, services.clock.now(), "login_refused").add("address", request.peer.address));
    return render(services, 422, *page, username, kRefused);
  }
  give_attempt_back(services, username, block, services.clock.now());
  const auto& expected = page->open.interaction.request.id_token_hint_subject;
  if (expected && *expected != (*user)->subject)
    return render(services, 422, *page, "", "The application asks for another account than this one.");
  return begin_session(services, request, *page, **user);
}

}  // namespace attestod
