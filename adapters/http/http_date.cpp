#include "adapters/http/http_date.hpp"

#include <cstdio>

namespace attesto::inline v0::http_engine {
namespace {

constexpr std::size_t kSize = sizeof "Sun, 06 Nov 1994 08:49:37 GMT" - 1;
constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string_view HttpDate::at(std::time_t second) {
  if (second != second_) {
    std::tm utc{};
    static_cast<void>(gmtime_r(&second, &utc));
    // Not strftime: its names follow the locale of the process.
    static_cast<void>(std::snprintf(text_.data(), text_.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                    kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                    kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                                    utc.tm_min, utc.tm_sec));
    second_ = second;
  }
  return {text_.data(), kSize};
}

}  // namespace attesto::inline v0::http_engine
