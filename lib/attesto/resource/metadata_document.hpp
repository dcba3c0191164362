// Serves a protected resource's metadata, and points to it from challenges - RFC 9728 §3, §5.1.
#pragma once

#include <optional>
#include <string>

#include "attesto/oauth/protected_resource_metadata.hpp"
#include "attesto/wire/http_message.hpp"

namespace attesto::inline v0 {

/// The metadata document of one resource, rendered once. Immutable, so safe from any thread; never
/// blocks.
/// @rfc 9728 §3
class MetadataDocument {
 public:
  /// Renders the document.
  explicit MetadataDocument(const ProtectedResourceMetadata& metadata);

  /// Answers a request for the document: public, cacheable for five minutes, readable from any
  /// origin; 405 for other methods than GET and HEAD.
  /// @return nothing if the request has another target: the host's router goes on
  /// @rfc 9728 §3.1, §3.2
  [[nodiscard]] std::optional<http::Response> handle(const http::Request& request) const;

  /// `resource_metadata="<URL>"`: the parameter that each `WWW-Authenticate` challenge of the
  /// resource carries, of any scheme, so that a client finds out where to get a token.
  /// @rfc 9728 §5.1
  [[nodiscard]] const std::string& challenge_parameter() const noexcept { return challenge_parameter_; }

 private:
  std::string target_;
  std::string challenge_parameter_;
  std::string body_;
};

}  // namespace attesto::inline v0
