#include "adapters/pkcs11/token.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace attesto::pkcs11 {
namespace {

[[noreturn]] void refuse(OpenError error, std::string detail) {
  throw OpenRefused{{.error = error, .detail = std::move(detail)}};
}

/// Fixed-length texts are padded with blanks (PKCS #11 v2.40 §3.1).
std::string_view trimmed(const unsigned char* text, std::size_t size) {
  const std::string_view padded(reinterpret_cast<const char*>(text), size);
  return padded.substr(0, padded.find_last_not_of(' ') + 1);
}

bool is_pin_problem(CK_RV code) {
  switch (code) {
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_EXPIRED:
    case CKR_PIN_LOCKED:
    case CKR_USER_PIN_NOT_INITIALIZED: return true;
    default: return false;
  }
}

std::shared_ptr<const Module> load_module(const std::string& path) {
  try {
    return Module::load(path);
  } catch (const std::runtime_error& error) {
    refuse(OpenError::module_unusable, error.what());
  }
}

}  // namespace

bool is_lost_session(CK_RV code) noexcept {
  switch (code) {
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_USER_NOT_LOGGED_IN:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_DEVICE_REMOVED:
    case CKR_DEVICE_ERROR:
    case CKR_TOKEN_NOT_PRESENT: return true;
    default: return false;
  }
}

Session::Session(std::shared_ptr<const Module> module, CK_SLOT_ID slot) : module_(std::move(module)) {
  require((*module_)->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle_), "C_OpenSession");
}

Session& Session::operator=(Session&& other) noexcept {
  std::swap(module_, other.module_);
  std::swap(handle_, other.handle_);
  std::swap(key_, other.key_);
  return *this;
}

Session::~Session() {
  if (module_) (*module_)->C_CloseSession(handle_);  // one that the token lost is closed already
}

Token::Token(KeyLocation location, Secret pin)
    : location_(std::move(location)), pin_(std::move(pin)), module_(load_module(location_.module_path)) {}

CK_SLOT_ID Token::find_slot() const {
  CK_ULONG count = 0;
  require((*module_)->C_GetSlotList(CK_TRUE, nullptr, &count), "C_GetSlotList");
  std::vector<CK_SLOT_ID> slots(count);
  require((*module_)->C_GetSlotList(CK_TRUE, slots.data(), &count), "C_GetSlotList");
  slots.resize(count);
  std::optional<CK_SLOT_ID> found;
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info;
    if ((*module_)->C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    if (trimmed(info.label, sizeof info.label) != location_.token_label) continue;
    if (found) refuse(OpenError::token_not_found, "several tokens are labelled " + location_.token_label);
    found = slot;
  }
  if (!found) refuse(OpenError::token_not_found, "no token is labelled " + location_.token_label);
  return *found;
}

void Token::log_in(const Session& session) const {
  const std::string_view pin = pin_.expose();
  const CK_RV code = (*module_)->C_Login(session.handle(), CKU_USER,
                                         reinterpret_cast<unsigned char*>(const_cast<char*>(pin.data())), pin.size());
  if (is_pin_problem(code)) refuse(OpenError::pin_refused, CallFailed("C_Login", code).what());
  // A login holds for all sessions that this process has with the token.
  if (code != CKR_USER_ALREADY_LOGGED_IN) require(code, "C_Login");
}

Session Token::open_session() const {
  Session session(module_, find_slot());
  log_in(session);
  session.use_key(find_key(session, CKO_PRIVATE_KEY));
  return session;
}

CK_OBJECT_HANDLE Token::find_key(const Session& session, CK_OBJECT_CLASS kind) const {
  std::vector<CK_ATTRIBUTE> wanted = {{CKA_CLASS, &kind, sizeof kind}};
  if (!location_.key_label.empty())
    wanted.push_back({CKA_LABEL, const_cast<char*>(location_.key_label.data()), location_.key_label.size()});
  if (!location_.key_id.empty())
    wanted.push_back({CKA_ID, const_cast<std::uint8_t*>(location_.key_id.data()), location_.key_id.size()});
  require((*module_)->C_FindObjectsInit(session.handle(), wanted.data(), wanted.size()), "C_FindObjectsInit");
  std::array<CK_OBJECT_HANDLE, 2> found{};
  CK_ULONG count = 0;
  const CK_RV code = (*module_)->C_FindObjects(session.handle(), found.data(), found.size(), &count);
  (*module_)->C_FindObjectsFinal(session.handle());
  require(code, "C_FindObjects");
  const std::string name = kind == CKO_PRIVATE_KEY ? "private key" : "public key";
  if (count == 0) refuse(OpenError::key_not_found, "the token has no such " + name);
  if (count > 1) refuse(OpenError::key_ambiguous, "the token has more than one such " + name);
  return found[0];
}

Session Token::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Session session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return open_session();
}

void Token::give_back(Session session) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(session));
}

}  // namespace attesto::pkcs11
