// Rotations of refresh tokens as the server commits them: what the benchmarks of stores repeat.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "attesto/store/store.hpp"
#include "attesto/token/opaque_token.hpp"
#include "attesto/wire/base64url.hpp"

namespace attesto::rotation {

inline constexpr int kClients = 64;
inline constexpr Instant kExpiry{std::chrono::hours{24 * 365 * 60}};

/// As long as the body of a real refresh token's record.
inline const std::string& body() {
  static const std::string kBody =
      R"({"client_id":"web","subject":"sub-alice","scope":"openid offline_access","padding":")" +
      std::string(300, 'x') + "\"}";
  return kBody;
}

/// The client's refresh token of that number, of the form that mint_handle() gives it: one in each millisecond.
inline std::string token(int client, int number) {
  const std::array<std::uint8_t, 6> time = {0,
                                            0,
                                            static_cast<std::uint8_t>(number >> 24),
                                            static_cast<std::uint8_t>(number >> 16),
                                            static_cast<std::uint8_t>(number >> 8),
                                            static_cast<std::uint8_t>(number)};
  const std::string rest = std::to_string(client) + "-" + std::to_string(number);
  return base64url_encode(time) + std::string(40 - rest.size(), '0') + rest;
}

inline Record record(RecordKind kind, int client, int number) {
  return {.key = record_key(kind, token(client, number)),
          .family = FamilyId("family-" + std::to_string(client)),
          .expires_at = kExpiry,
          .body = body()};
}

/// The client's token of that number makes way for the next one.
inline Commit rotate(int client, int number) {
  return {.claims = {{.key = record(RecordKind::refresh_token, client, number).key, .revoke_on_loss = true}},
          .records = {record(RecordKind::refresh_token, client, number + 1),
                      record(RecordKind::refresh_successor, client, number)},
          .remember_revoked_until = kExpiry};
}

inline void give_first_tokens(Store& store) {
  for (int client = 0; client < kClients; ++client)
    if (!store.commit({.records = {record(RecordKind::refresh_token, client, 0)}}).value()) std::abort();
}

/// Rotations per second of so many clients at once, each one after the other.
inline double measure(Store& store, int clients, std::chrono::seconds time) {
  std::atomic<long> done = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> running;
    for (int client = 0; client < clients; ++client)
      running.emplace_back([&, client] {
        for (int number = 0; std::chrono::steady_clock::now() < begin + time; ++number, ++done)
          if (!store.commit(rotate(client, number)).value()) std::abort();
      });
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(done) / took.count();
}

inline double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace attesto::rotation
