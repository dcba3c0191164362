// One compact JWS under one public key, as several families have it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "attesto/jose/jwk.hpp"
#include "attesto/jose/jws.hpp"
#include "vectors/report.hpp"
#include "vectors/vector_file.hpp"

namespace attesto::vectors {

inline constexpr std::string_view kNoSharedKeys = "needs a shared key (HMAC, AES): the library offers none";

/// The payload, or nothing if the key or the token is refused.
[[nodiscard]] inline std::optional<std::string> verify_jws(std::string_view compact, const Data& jwk) {
  const auto key = parse_jwk(to_attesto(jwk));
  if (!key) return std::nullopt;
  const auto jws = Jws::parse(compact);
  if (!jws) return std::nullopt;
  const auto payload = jws->verify(std::span(&*key, 1));
  if (!payload) return std::nullopt;
  return std::string(as_text(*payload));
}

/// The key without its private half: the files carry both in one object.
[[nodiscard]] inline Data public_half(Data jwk) {
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi"}) jwk.erase(member);
  return jwk;
}

}  // namespace attesto::vectors
