// TLS as the server speaks it - RFC 8446, RFC 9325; client certificates for RFC 8705.
#pragma once

#include <openssl/ssl.h>

#include <expected>
#include <memory>
#include <string>

#include "adapters/http/http_server.hpp"

namespace attesto::inline v0::http_engine {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// TLS 1.2 with forward secrecy, TLS 1.3 preferred, `http/1.1` by ALPN. Where clients are
/// asked for a certificate any is taken: RFC 8705 has self-signed ones too, so whom it names is decided
/// where the client is authenticated. TLS proves that the client holds its key, and says whether its
/// chain leads to one of the authorities.
///
/// @error  the file, what is wrong with it, and what to do
[[nodiscard]] std::expected<TlsContext, std::string> make_tls_context(const TlsFiles& files);

}  // namespace attesto::inline v0::http_engine
