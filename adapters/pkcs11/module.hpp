// A loaded PKCS#11 module, private to this adapter - PKCS #11 v2.40 §5.4.
#pragma once

#include <p11-kit/pkcs11.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace attesto::pkcs11 {

/// A call that the module did not answer with CKR_OK.
class CallFailed : public std::runtime_error {
 public:
  CallFailed(const char* call, CK_RV code);
  [[nodiscard]] CK_RV code() const noexcept { return code_; }

 private:
  CK_RV code_;
};

inline void require(CK_RV code, const char* call) {
  if (code != CKR_OK) throw CallFailed(call, code);
}

/// One shared library, initialized while somebody uses it. A process may initialize a module only
/// once, so all users of a path share one.
class Module {
 public:
  /// @throws std::runtime_error if the file is no module; CallFailed if it does not start
  [[nodiscard]] static std::shared_ptr<const Module> load(const std::string& path);
  explicit Module(const std::string& path);
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;
  ~Module();

  /// The module's functions: `module->C_Sign(...)`.
  const CK_FUNCTION_LIST* operator->() const noexcept { return functions_; }

 private:
  void* library_;
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool is_ours_ = false;  ///< false if the host had initialized it before; then it finalizes it too
};

}  // namespace attesto::pkcs11
