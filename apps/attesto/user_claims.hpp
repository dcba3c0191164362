// Claims about an end-user as they are typed - OIDC Core §5.1.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "attesto/wire/json.hpp"

namespace attesto_cli {

/// Options of the command line, as typed.
struct ClaimsRequest {
  std::vector<std::string> claims{};  ///< each `name=value`
  std::optional<std::string> email{};
  std::optional<std::string> full_name{};
};

/// Gives every value the type that OIDC Core §5.1 demands of its name; others are strings.
/// @error  all faults, each with its option and what to do
/// @rfc    OIDC Core §5.1, §5.1.1
[[nodiscard]] std::expected<attesto::Json::Object, std::vector<std::string>> check_claims(const ClaimsRequest& request);

}  // namespace attesto_cli
