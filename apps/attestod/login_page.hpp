// GET and POST /login.
#pragma once

#include "apps/attestod/page_services.hpp"

namespace attestod {

/// Shows the form, even to a browser that is logged in: it may have been sent here to do it again
/// (`prompt=login`, `max_age`) or to change the account.
[[nodiscard]] attesto::http::Response show_login(const PageServices& services, const attesto::http::Request& request);

/// Checks the password, begins a session and goes on with the authorization.
[[nodiscard]] attesto::http::Response submit_login(const PageServices& services, const attesto::http::Request& request);

}  // namespace attestod
