#include "adapters/http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509err.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace attesto::inline v0::http_engine {
namespace {

/// A client certificate is a few KiB; the library's own limit is 100 KiB.
constexpr long kMaxCertificateChain = 32 * 1024;
constexpr unsigned char kAlpnProtocol[] = "\x08http/1.1";
constexpr unsigned char kSessionContext[] = "attesto";

/// The reason that OpenSSL gave last, for an operator; empties the queue.
std::string last_error() {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  std::string text = reason ? reason : "unknown reason";
  ERR_clear_error();
  return text;
}

std::expected<void, std::string> check_readable(const std::string& what, const std::string& path) {
  if (access(path.c_str(), R_OK) == 0) return {};
  return std::unexpected(what + " " + path + ": " + std::strerror(errno) +
                         "; name a PEM file that the server's user can read");
}

/// Without a passphrase callback OpenSSL would ask the terminal, and a service would hang.
int no_passphrase(char*, int, int, void*) { return -1; }

/// Lets the handshake go on; what was found out stays with the connection.
int accept_unvalidated(X509_STORE_CTX* verification, void*) {
  X509_STORE_CTX_set_error(verification, X509_V_ERR_CERT_UNTRUSTED);
  return 1;
}

/// The same, after a look at the chain.
int validate_and_accept(X509_STORE_CTX* verification, void*) {
  if (X509_verify_cert(verification) != 1 && X509_STORE_CTX_get_error(verification) == X509_V_OK)
    X509_STORE_CTX_set_error(verification, X509_V_ERR_UNSPECIFIED);
  return 1;
}

// NOLINTNEXTLINE(readability-function-size): the shape that OpenSSL asks for
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  unsigned char* selected = nullptr;
  const int found =
      SSL_select_next_proto(&selected, out_size, kAlpnProtocol, sizeof kAlpnProtocol - 1, offered, offered_size);
  // RFC 7301 §3.2: no protocol in common ends the handshake.
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

std::expected<void, std::string> load_files(SSL_CTX* context, const TlsFiles& files) {
  if (auto readable = check_readable("certificate", files.certificate_chain); !readable) return readable;
  if (auto readable = check_readable("private key", files.private_key); !readable) return readable;
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate_chain.c_str()) != 1)
    return std::unexpected("certificate " + files.certificate_chain + " cannot be used (" + last_error() +
                           "); it must be PEM, the server's own certificate first");
  if (SSL_CTX_use_PrivateKey_file(context, files.private_key.c_str(), SSL_FILETYPE_PEM) == 1 &&
      SSL_CTX_check_private_key(context) == 1)
    return {};
  // An unusable file and a key of another certificate have different cures.
  const unsigned long error = ERR_peek_last_error();
  const int reason = ERR_GET_REASON(error);
  if (ERR_GET_LIB(error) == ERR_LIB_X509 &&
      (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH)) {
    ERR_clear_error();
    return std::unexpected("private key " + files.private_key + " does not belong to certificate " +
                           files.certificate_chain + "; give the key that the certificate was issued for");
  }
  return std::unexpected("private key " + files.private_key + " cannot be used (" + last_error() +
                         "); it must be PEM, without a passphrase");
}

std::expected<void, std::string> ask_for_certificate(SSL_CTX* context, const TlsFiles& files) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);  // asks; a client without one may go on
  SSL_CTX_set_cert_verify_callback(context, files.client_authorities ? validate_and_accept : accept_unvalidated,
                                   nullptr);
  if (!files.client_authorities) return {};
  if (auto readable = check_readable("client authorities", *files.client_authorities); !readable) return readable;
  if (SSL_CTX_load_verify_file(context, files.client_authorities->c_str()) == 1) return {};
  return std::unexpected("client authorities " + *files.client_authorities + " cannot be used (" + last_error() +
                         "); give their certificates in PEM");
}

}  // namespace

std::expected<TlsContext, std::string> make_tls_context(const TlsFiles& files) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
      SSL_CTX_set_session_id_context(context.get(), kSessionContext, sizeof kSessionContext - 1) != 1)
    return std::unexpected("TLS cannot be set up (" + last_error() + "); check the OpenSSL configuration");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_cert_list(context.get(), kMaxCertificateChain);
  SSL_CTX_set_alpn_select_cb(context.get(), select_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  if (auto loaded = load_files(context.get(), files); !loaded) return std::unexpected(loaded.error());
  if (files.asks_for_certificate)
    if (auto asked = ask_for_certificate(context.get(), files); !asked) return std::unexpected(asked.error());
  return context;
}

}  // namespace attesto::inline v0::http_engine
