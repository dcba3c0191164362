// Certificates and keys made for one test.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

#include "attesto/base/bytes.hpp"

namespace attesto::test {

struct FreeCertificate {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};

/// A self-signed certificate over a fresh P-256 key.
class TestCertificate {
 public:
  [[nodiscard]] static TestCertificate make(const std::string& common_name);

  [[nodiscard]] std::string certificate_pem() const;
  /// @param passphrase  encrypts the key unless empty
  [[nodiscard]] std::string key_pem(const std::string& passphrase = {}) const;
  [[nodiscard]] Bytes certificate_der() const;
  [[nodiscard]] X509* certificate() const { return certificate_.get(); }
  [[nodiscard]] EVP_PKEY* key() const { return key_.get(); }

 private:
  std::unique_ptr<EVP_PKEY, FreeCertificate> key_;
  std::unique_ptr<X509, FreeCertificate> certificate_;
};

/// A folder that vanishes with its files.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string path(const std::string& name) const { return path_ / name; }
  /// @return the file's path
  std::string write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace attesto::test
