// JWTs with any header and any claims, for tests: the library itself signs only what it means.
#pragma once

#include <algorithm>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "attesto/crypto/key.hpp"
#include "attesto/jose/algorithm.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/json.hpp"

namespace attesto::testing_support {

/// The error, or nothing for a value: a test that expects a refusal must fail, not crash, without one.
template <class T, class E>
std::optional<E> error_of(const std::expected<T, E>& result) {
  return result ? std::nullopt : std::optional<E>(result.error());
}

/// Adds a member or replaces it.
inline void set(Json::Object& object, std::string_view name, Json value) {
  const auto found = std::ranges::find(object, name, &std::pair<std::string, Json>::first);
  if (found == object.end()) {
    object.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

inline void drop(Json::Object& object, std::string_view name) {
  std::erase_if(object, [&](const auto& member) { return member.first == name; });
}

/// Signs texts as they are, whatever they say.
inline std::string sign_raw(std::string_view header, std::string_view claims, const PrivateKey& key,
                            Algorithm algorithm) {
  std::string compact = base64url_encode(as_bytes(header)) + '.' + base64url_encode(as_bytes(claims));
  const Bytes signature = key.sign(signature_scheme(algorithm), as_bytes(compact));
  return compact + '.' + base64url_encode(signature);
}

/// A token in parts that a test changes one by one.
struct RawJwt {
  Json::Object header;
  Json::Object claims;

  [[nodiscard]] std::string sign(const PrivateKey& key, Algorithm algorithm) const {
    return sign_raw(Json(header).write(), Json(claims).write(), key, algorithm);
  }
};

}  // namespace attesto::testing_support
