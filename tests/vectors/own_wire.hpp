// What the HTTP engine answers to bytes on a connection of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/client.hpp"

namespace attesto::vectors {

/// Everything that came back for one request, well-formed or not.
struct WireAnswer {
  std::vector<test::WireResponse> responses;
  bool closed = false;  ///< by the server, within the time of patience
};

/// Sends `raw` to our server behind the real HTTP engine on a loopback port.
/// @throws std::runtime_error if the engine can't be started or reached
[[nodiscard]] WireAnswer exchange(std::string_view raw);

}  // namespace attesto::vectors
