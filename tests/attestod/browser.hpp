// A browser without a screen: keeps cookies, posts forms, follows redirects of the site only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/attestod/site.hpp"

namespace attestod {

using Fields = std::map<std::string, std::string>;

/// What the browser ended up with.
struct Page {
  attesto::http::Response response;
  std::string url;  ///< path and query; absolute once it left the site

  [[nodiscard]] int status() const { return response.status; }
  [[nodiscard]] const std::string& body() const { return response.body; }
  [[nodiscard]] std::string header(std::string_view name) const {
    return std::string(response.header(name).value_or(""));
  }
  [[nodiscard]] std::string path() const { return url.substr(0, url.find('?')); }
  [[nodiscard]] bool shows(std::string_view text) const { return response.body.contains(text); }
  /// Value of a hidden field, entities left as they are.
  [[nodiscard]] std::string hidden(const std::string& name) const;
  /// Value of a parameter of the URL; empty if absent.
  [[nodiscard]] std::string parameter(const std::string& name) const;
};

class Browser {
 public:
  explicit Browser(const Site& site, std::string origin) : site_(site), origin_(std::move(origin)) {}

  Page get(const std::string& url) { return follow(send("GET", url, ""), url); }
  Page post(const std::string& path, const Fields& fields) { return follow(send("POST", path, encode(fields)), path); }
  /// One request, nothing followed.
  attesto::http::Response send(std::string_view method, const std::string& target, const std::string& body);

  /// Fills in the page's form as a person would.
  Page log_in(const Page& page, const std::string& username, const std::string& password);
  Page decide(const Page& page, const std::string& decision);

  [[nodiscard]] std::optional<std::string> cookie(const std::string& name) const;
  void set_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }
  void come_from(std::string address) { address_ = std::move(address); }

  [[nodiscard]] static std::string encode(const Fields& fields);

 private:
  Page follow(attesto::http::Response response, std::string url);
  void keep_cookies(const attesto::http::Response& response);

  const Site& site_;
  std::string origin_;
  std::string address_ = "127.0.0.1";
  std::map<std::string, std::string> cookies_;
};

}  // namespace attestod
