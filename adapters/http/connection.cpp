#include "adapters/http/connection.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace attesto::inline v0::http_engine {

namespace asio = boost::asio;

Connection::Connection(Socket socket, asio::ssl::context* tls) : socket_(std::move(socket)) {
  if (tls) tls_.emplace(socket_, *tls);
}

void Connection::handshake(Continuation done) {
  tls_->async_handshake(asio::ssl::stream_base::server, std::move(done));
}

void Connection::read_some(asio::mutable_buffer into, Continuation done) {
  if (tls_) tls_->async_read_some(into, std::move(done));
  else socket_.async_read_some(into, std::move(done));
}

void Connection::write(const std::array<asio::const_buffer, 2>& bytes, Continuation done) {
  if (tls_) asio::async_write(*tls_, bytes, std::move(done));
  else asio::async_write(socket_, bytes, std::move(done));
}

void Connection::close_notify(Continuation done) {
  if (tls_) tls_->async_shutdown(std::move(done));
  else asio::post(socket_.get_executor(), [done = std::move(done)] { done({}); });
}

void Connection::shut_down_sending() noexcept {
  ErrorCode ignored;
  socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void Connection::read_raw(asio::mutable_buffer into, Continuation done) {
  socket_.async_read_some(into, std::move(done));
}

void Connection::cancel() noexcept {
  ErrorCode ignored;
  socket_.cancel(ignored);
}

void Connection::close() noexcept {
  ErrorCode ignored;
  socket_.close(ignored);
}

bool Connection::is_chain_validated() { return SSL_get_verify_result(tls_->native_handle()) == X509_V_OK; }

Bytes Connection::peer_certificate() {
  const X509* certificate = SSL_get0_peer_certificate(tls_->native_handle());
  if (!certificate) return {};
  const int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  Bytes der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  i2d_X509(certificate, &end);
  return der;
}

}  // namespace attesto::inline v0::http_engine
