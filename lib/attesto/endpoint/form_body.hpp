// Reads the form of a request - RFC 6749 §3.1, §3.2.
#pragma once

#include <span>
#include <string_view>

#include "attesto/oauth/error.hpp"
#include "attesto/wire/form.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// The form in the body of a POST to an endpoint that clients talk to. Nothing is taken from the
/// query, where secrets end up in logs, nor from JSON (W-12).
/// @param repeatable  names that may occur more than once, e.g. `resource` (RFC 8707 §2)
/// @error invalid_request  another media type, parameters in the query (RFC 6749 §3.2), or a form
///        that is malformed or repeats a parameter
[[nodiscard]] Result<Form> read_form_body(const http::Request& request,
                                          std::span<const std::string_view> repeatable = {});

/// The parameters of an authorization request: the query of a GET, the body of a POST (OIDC Core
/// §3.1.2.1).
/// @param repeatable  as for read_form_body()
[[nodiscard]] Result<Form> read_query_or_body(const http::Request& request,
                                              std::span<const std::string_view> repeatable = {});

}  // namespace attesto::inline v0
