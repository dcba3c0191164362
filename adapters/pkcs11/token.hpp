// One token that we are logged in to, and its sessions; private to this adapter - PKCS #11 v2.40 §5.6.
#pragma once

#include <memory>
#include <mutex>
#include <semaphore>
#include <utility>
#include <vector>

#include "adapters/pkcs11/module.hpp"
#include "adapters/pkcs11/pkcs11_signer.hpp"

namespace attesto::pkcs11 {

/// Thrown while a key is opened; becomes the OpenFailure.
struct OpenRefused {
  OpenFailure failure;
};

/// An open session, closed when it dies.
class Session {
 public:
  Session(std::shared_ptr<const Module> module, CK_SLOT_ID slot);
  Session(Session&& other) noexcept : module_(std::move(other.module_)), handle_(other.handle_), key_(other.key_) {}
  Session& operator=(Session&& other) noexcept;
  ~Session();

  [[nodiscard]] const Module& module() const noexcept { return *module_; }
  [[nodiscard]] CK_SESSION_HANDLE handle() const noexcept { return handle_; }
  /// The private key as this session knows it: a handle need not outlive a logout.
  [[nodiscard]] CK_OBJECT_HANDLE key() const noexcept { return key_; }
  void use_key(CK_OBJECT_HANDLE key) noexcept { key_ = key; }

 private:
  std::shared_ptr<const Module> module_;  ///< null once moved from
  CK_SESSION_HANDLE handle_ = 0;
  CK_OBJECT_HANDLE key_ = 0;
};

/// Whether a new session and a new login may help after that code.
[[nodiscard]] bool is_lost_session(CK_RV code) noexcept;

class Token {
 public:
  /// @throws OpenRefused if the module can't be used
  Token(KeyLocation location, Secret pin);

  /// Runs `operation(const Session&)` in a session nobody else uses. If the token lost that one, runs
  /// it once more in a new one, logged in again.
  /// @throws OpenRefused if a session is needed and the token or the key is gone; whatever `operation` throws
  template <class Operation>
  auto with_session(Operation operation) {
    const Place place(places_);
    Session session = take();
    auto result = run(operation, session);
    give_back(std::move(session));
    return result;
  }

  /// The one object of that class at the location. @throws OpenRefused
  [[nodiscard]] CK_OBJECT_HANDLE find_key(const Session& session, CK_OBJECT_CLASS kind) const;

 private:
  /// Tokens have few sessions; who finds all of ours in use waits for one.
  static constexpr std::ptrdiff_t kMaxSessions = 16;
  using Places = std::counting_semaphore<kMaxSessions>;
  struct Place {
    explicit Place(Places& all) : places(all) { places.acquire(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { places.release(); }
    Places& places;
  };

  template <class Operation>
  auto run(Operation& operation, Session& session) {
    try {
      return operation(std::as_const(session));
    } catch (const CallFailed& failed) {
      if (!is_lost_session(failed.code())) throw;
    }
    session = open_session();
    return operation(std::as_const(session));
  }

  [[nodiscard]] CK_SLOT_ID find_slot() const;
  [[nodiscard]] Session open_session() const;
  void log_in(const Session& session) const;
  [[nodiscard]] Session take();
  void give_back(Session session);

  KeyLocation location_;
  Secret pin_;
  std::shared_ptr<const Module> module_;
  Places places_{kMaxSessions};
  std::mutex mutex_;
  std::vector<Session> idle_;
};

}  // namespace attesto::pkcs11
