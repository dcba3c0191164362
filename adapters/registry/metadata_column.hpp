// What of a client has no column of its own: one JSON object.
#pragma once

#include <string>
#include <string_view>

#include "attesto/oauth/client.hpp"

namespace attesto::inline v0 {

/// The client's metadata as the column has them.
[[nodiscard]] std::string write_metadata_column(const Client& client);
/// Reads the column into the client.
/// @return false if it is not what write_metadata_column() makes
[[nodiscard]] bool read_metadata_column(std::string_view json, Client& client);

}  // namespace attesto::inline v0
