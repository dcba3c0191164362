// A real token of SoftHSM2 in a folder of its own, with keys made through PKCS#11.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/pkcs11/module.hpp"
#include "attesto/base/bytes.hpp"

namespace attesto::pkcs11 {

class SoftToken {
 public:
  static constexpr const char* kLabel = "attesto test";
  static constexpr const char* kPin = "2468-1357";

  SoftToken();
  SoftToken(const SoftToken&) = delete;
  SoftToken& operator=(const SoftToken&) = delete;
  ~SoftToken();

  void make_ec_key(const std::string& label, const Bytes& id, ByteView curve_oid);
  void make_ed25519_key(const std::string& label);
  void make_rsa_key(const std::string& label, CK_ULONG bits);
  /// Closes every session of this process with the token, which logs it out.
  void lose_sessions();
  /// Destroys one half of a key pair, in a session of its own.
  void destroy(CK_OBJECT_CLASS half, const Bytes& id);
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  /// A session of the user's, logged in.
  [[nodiscard]] CK_SESSION_HANDLE open_session() const;
  void make_key(CK_MECHANISM_TYPE mechanism, const std::string& label, const Bytes& id, CK_ATTRIBUTE kind,
                CK_ATTRIBUTE exponent);

  std::filesystem::path folder_;
  std::shared_ptr<const Module> module_;
  CK_SLOT_ID slot_ = 0;
};

}  // namespace attesto::pkcs11
