// Secrets that come in by keyboard or pipe, never as an argument: others can see arguments.
#pragma once

#include <expected>

#include "apps/attesto/failure.hpp"
#include "attesto/base/secret.hpp"

namespace attesto_cli {

/// Reads one line from standard input, without the end of the line.
[[nodiscard]] std::expected<attesto::Secret, Failure> read_secret_line();

/// Where a password comes from.
enum class PasswordSource : bool { terminal, standard_input };

/// Asks twice at the terminal, without echo, or reads one line from standard input. Accepts 8
/// characters or more, of any kind (NIST SP 800-63B §5.1.1.2).
[[nodiscard]] std::expected<attesto::Secret, Failure> read_new_password(PasswordSource source);

}  // namespace attesto_cli
