// The Date field - RFC 9110 §5.6.7, §6.6.1.
#pragma once

#include <array>
#include <ctime>
#include <string_view>

namespace attesto::inline v0::http_engine {

/// The current time as an IMF-fixdate, written anew at most once per second. For one thread.
class HttpDate {
 public:
  /// @return e.g. `Sun, 06 Nov 1994 08:49:37 GMT`; valid until the next call
  [[nodiscard]] std::string_view now() { return at(std::time(nullptr)); }
  [[nodiscard]] std::string_view at(std::time_t second);

 private:
  std::time_t second_ = -1;
  std::array<char, 32> text_{};
};

}  // namespace attesto::inline v0::http_engine
