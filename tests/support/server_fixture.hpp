// A whole server in process: real keys, real randomness, a real store, and a clock that tests move.
#pragma once

#include <atomic>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attesto/server/server.hpp"
#include "support/scripted_store.hpp"
#include "support/temp_dir.hpp"
#include "support/test_clients.hpp"

namespace attesto::test {

inline constexpr std::string_view kIssuer = "https://auth.example.com";
/// RFC 7636 appendix B.
inline constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

class ManualClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant{std::chrono::milliseconds{now_.load()}}; }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_ = 1'760'000'000'250;
};

/// Name and value pairs in the order in which they are sent; a name may come twice.
using Parameters = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string encode(const Parameters& parameters);
/// The parameters without `name`.
[[nodiscard]] Parameters without(Parameters parameters, std::string_view name);
/// The parameters with `name` set to `value` (added at the end if it was not there).
[[nodiscard]] Parameters with(Parameters parameters, std::string_view name, std::string_view value);

/// The parameters of the query of a URL, decoded; fails the test for a name that comes twice.
[[nodiscard]] std::map<std::string, std::string> query_of(std::string_view url);

/// The parameters of an authorization response, however it travels: of the redirect, or of the form that
/// submits itself; fails the test for a name that comes twice.
[[nodiscard]] std::map<std::string, std::string> answer_of(const http::Response& response);

/// An event with strings of its own.
struct SeenEvent {
  EventKind kind;
  std::string request_id{}, endpoint{}, client_id{}, subject{}, grant_type{}, scope{};
  std::optional<Reason> reason{};
};

enum class StoreKind : std::uint8_t { memory, sqlite };
[[nodiscard]] std::string_view to_string(StoreKind kind);

/// Header fields of a request.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// What tests change about the server before it is made.
struct Options {
  StoreKind store = StoreKind::memory;
  bool end_users = true;
  std::function<void(Config&)> adjust{};
  std::shared_ptr<Store> instead{};  ///< a store to use instead of one of that kind
};

/// The tokens of a successful response.
struct Tokens {
  std::string access_token{};
  std::string refresh_token{};  ///< empty: there was none
  std::string id_token{};       ///< empty: there was none
  Json body;
};

class TestServer {
 public:
  explicit TestServer(Options options = {});

  /// Sends a request through Server::handle; fails the test if no route takes it.
  http::Response send(std::string_view method, const std::string& target, const Fields& headers = {},
                      std::string_view body = {});
  http::Response get(const std::string& target, const Fields& headers = {}) { return send("GET", target, headers); }
  http::Response post(const std::string& target, const Parameters& form, Fields headers = {});
  /// POST with the credentials of a client in a Basic header; `spa` and `post` show theirs in the body.
  http::Response post_as(std::string_view client_id, const std::string& target, Parameters form, Fields headers = {});

  /// A valid authorization request; tests change what they are about.
  [[nodiscard]] static Parameters authorization(std::string_view client_id = "web");
  http::Response authorize(const Parameters& parameters, const Fields& headers = {});
  /// A code for the logged-in end-user.
  std::string obtain_code(const Parameters& parameters = authorization());
  [[nodiscard]] static Parameters redemption(std::string_view code);
  Tokens redeem(std::string_view code, std::string_view client_id = "web");
  /// The whole code flow with these scopes.
  Tokens log_in(std::string_view scope, std::string_view client_id = "web");
  Tokens refresh(std::string_view refresh_token, std::string_view client_id = "web");
  http::Response userinfo(std::string_view access_token);
  [[nodiscard]] int userinfo_status(std::string_view access_token) { return userinfo(access_token).status; }

  /// Logs the end-user in now, as the host would.
  void start_session(std::string_view subject = "alice");
  void end_session() { session.reset(); }

  /// The last event; fails the test if there is none.
  [[nodiscard]] SeenEvent last_event() const;
  [[nodiscard]] std::vector<SeenEvent> take_events() { return std::exchange(events, {}); }

  [[nodiscard]] Server& server() { return *server_; }
  [[nodiscard]] ScriptedStore& store() { return *store_; }

  // --- what the host says; tests change it at will ---
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::map<std::string, std::shared_ptr<const Client>, std::less<>> clients = test_clients();
  std::optional<Authenticated> session{};
  http::Peer peer{};  ///< what the TLS layer says of every request from now on
  bool subject_active = true;
  Json::Object claims{};
  /// Replaces the host's answers where a test needs others.
  std::function<std::optional<AuthenticationOutcome>(const AuthenticationRequest&)> on_authenticate{};
  std::function<std::optional<ConsentOutcome>(const ConsentRequest&)> on_consent{};
  bool clients_unavailable = false;
  bool claims_unavailable = false;
  bool subjects_unavailable = false;
  std::vector<SeenEvent> events{};
  /// The `interaction` of the last question that the host was asked.
  std::string last_interaction{};

 private:
  [[nodiscard]] Config make_config(const Options& options);
  [[nodiscard]] EndUsers make_end_users();
  [[nodiscard]] AuthenticationOutcome authenticate(const AuthenticationRequest& question);

  void record(const Event& event);

  TempDir folder_;
  std::mutex host_mutex_;  ///< the host's callbacks come on the threads of the requests
  std::shared_ptr<ScriptedStore> store_;
  std::optional<Server> server_;
};

/// A client that differs from a test client.
void change_client(TestServer& server, std::string_view client_id, const std::function<void(Client&)>& change);

/// Basic credentials as RFC 6749 §2.3.1 wants them: each part form-encoded first.
[[nodiscard]] std::string basic(std::string_view client_id, std::string_view secret);

/// The JSON object in a body; fails the test if it is none.
[[nodiscard]] Json json_of(const http::Response& response);
[[nodiscard]] std::string error_of(const http::Response& response);
/// The value of a response header, or "(none)".
[[nodiscard]] std::string header(const http::Response& response, std::string_view name);
/// `name=value` of the cookie that a response sets, for the next request.
[[nodiscard]] std::string cookie_of(const http::Response& response);

/// A key ring with one ES256 signer; made once per process.
[[nodiscard]] std::shared_ptr<const KeyRing> test_keys();

}  // namespace attesto::test
