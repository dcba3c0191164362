#include "attesto/proof/confirmation.hpp"

#include <utility>

namespace attesto::inline v0 {

std::expected<void, ConfirmationError> check_confirmation(const Confirmation& cnf, const ShownProofs& shown) noexcept {
  using enum ConfirmationError;
  if (shown.jkt && !cnf.jkt) return std::unexpected(proof_unexpected);
  if (shown.x5t_s256 && !cnf.x5t_s256) return std::unexpected(certificate_unexpected);
  return check_possession(cnf, shown);
}

std::expected<void, ConfirmationError> check_possession(const Confirmation& cnf, const ShownProofs& shown) noexcept {
  using enum ConfirmationError;
  if (cnf.jkt && !shown.jkt) return std::unexpected(proof_required);
  if (cnf.x5t_s256 && !shown.x5t_s256) return std::unexpected(certificate_required);
  if (cnf.jkt && cnf.jkt != shown.jkt) return std::unexpected(proof_of_other_key);
  if (cnf.x5t_s256 && cnf.x5t_s256 != shown.x5t_s256) return std::unexpected(other_certificate);
  return {};
}

Error to_error(ConfirmationError error) noexcept {
  using enum ConfirmationError;
  switch (error) {
    case proof_required:
      return {ErrorCode::invalid_token, "the access token needs its DPoP proof", Reason::dpop_required};
    case proof_of_other_key:
      return {ErrorCode::invalid_token, "the DPoP proof is from another key", Reason::dpop_other_key};
    case proof_unexpected:
      return {ErrorCode::invalid_token, "the access token is not bound to a DPoP key", Reason::dpop_unexpected};
    case certificate_required:
      return {ErrorCode::invalid_token, "the access token needs its certificate", Reason::certificate_required};
    case other_certificate:
      return {ErrorCode::invalid_token, "the access token is bound to another certificate", Reason::certificate_other};
    case certificate_unexpected:
      return {ErrorCode::invalid_token, "the access token is not bound to a certificate",
              Reason::certificate_unexpected};
  }
  std::unreachable();
}

}  // namespace attesto::inline v0
