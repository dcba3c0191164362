// Which issuer a request is for, where one listener serves several - RFC 9110 §7.2, §15.5.20.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "apps/attestod/site.hpp"
#include "attesto/wire/http_message.hpp"

namespace attestod {

/// The sites of one configuration. Immutable and thread-safe.
class Sites {
 public:
  /// @pre at least one, and no two with the same issuer
  explicit Sites(std::vector<std::shared_ptr<const Site>> sites);

  /// The answer of the issuer that is asked. What it says of itself comes from the configuration; the
  /// request's `Host` only picks between issuers of different hosts, and one that is none of them is
  /// 421. Issuers of one host are told apart by their paths.
  [[nodiscard]] attesto::http::Response answer(const attesto::http::Request& request) const;
  /// Whether `answer` does not block for this request.
  [[nodiscard]] bool answers_without_blocking(const attesto::http::Request& request) const;

 private:
  [[nodiscard]] const Site* find(const attesto::http::Request& request) const;

  std::vector<std::shared_ptr<const Site>> sites_;
  bool are_of_one_host_;
};

}  // namespace attestod
