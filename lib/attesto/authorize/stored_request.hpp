// A checked authorization request as JSON, in the bodies of records - RFC 6749 §4.1.1.
#pragma once

#include <optional>

#include "attesto/oauth/authorization_request.hpp"
#include "attesto/wire/json.hpp"
#include "attesto/wire/json_writer.hpp"

namespace attesto::inline v0 {

/// What we wrote ourselves must be readable again: a request body of 64 KiB, each byte escaped to
/// six, or all of it one-letter words.
inline constexpr JsonLimits kStoredRequestLimits{.bytes = 512 * 1024, .depth = 16, .members = 64 * 1024};

/// Writes the members of `request` into the object that is open.
void write_authorization_request(JsonWriter& out, const AuthorizationRequest& request);
/// @return nothing unless the members are those that were written
[[nodiscard]] std::optional<AuthorizationRequest> read_authorization_request(const Json& json);

}  // namespace attesto::inline v0
