// What an operator reads when the server can't start: the cause, and what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/running_server.hpp"
#include "http/test_certificate.hpp"

namespace attesto::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string start_error(const HttpServerSettings& settings) {
  const auto server = HttpServer::start(settings, echo, always_inline);
  return server ? "it started" : server.error();
}

TEST(StartError, port_in_use) {
  const auto first = start_server();
  HttpServerSettings settings = small_settings();
  settings.port = first->port();
  EXPECT_THAT(start_error(settings),
              AllOf(HasSubstr("127.0.0.1 port " + std::to_string(first->port())), HasSubstr("choose another port")));
}

/// SO_REUSEPORT alone would let both serve, each some of the connections.
TEST(StartError, port_in_use_by_a_server_that_shares_it_among_its_threads) {
  HttpServerSettings settings = small_settings();
  settings.io_threads = 2;
  const auto first = start_server(settings);
  settings.port = first->port();
  EXPECT_THAT(start_error(settings), HasSubstr("choose another port"));
  settings.io_threads = 1;
  EXPECT_THAT(start_error(settings), HasSubstr("choose another port"));
}

TEST(StartError, address_that_is_none) {
  HttpServerSettings settings = small_settings();
  settings.address = "localhost";
  EXPECT_THAT(start_error(settings), AllOf(HasSubstr("'localhost'"), HasSubstr("127.0.0.1")));
}

TEST(StartError, address_of_another_machine) {
  HttpServerSettings settings = small_settings();
  settings.address = "192.0.2.1";
  EXPECT_THAT(start_error(settings), AllOf(HasSubstr("192.0.2.1"), HasSubstr("an address that this machine has")));
}

TEST(StartError, no_threads) {
  HttpServerSettings settings = small_settings();
  settings.io_threads = 0;
  EXPECT_THAT(start_error(settings), HasSubstr("at least 1"));
  settings = small_settings();
  settings.workers = 0;
  EXPECT_THAT(start_error(settings), HasSubstr("at least 1"));
}

class TlsStartError : public testing::Test {
 protected:
  std::string error_with(const std::string& certificate, const std::string& key) {
    HttpServerSettings settings = small_settings();
    settings.tls = TlsFiles{.certificate_chain = certificate, .private_key = key};
    return start_error(settings);
  }

  TemporaryFolder folder_;
  TestCertificate own_ = TestCertificate::make("localhost");
  std::string certificate_ = folder_.write("certificate.pem", own_.certificate_pem());
  std::string key_ = folder_.write("key.pem", own_.key_pem());
};

TEST_F(TlsStartError, files_that_are_missing) {
  EXPECT_THAT(error_with(folder_.path("nowhere.pem"), key_),
              AllOf(HasSubstr("certificate " + folder_.path("nowhere.pem")), HasSubstr("No such file")));
  EXPECT_THAT(error_with(certificate_, folder_.path("nowhere.pem")),
              AllOf(HasSubstr("private key " + folder_.path("nowhere.pem")), HasSubstr("No such file")));
}

TEST_F(TlsStartError, files_that_are_no_pem) {
  const std::string nonsense = folder_.write("nonsense.pem", "this is no PEM");
  EXPECT_THAT(error_with(nonsense, key_), AllOf(HasSubstr("certificate " + nonsense), HasSubstr("it must be PEM")));
  EXPECT_THAT(error_with(certificate_, nonsense),
              AllOf(HasSubstr("private key " + nonsense), HasSubstr("it must be PEM")));
}

TEST_F(TlsStartError, key_of_another_certificate) {
  const std::string other = folder_.write("other.pem", TestCertificate::make("localhost").key_pem());
  EXPECT_THAT(error_with(certificate_, other), AllOf(HasSubstr(other), HasSubstr("does not belong to")));
}

TEST_F(TlsStartError, key_with_a_passphrase) {
  const std::string locked = folder_.write("locked.pem", own_.key_pem("passphrase"));
  EXPECT_THAT(error_with(certificate_, locked), AllOf(HasSubstr(locked), HasSubstr("without a passphrase")));
}

TEST_F(TlsStartError, nothing_is_wrong) { EXPECT_EQ(error_with(certificate_, key_), "it started"); }

}  // namespace
}  // namespace attesto::test
