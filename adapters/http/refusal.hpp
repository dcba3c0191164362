// A request that the engine answers itself, because its bytes are not acceptable HTTP.
#pragma once

#include <string_view>

namespace attesto::inline v0::http_engine {

/// The answer; the connection is closed after it. The text is ours and never echoes input.
struct Refusal {
  int status;
  std::string_view text;
};

}  // namespace attesto::inline v0::http_engine
