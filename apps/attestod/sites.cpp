#include "apps/attestod/sites.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace attestod {
namespace {

namespace http = attesto::http;

/// Host and port of an issuer, as `Host` says them: in lower case, without the port of the scheme.
std::string_view host_of(const attesto::Issuer& issuer) {
  std::string_view origin = issuer.origin();
  return origin.substr(origin.find("//") + 2);
}

/// Whether the field value names that host (RFC 9110 §4.2.3).
bool names(std::string_view value, const attesto::Issuer& issuer) {
  const std::string_view usual = issuer.is_https() ? ":443" : ":80";
  if (value.ends_with(usual)) value.remove_suffix(usual.size());
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(value, host_of(issuer), {}, lower);
}

http::Response misdirected() {
  http::Response response{.status = 421, .body = "no issuer of that host\n"};
  response.add("Content-Type", "text/plain; charset=utf-8").add("Cache-Control", "no-store");
  return response;
}

}  // namespace

Sites::Sites(std::vector<std::shared_ptr<const Site>> sites)
    : sites_(std::move(sites)), are_of_one_host_(std::ranges::all_of(sites_, [&](const auto& site) {
        return site->issuer().origin() == sites_.front()->issuer().origin();
      })) {}

const Site* Sites::find(const http::Request& request) const {
  const std::string_view host = request.header("host").value_or("");
  const Site* of_host = nullptr;
  for (const auto& site : sites_) {
    if (!are_of_one_host_ && !names(host, site->issuer())) continue;
    if (site->has(request.path())) return site.get();
    if (!of_host) of_host = site.get();
  }
  return of_host;
}

http::Response Sites::answer(const http::Request& request) const {
  const Site* site = find(request);
  return site ? site->answer(request) : misdirected();
}

bool Sites::answers_without_blocking(const http::Request& request) const {
  const Site* site = find(request);
  return !site || site->answers_without_blocking(request);
}

}  // namespace attestod
