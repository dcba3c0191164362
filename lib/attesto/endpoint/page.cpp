#include "attesto/endpoint/page.hpp"

#include <string>
#include <utility>

#include "attesto/wire/html.hpp"

namespace attesto::inline v0 {
namespace {

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 "
    "1rem}";
/// With the SHA-256 of kStyle, so that the policy admits this style and nothing else; a test compares.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'sha256-i+O2XEN5e3NC91wCYXZVrHoZF2BET31Yekdjss2j2b8='; base-uri 'none'; "
    "frame-ancestors 'none'; ";

}  // namespace

http::Response render_page(int status, std::string_view title, std::string_view main, std::string_view policy) {
  std::string body = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + html_escape(title);
  body += "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>";
  body += kStyle;
  body += "</style></head><body><main>";
  body += main;
  body += "</main></body></html>";
  http::Response response{.status = status, .body = std::move(body)};
  response.add("Content-Type", "text/html; charset=utf-8")
      .add("Content-Security-Policy", std::string(kPolicy) + std::string(policy))
      .add("X-Frame-Options", "DENY")
      .add("X-Content-Type-Options", "nosniff")
      .add("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace attesto::inline v0
