// The value of a cookie is a part of the field, and never reaches into the next pair.
#include "attesto/wire/cookie.hpp"

#include <array>
#include <functional>

#include "fuzz/oracle.hpp"

using namespace attesto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view field = fuzz::text_of(data, size);
  const std::array<http::HeaderView, 1> headers = {{{"Cookie", field}}};
  const http::Request request{.method = "GET", .target = "/", .headers = headers};
  const auto value = find_cookie(request, "sid");
  if (!value) return 0;
  const std::less_equal<const char*> not_behind;
  fuzz::require(
      not_behind(field.data(), value->data()) && not_behind(value->data() + value->size(), field.data() + field.size()),
      "a value outside the field");
  fuzz::require(!value->contains(';'), "a value that holds the next pair");
  fuzz::require(field.substr(0, static_cast<std::size_t>(value->data() - field.data())).ends_with("sid="),
                "the value of another cookie");
  return 0;
}
