#include "pkcs11/soft_token.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <fstream>
#include <vector>

// SoftHSM 2.6.1 forgets the curve name of each Edwards key it looks at. The sanitizers ask here what is
// not ours, and how to see that the memory was asked for by the module: through OpenSSL, which has no
// frame pointers.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __asan_default_options();
extern "C" const char* __lsan_default_suppressions() { return "leak:libsofthsm2.so"; }
extern "C" const char* __asan_default_options() { return "fast_unwind_on_malloc=0"; }
// NOLINTEND(bugprone-reserved-identifier)

namespace attesto::pkcs11 {
namespace {

constexpr const char* kOfficerPin = "officer-1";

unsigned char* bytes_of(const char* text) { return reinterpret_cast<unsigned char*>(const_cast<char*>(text)); }

}  // namespace

SoftToken::SoftToken() {
  std::string name = (std::filesystem::temp_directory_path() / "attesto-token-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  folder_ = name;
  std::filesystem::create_directory(folder_ / "tokens");
  std::ofstream(folder_ / "softhsm2.conf") << "directories.tokendir = " << (folder_ / "tokens").string()
                                           << "\nobjectstore.backend = file\nlog.level = ERROR\n";
  setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
  dlopen(ATTESTO_SOFTHSM2_MODULE, RTLD_NOW | RTLD_NODELETE);  // a leak is attributed at exit
  module_ = Module::load(ATTESTO_SOFTHSM2_MODULE);

  CK_ULONG count = 1;
  require((*module_)->C_GetSlotList(CK_TRUE, &slot_, &count), "C_GetSlotList");
  std::string label = kLabel;
  label.resize(32, ' ');
  require((*module_)->C_InitToken(slot_, bytes_of(kOfficerPin), 9, bytes_of(label.data())), "C_InitToken");
  CK_SESSION_HANDLE session = 0;
  require((*module_)->C_OpenSession(slot_, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session),
          "C_OpenSession");
  require((*module_)->C_Login(session, CKU_SO, bytes_of(kOfficerPin), 9), "C_Login");
  require((*module_)->C_InitPIN(session, bytes_of(kPin), 9), "C_InitPIN");
  require((*module_)->C_CloseSession(session), "C_CloseSession");
}

SoftToken::~SoftToken() {
  module_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

CK_SESSION_HANDLE SoftToken::open_session() const {
  CK_SESSION_HANDLE session = 0;
  require((*module_)->C_OpenSession(slot_, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session),
          "C_OpenSession");
  const CK_RV code = (*module_)->C_Login(session, CKU_USER, bytes_of(kPin), 9);
  if (code != CKR_USER_ALREADY_LOGGED_IN) require(code, "C_Login");
  return session;
}

void SoftToken::make_key(CK_MECHANISM_TYPE mechanism, const std::string& label, const Bytes& id, CK_ATTRIBUTE kind,
                         CK_ATTRIBUTE exponent) {
  const CK_SESSION_HANDLE session = open_session();
  CK_BBOOL yes = CK_TRUE;
  const CK_ATTRIBUTE label_attribute{CKA_LABEL, const_cast<char*>(label.data()), label.size()};
  const CK_ATTRIBUTE id_attribute{CKA_ID, const_cast<std::uint8_t*>(id.data()), id.size()};
  std::vector<CK_ATTRIBUTE> public_half = {
      {CKA_TOKEN, &yes, 1}, {CKA_VERIFY, &yes, 1}, label_attribute, id_attribute, kind};
  if (exponent.pValue) public_half.push_back(exponent);
  std::vector<CK_ATTRIBUTE> private_half = {{CKA_TOKEN, &yes, 1},     {CKA_PRIVATE, &yes, 1}, {CKA_SIGN, &yes, 1},
                                            {CKA_SENSITIVE, &yes, 1}, label_attribute,        id_attribute};
  CK_MECHANISM how{mechanism, nullptr, 0};
  CK_OBJECT_HANDLE made_public = 0;
  CK_OBJECT_HANDLE made_private = 0;
  require((*module_)->C_GenerateKeyPair(session, &how, public_half.data(), public_half.size(), private_half.data(),
                                        private_half.size(), &made_public, &made_private),
          "C_GenerateKeyPair");
  require((*module_)->C_CloseSession(session), "C_CloseSession");
}

void SoftToken::make_ec_key(const std::string& label, const Bytes& id, ByteView curve_oid) {
  make_key(CKM_ECDSA_KEY_PAIR_GEN, label, id,
           {CKA_EC_PARAMS, const_cast<std::uint8_t*>(curve_oid.data()), curve_oid.size()}, {});
}

void SoftToken::make_ed25519_key(const std::string& label) {
  // The PrintableString "edwards25519" (PKCS #11 v3.0 §2.3.5).
  Bytes curve = {0x13, 0x0c, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
  make_key(CKM_EC_EDWARDS_KEY_PAIR_GEN, label, {}, {CKA_EC_PARAMS, curve.data(), curve.size()}, {});
}

void SoftToken::make_rsa_key(const std::string& label, CK_ULONG bits) {
  Bytes exponent = {1, 0, 1};
  make_key(CKM_RSA_PKCS_KEY_PAIR_GEN, label, {}, {CKA_MODULUS_BITS, &bits, sizeof bits},
           {CKA_PUBLIC_EXPONENT, exponent.data(), exponent.size()});
}

void SoftToken::destroy(CK_OBJECT_CLASS half, const Bytes& id) {
  const CK_SESSION_HANDLE session = open_session();
  CK_ATTRIBUTE wanted[] = {{CKA_CLASS, &half, sizeof half}, {CKA_ID, const_cast<std::uint8_t*>(id.data()), id.size()}};
  require((*module_)->C_FindObjectsInit(session, wanted, 2), "C_FindObjectsInit");
  CK_OBJECT_HANDLE found = 0;
  CK_ULONG count = 0;
  require((*module_)->C_FindObjects(session, &found, 1, &count), "C_FindObjects");
  require((*module_)->C_FindObjectsFinal(session), "C_FindObjectsFinal");
  require((*module_)->C_DestroyObject(session, found), "C_DestroyObject");
  require((*module_)->C_CloseSession(session), "C_CloseSession");
}

void SoftToken::lose_sessions() { require((*module_)->C_CloseAllSessions(slot_), "C_CloseAllSessions"); }

}  // namespace attesto::pkcs11
