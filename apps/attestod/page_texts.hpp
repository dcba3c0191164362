// The files of pages/, embedded at build time by embed.cmake.
#pragma once

#include <string_view>

namespace attestod::page_text {

extern const std::string_view head;
extern const std::string_view foot;
extern const std::string_view login;
extern const std::string_view consent;
extern const std::string_view error;
extern const std::string_view stylesheet;

}  // namespace attestod::page_text
