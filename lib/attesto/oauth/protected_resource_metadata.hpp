// Protected resource metadata - RFC 9728 §1.2, §2, §3.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attesto/jose/algorithm.hpp"
#include "attesto/oauth/issuer.hpp"
#include "attesto/oauth/scope.hpp"

namespace attesto::inline v0 {

/// The URL that names a protected resource; what clients send as `resource` (RFC 8707 §2) and find
/// in `aud`. Compared byte for byte, everywhere.
/// @rfc 9728 §1.2
class ProtectedResourceId {
 public:
  /// @return nothing if the text is not an `https` URL with a host, or has a fragment or userinfo;
  ///         `http` is for loopback hosts only, and only where `transport` allows it
  [[nodiscard]] static std::optional<ProtectedResourceId> parse(
      std::string_view text, Issuer::Transport transport = Issuer::Transport::https_only);

  /// As it was given.
  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  /// What a request for the metadata document has as its target: the well-known part, then the
  /// resource's own path and query.
  /// @rfc 9728 §3.1
  [[nodiscard]] std::string metadata_target() const;
  /// The absolute URL of the metadata document. Holds neither quotes nor backslashes, as no URI does.
  /// @rfc 9728 §3.1
  [[nodiscard]] std::string metadata_url() const;

 private:
  ProtectedResourceId(std::string_view text, std::size_t origin_size) : text_(text), origin_size_(origin_size) {}
  std::string text_;
  std::size_t origin_size_;
};

/// Where a bearer token may stand in a request. The query is not among the choices: URLs end up in
/// logs and in `Referer` (RFC 9700 §4.3.2).
/// @rfc 9728 §2, 6750 §2.1, §2.2
enum class BearerMethod : std::uint8_t { header, body };

/// The wire value.
[[nodiscard]] std::string_view to_string(BearerMethod method) noexcept;

/// What a resource takes as a DPoP proof; the same values as in its DpopPolicy.
/// @rfc 9449 §4.3, 9728 §2
struct DpopAcceptance {
  std::vector<Algorithm> algorithms;  ///< of proofs, the preferred one first
  bool required = false;              ///< tokens without a key are refused
};

/// What a protected resource says of itself: fill it from the values that its checks are made from,
/// and it can't say what they don't do. Members keep their wire names where the document has one
/// member for them; an empty one is left out (§3.2).
///
/// A resource that signs its responses or its metadata (`resource_signing_alg_values_supported`,
/// `jwks_uri`, `signed_metadata`) can't say so, since nothing here signs them.
/// @rfc 9728 §2
struct ProtectedResourceMetadata {
  ProtectedResourceId resource;                 ///< its name
  std::vector<Issuer> authorization_servers{};  ///< whose tokens it takes
  Scope scopes_supported{};                     ///< what its requests may ask for
  /// What find_access_token() is called with: `body` if it gets the form.
  std::vector<BearerMethod> bearer_methods_supported{BearerMethod::header};
  std::optional<DpopAcceptance> dpop{};                     ///< absent: no proof is looked at
  bool tls_client_certificate_bound_access_tokens = false;  ///< RFC 8705 §3 is checked
  /// Values of `type` that it understands (RFC 9396 §2).
  std::vector<std::string> authorization_details_types_supported{};
  std::string resource_name{};           ///< for people
  std::string resource_documentation{};  ///< URL of a page for developers
  std::string resource_policy_uri{};     ///< URL of a page on how clients may use the data
  std::string resource_tos_uri{};        ///< URL of the terms of service

  /// The document. Where every token must come with a DPoP proof there are no bearer tokens, so
  /// `bearer_methods_supported` is left out whatever it holds.
  /// @rfc 9728 §3.2
  [[nodiscard]] std::string render() const;
};

}  // namespace attesto::inline v0
