// What a client registers for mutual TLS: names and certificates that match the one certificate they describe, and no
// other.
#include <array>

#include "attesto/proof/mtls.hpp"
#include "attesto/wire/base64url.hpp"
#include "attesto/wire/http_message.hpp"
#include "fuzz/oracle.hpp"

using namespace attesto;

namespace {

/// Self-signed: CN=client.example, SAN dns client.example, IP 192.0.2.7.
const Certificate& certificate() {
  static const Certificate kCertificate =
      Certificate::parse(
          base64url_decode(
              "MIIBqjCCAVCgAwIBAgIUKeXISjkpLo0W06twYmDYoLwern0wCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOY2xpZW50LmV4YW1w"
              "bGUwIBcNMjYxMTI1MTYxMDM2WhgPMjEyNjExMDExNjEwMzZaMBkxFzAVBgNVBAMMDmNsaWVudC5leGFtcGxlMFkwEwYHKoZI"
              "zj0CAQYIKoZIzj0DAQcDQgAETYU2v5GGOYZEoxWkcHf_7HMMNZD65Iz0_nx_fBdjRflvkRSU16sM8hZF4uIOO3uj4tjHesH4"
              "1serfcxdfT3VdKN0MHIwHQYDVR0OBBYEFNDI4aKWz6D9PV6rbaS3imEq0zcFMB8GA1UdIwQYMBaAFNDI4aKWz6D9PV6rbaS3"
              "imEq0zcFMA8GA1UdEwEB_wQFMAMBAf8wHwYDVR0RBBgwFoIOY2xpZW50LmV4YW1wbGWHBMAAAgcwCgYIKoZIzj0EAwIDSAAw"
              "RQIgF_Uv8F1i4DzzFiXaMayPI-bppjygGE8AexUKgl_ssYQCIQDLLAEypbyRERVGVMBxc97jAvI3lLxbWLsx1reMvN5UVw")
              .value())
          .value();
  return kCertificate;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Kind = RegisteredName::Kind;
  const std::string_view text = fuzz::text_of(data, size);
  for (const Kind kind :
       {Kind::tls_client_auth_subject_dn, Kind::tls_client_auth_san_dns, Kind::tls_client_auth_san_uri,
        Kind::tls_client_auth_san_ip, Kind::tls_client_auth_san_email}) {
    const auto name = RegisteredName::parse(kind, text);
    if (!name || !name->matches(certificate())) continue;
    fuzz::require(kind != Kind::tls_client_auth_san_uri && kind != Kind::tls_client_auth_san_email,
                  "a name that the certificate does not have");
    if (kind == Kind::tls_client_auth_san_dns)
      fuzz::require(http::equal_ignoring_case(text, "client.example"), "a DNS name");
    if (kind == Kind::tls_client_auth_san_ip) fuzz::require(text == "192.0.2.7", "an address");
  }
  const auto set = Json::parse(text);
  if (!set) return 0;
  const auto registered = RegisteredCertificates::parse(*set);
  if (registered && registered->contains(certificate()))
    fuzz::require(text.contains("TYU2v5GGOYZEoxWkcHf_7HMMNZD65Iz0_nx_fBdjRfk") || text.contains('\\'),
                  "a key that is not in the set");
  return 0;
}
