#include "adapters/pkcs11/module.hpp"

#include <dlfcn.h>

#include <cstdio>
#include <map>
#include <mutex>

namespace attesto::pkcs11 {
namespace {

std::string describe(const char* call, CK_RV code) {
  char text[64];
  static_cast<void>(std::snprintf(text, sizeof text, "%s failed with 0x%08lx", call, code));
  return text;
}

}  // namespace

CallFailed::CallFailed(const char* call, CK_RV code) : std::runtime_error(describe(call, code)), code_(code) {}

std::shared_ptr<const Module> Module::load(const std::string& path) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<const Module>> loaded;
  const std::lock_guard lock(mutex);
  std::weak_ptr<const Module>& known = loaded[path];
  if (auto module = known.lock()) return module;
  auto module = std::make_shared<const Module>(path);
  known = module;
  return module;
}

Module::Module(const std::string& path) : library_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!library_) throw std::runtime_error(dlerror());
  const auto get_functions = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;  // several threads call it
  CK_RV code = CKR_GENERAL_ERROR;
  if (get_functions && get_functions(&functions_) == CKR_OK) code = functions_->C_Initialize(&arguments);
  is_ours_ = code == CKR_OK;
  if (is_ours_ || code == CKR_CRYPTOKI_ALREADY_INITIALIZED) return;
  dlclose(library_);
  if (!get_functions) throw std::runtime_error(path + " is no PKCS#11 module");
  throw CallFailed("C_Initialize", code);
}

Module::~Module() {
  if (is_ours_) functions_->C_Finalize(nullptr);
  dlclose(library_);
}

}  // namespace attesto::pkcs11
