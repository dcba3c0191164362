// The certificate of the connection, as a credential - RFC 8705 §2. Private to this room.
#pragma once

#include "attesto/client_auth/method.hpp"
#include "attesto/crypto/certificate.hpp"
#include "attesto/proof/mtls.hpp"

namespace attesto::inline v0 {

/// @error invalid_client  none was shown, or it is none that we can read
[[nodiscard]] Result<Certificate> read_client_certificate(const http::Peer& peer);

/// The outcome as every method of this kind gives it: why is for the log alone.
[[nodiscard]] Verified to_verified(const std::expected<void, MtlsError>& checked);

}  // namespace attesto::inline v0
