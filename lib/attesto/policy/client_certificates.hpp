// Certificates of clients, as the TLS layer passes them on - RFC 8705.
#pragma once

namespace attesto::inline v0 {

/// Says that http::Peer brings the certificate that a client showed, and what its TLS layer does with it.
/// Whoever ends TLS proves that the client holds the key; trusting an authority is its business too.
struct ClientCertificates {
  /// It validates chains up to an authority that is there for clients, and says so in
  /// Peer::certificate_chain_validated: `tls_client_auth` is offered.
  bool chains_are_validated = false;
  /// It lets certificates through that nobody vouches for: `self_signed_tls_client_auth` is offered.
  bool self_signed_are_passed = false;
};

}  // namespace attesto::inline v0
