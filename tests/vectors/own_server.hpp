// The server that judges the vectors of requests: in memory, with a frozen clock.
#pragma once

#include "attesto/server/server.hpp"

namespace attesto::vectors {

/// One for all cases; its clients are those that the vectors speak of.
[[nodiscard]] const Server& own_server();

/// The `error` member of a JSON body; empty if there is none.
[[nodiscard]] std::string error_in(std::string_view body);

}  // namespace attesto::vectors
