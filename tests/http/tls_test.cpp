// TLS - RFC 8446; client certificates that reach the handler - RFC 8705.
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "http/client.hpp"
#include "http/running_server.hpp"
#include "http/test_certificate.hpp"

namespace attesto::test {
namespace {

using namespace std::chrono_literals;

class Tls : public testing::Test {
 protected:
  HttpServerSettings settings_with_tls() const {
    HttpServerSettings settings = small_settings();
    settings.tls = TlsFiles{.certificate_chain = folder_.write("certificate.pem", own_.certificate_pem()),
                            .private_key = folder_.write("key.pem", own_.key_pem())};
    return settings;
  }

  /// A client's settings that trust this server's certificate alone.
  std::unique_ptr<SSL_CTX, FreeSsl> client_context() const {
    std::unique_ptr<SSL_CTX, FreeSsl> context(SSL_CTX_new(TLS_client_method()));
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), own_.certificate());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
  }

  TemporaryFolder folder_;
  TestCertificate own_ = TestCertificate::make("localhost");
};

/// Remembers what the handler was told about the peer.
class PeerRecorder {
 public:
  http::Response operator()(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    tls_ = request.peer.tls;
    chain_validated_ = request.peer.certificate_chain_validated;
    certificate_ = Bytes(request.peer.certificate_der.begin(), request.peer.certificate_der.end());
    return {};
  }
  bool tls() { return std::lock_guard(mutex_), tls_; }
  bool chain_validated() { return std::lock_guard(mutex_), chain_validated_; }
  Bytes certificate() { return std::lock_guard(mutex_), certificate_; }

 private:
  std::mutex mutex_;
  bool tls_ = false;
  bool chain_validated_ = false;
  Bytes certificate_;
};

TEST_F(Tls, RFC8446_version_1_3_is_preferred_and_requests_are_answered) {
  const auto server = start_server(settings_with_tls(), echo, never_inline);
  const auto context = client_context();
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  EXPECT_STREQ(SSL_get_version(client.ssl()), "TLSv1.3");
  client.send(post("/", std::string(20'000, 'x')) + get("/second"));
  const auto first = client.read_response();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->body.size(), 20'000U + sizeof "POST / " - 1);
  const auto second = client.read_response();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->body, "GET /second ");
}

TEST_F(Tls, RFC9325_3_1_1_version_1_2_is_spoken_and_1_1_is_not) {
  const auto server = start_server(settings_with_tls());
  const auto context = client_context();
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  EXPECT_STREQ(SSL_get_version(client.ssl()), "TLSv1.2");
  client.send(get("/"));
  EXPECT_TRUE(client.read_response());

  SSL_CTX_set_min_proto_version(context.get(), TLS1_1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(context.get(), "DEFAULT:@SECLEVEL=0");
  Client old(server->port());
  EXPECT_FALSE(old.start_tls(context.get()));
}

TEST_F(Tls, RFC7301_http_1_1_is_the_only_protocol) {
  const auto server = start_server(settings_with_tls());
  const auto context = client_context();
  SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>("\x02h2\x08http/1.1"), 12);
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &protocol, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(protocol), size), "http/1.1");

  SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>("\x02h2"), 3);
  Client other(server->port());
  EXPECT_FALSE(other.start_tls(context.get()));
}

TEST_F(Tls, RFC8705_2_2_self_signed_certificate_reaches_the_handler) {
  PeerRecorder recorder;
  const auto server = start_server(settings_with_tls(), std::ref(recorder));
  const TestCertificate shown = TestCertificate::make("some client");
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    const auto context = client_context();
    SSL_CTX_set_max_proto_version(context.get(), version);
    SSL_CTX_use_certificate(context.get(), shown.certificate());
    SSL_CTX_use_PrivateKey(context.get(), shown.key());
    Client client(server->port());
    ASSERT_TRUE(client.start_tls(context.get()));
    client.send(get("/"));
    ASSERT_TRUE(client.read_response());
    EXPECT_TRUE(recorder.tls());
    EXPECT_EQ(recorder.certificate(), shown.certificate_der());
    EXPECT_FALSE(recorder.chain_validated());
  }
}

