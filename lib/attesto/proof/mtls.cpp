#include "attesto/proof/mtls.hpp"

#include <utility>

namespace attesto::inline v0 {

Error to_error(MtlsError error) noexcept {
  constexpr auto kCode = ErrorCode::invalid_client;
  switch (error) {
    case MtlsError::chain_not_validated:
      return {kCode, "the client certificate is not trusted", Reason::certificate_chain};
    case MtlsError::outside_validity:
      return {kCode, "the client certificate is expired or not yet valid", Reason::certificate_validity};
    case MtlsError::other_name:
      return {kCode, "the client certificate has not the registered name", Reason::certificate_name};
    case MtlsError::other_key: return {kCode, "the client certificate is not registered", Reason::certificate_key};
  }
  std::unreachable();
}

std::expected<void, MtlsError> check_tls_client_auth(const Certificate& certificate, ChainTrust chain,
                                                     const RegisteredName& name, Instant now) {
  if (chain != ChainTrust::validated) return std::unexpected(MtlsError::chain_not_validated);
  if (!certificate.is_valid_at(now)) return std::unexpected(MtlsError::outside_validity);
  if (!name.matches(certificate)) return std::unexpected(MtlsError::other_name);
  return {};
}

std::expected<void, MtlsError> check_self_signed_tls_client_auth(const Certificate& certificate,
                                                                 const RegisteredCertificates& registered,
                                                                 Instant now) {
  if (!certificate.is_valid_at(now)) return std::unexpected(MtlsError::outside_validity);
  if (!registered.contains(certificate)) return std::unexpected(MtlsError::other_key);
  return {};
}

}  // namespace attesto::inline v0
