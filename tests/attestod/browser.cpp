#include "attestod/browser.hpp"

#include "attesto/wire/form.hpp"
#include "attesto/wire/percent.hpp"

namespace attestod {

namespace http = attesto::http;

std::string Page::hidden(const std::string& name) const {
  const std::string start = "type=\"hidden\" name=\"" + name + "\" value=\"";
  const std::size_t at = body().find(start);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + start.size();
  return body().substr(begin, body().find('"', begin) - begin);
}

std::string Page::parameter(const std::string& name) const {
  const std::size_t mark = url.find('?');
  const auto form = attesto::Form::parse(mark == std::string::npos ? "" : std::string_view(url).substr(mark + 1));
  return form ? std::string(form->find(name).value_or("")) : "";
}

std::string Browser::encode(const Fields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += '&';
    text += attesto::percent_encode(name) + '=' + attesto::percent_encode(value);
  }
  return text;
}

http::Response Browser::send(std::string_view method, const std::string& target, const std::string& body) {
  std::string jar;
  for (const auto& [name, value] : cookies_) jar += (jar.empty() ? "" : "; ") + name + '=' + value;
  std::vector<http::HeaderView> headers = {{"Accept", "text/html,application/xhtml+xml"}};
  if (!jar.empty()) headers.push_back({"Cookie", jar});
  if (method == "POST") headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  http::Response response = site_.answer(
      {.method = method, .target = target, .headers = headers, .body = body, .peer = {.address = address_}});
  keep_cookies(response);
  return response;
}

void Browser::keep_cookies(const http::Response& response) {
  for (const http::Header& field : response.headers) {
    if (!http::equal_ignoring_case(field.name, "set-cookie")) continue;
    const std::string pair = field.value.substr(0, field.value.find(';'));
    const std::string name = pair.substr(0, pair.find('='));
    if (field.value.contains("Max-Age=0")) cookies_.erase(name);
    else cookies_[name] = pair.substr(pair.find('=') + 1);
  }
}

Page Browser::follow(http::Response response, std::string url) {
  for (int hops = 0; hops < 10 && response.status == 303; ++hops) {
    url = std::string(response.header("Location").value_or(""));
    if (url.starts_with(origin_)) url.erase(0, origin_.size());
    if (!url.starts_with('/')) return {std::move(response), std::move(url)};
    response = send("GET", url, "");
  }
  return {std::move(response), std::move(url)};
}

Page Browser::log_in(const Page& page, const std::string& username, const std::string& password) {
  return post("/login", {{"interaction", page.hidden("interaction")},
                         {"csrf", page.hidden("csrf")},
                         {"username", username},
                         {"password", password}});
}

Page Browser::decide(const Page& page, const std::string& decision) {
  return post("/consent", {{"interaction", page.hidden("interaction")},
                           {"csrf", page.hidden("csrf")},
                           {"account", page.hidden("account")},
                           {"decision", decision}});
}

std::optional<std::string> Browser::cookie(const std::string& name) const {
  const auto found = cookies_.find(name);
  return found == cookies_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace attestod
