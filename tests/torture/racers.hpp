// Clients that send one request to every node of a cluster at the same moment.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "torture/cluster.hpp"

namespace attesto::torture {

/// `Authorization` of the client `app`.
inline constexpr const char* kAppCredentials = "Basic YXBwOmFwcC1zZWNyZXQ=";

/// A form as it goes over the wire.
[[nodiscard]] std::string render_post(std::string_view target,
                                      const std::vector<std::pair<std::string, std::string>>& headers,
                                      const attestod::Fields& form);

/// Some kept connections to each node.
class Racers {
 public:
  /// @throws std::runtime_error if a node takes no connection
  Racers(const Cluster& cluster, std::size_t per_node);
  ~Racers();
  Racers(const Racers&) = delete;
  Racers& operator=(const Racers&) = delete;

  /// All of them send this request within a millisecond.
  /// @return what each was answered, heads first
  /// @throws std::runtime_error if one gets no answer
  [[nodiscard]] std::vector<std::string> race(const std::string& request) const;
  /// One sends it alone, to this node.
  [[nodiscard]] std::string send(std::size_t node, const std::string& request) const;

 private:
  class Connection;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace attesto::torture