/// Both kinds of client at one listener: who is vouched for is said, nobody is turned away.
TEST_F(Tls, RFC8705_2_1_says_whether_the_chain_leads_to_an_authority_for_clients) {
  PeerRecorder recorder;
  const TestCertificate known = TestCertificate::make("known client");
  const TestCertificate stranger = TestCertificate::make("known client");
  HttpServerSettings settings = settings_with_tls();
  settings.tls->client_authorities = folder_.write("clients.pem", known.certificate_pem());
  const auto server = start_server(settings, std::ref(recorder));
  for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
    for (const TestCertificate* shown : {&known, &stranger}) {
      const auto context = client_context();
      SSL_CTX_set_max_proto_version(context.get(), version);
      SSL_CTX_use_certificate(context.get(), shown->certificate());
      SSL_CTX_use_PrivateKey(context.get(), shown->key());
      SSL_SESSION* session = nullptr;
      for (const bool resumed : {false, true}) {
        Client client(server->port());
        ASSERT_TRUE(client.start_tls(context.get(), session));
        EXPECT_EQ(SSL_session_reused(client.ssl()), resumed ? 1 : 0);
        client.send(get("/"));
        ASSERT_TRUE(client.read_response());
        EXPECT_EQ(recorder.certificate(), shown->certificate_der());
        EXPECT_EQ(recorder.chain_validated(), shown == &known) << version << resumed;
        SSL_SESSION_free(session);
        session = SSL_get1_session(client.ssl());
        SSL_shutdown(client.ssl());
      }
      SSL_SESSION_free(session);
    }
  }
}

TEST_F(Tls, who_is_not_asked_shows_no_certificate) {
  PeerRecorder recorder;
  const TestCertificate own = TestCertificate::make("client");
  HttpServerSettings settings = settings_with_tls();
  settings.tls->asks_for_certificate = false;
  const auto server = start_server(settings, std::ref(recorder));
  const auto context = client_context();
  SSL_CTX_use_certificate(context.get(), own.certificate());
  SSL_CTX_use_PrivateKey(context.get(), own.key());
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  client.send(get("/"));
  ASSERT_TRUE(client.read_response());
  EXPECT_TRUE(recorder.certificate().empty());
}

TEST_F(Tls, a_client_without_a_certificate_is_welcome) {
  PeerRecorder recorder;
  const auto server = start_server(settings_with_tls(), std::ref(recorder));
  const auto context = client_context();
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  client.send(get("/"));
  ASSERT_TRUE(client.read_response());
  EXPECT_TRUE(recorder.tls());
  EXPECT_TRUE(recorder.certificate().empty());
}

/// A resumed session skips the certificate; the server must still know it.
TEST_F(Tls, RFC8446_2_2_a_resumed_session_keeps_the_certificate) {
  PeerRecorder recorder;
  const auto server = start_server(settings_with_tls(), std::ref(recorder));
  const TestCertificate shown = TestCertificate::make("some client");
  const auto context = client_context();
  SSL_CTX_use_certificate(context.get(), shown.certificate());
  SSL_CTX_use_PrivateKey(context.get(), shown.key());
  SSL_SESSION* session = nullptr;
  {
    Client first(server->port());
    ASSERT_TRUE(first.start_tls(context.get()));
    first.send(get("/"));
    ASSERT_TRUE(first.read_response());  // the ticket has come with it
    session = SSL_get1_session(first.ssl());
    SSL_shutdown(first.ssl());  // without it the library takes the session for broken
  }
  Client second(server->port());
  ASSERT_TRUE(second.start_tls(context.get(), session));
  SSL_SESSION_free(session);
  EXPECT_EQ(SSL_session_reused(second.ssl()), 1);
  second.send(get("/"));
  ASSERT_TRUE(second.read_response());
  EXPECT_EQ(recorder.certificate(), shown.certificate_der());
}

TEST_F(Tls, RFC8446_6_1_the_end_is_announced) {
  const auto server = start_server(settings_with_tls());
  const auto context = client_context();
  Client client(server->port());
  ASSERT_TRUE(client.start_tls(context.get()));
  client.send(get("/", "Connection: close\r\n"));
  ASSERT_TRUE(client.read_response());
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN);
}

TEST_F(Tls, slow_clients_are_cut_off) {
  HttpServerSettings settings = settings_with_tls();
  settings.limits.header_read = 1s;
  const auto server = start_server(settings);
  Client silent(server->port());  // never begins the handshake
  const auto context = client_context();
  Client slow(server->port());
  ASSERT_TRUE(slow.start_tls(context.get()));
  slow.send("GET / HT");
  const auto response = slow.read_response();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
  EXPECT_TRUE(silent.closed());
}

TEST_F(Tls, plain_http_on_the_tls_port_is_closed) {
  const auto server = start_server(settings_with_tls());
  Client client(server->port());
  client.send(get("/"));
  const std::string received = client.read_all();
  EXPECT_EQ(received.find("200"), std::string::npos);
  const auto context = client_context();
  Client next(server->port());
  EXPECT_TRUE(next.start_tls(context.get()));
}

TEST_F(Tls, stops_gracefully) {
  const auto server = start_server(settings_with_tls());
  const auto context = client_context();
  Client idle(server->port());
  ASSERT_TRUE(idle.start_tls(context.get()));
  idle.send(get("/"));
  ASSERT_TRUE(idle.read_response());
  Client silent(server->port());
  const auto begin = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(silent.closed());
}

}  // namespace
}  // namespace attesto::test
