// Certificates made for one test.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/crypto/key.hpp"

namespace attesto::testing_support {

/// What a self-signed certificate should say.
struct CertificateSpec {
  /// Attributes in encoding order (the most general first); a type that starts with `+` joins the
  /// RDN before it.
  std::vector<std::pair<std::string, std::string>> subject{{"C", "US"}, {"O", "Example"}, {"CN", "client"}};
  /// In OpenSSL's notation, e.g. `DNS:client.example`.
  std::vector<std::string> alternative_names{};
  long long not_before = 1'600'000'000;
  long long not_after = 1'800'000'000;
};

/// The DER of a certificate over this key, signed by it.
[[nodiscard]] Bytes make_certificate(const PrivateKey& key, const CertificateSpec& spec = {});

/// The DER of a certificate with one DNS name that is not text, e.g. has a NUL inside.
[[nodiscard]] Bytes make_certificate_with_dns(const PrivateKey& key, std::string_view dns);

}  // namespace attesto::testing_support
