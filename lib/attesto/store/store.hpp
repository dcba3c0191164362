// The store contract: single-use things, records and families, in one atomic commit.
// RFC 6749 §4.1.2, §10.4-10.5; RFC 9700 §4.14.2; OIDC Core §3.1.3.2.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "attesto/base/bytes.hpp"
#include "attesto/base/clock.hpp"
#include "attesto/base/id.hpp"
#include "attesto/base/unavailable.hpp"

namespace attesto::inline v0 {

/// What a record is. A key of one kind is never found as another (a code is no refresh token).
/// The numbers are stored: never change one.
enum class RecordKind : std::uint8_t {
  interaction = 1,         ///< an authorization request on its way through login and consent
  authorization_code = 2,  ///< RFC 6749 §4.1.2
  refresh_token = 3,       ///< RFC 6749 §6
  revoked_token = 4,       ///< a denied access token, by `jti` (RFC 7009 §2.1)
  dpop_proof = 5,          ///< a DPoP proof that was used, by key and `jti` (RFC 9449 §11.1)
  client_assertion = 6,    ///< a client assertion that was used, by client and `jti` (RFC 7523 §3)
  pushed_request = 7,      ///< RFC 9126 §2.2
  device_code = 8,         ///< RFC 8628 §3.2
  refresh_successor = 9,   ///< what a retried refresh gets, by the used token (RFC 9700 §4.14.2)
};

/// Names one record: its kind, and what tells the value that the other side holds from any other.
struct RecordKey {
  RecordKind kind;    ///< what it is of
  Sha256Digest hash;  ///< of the value, as record_key() makes it: no way leads back
  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};

/// A record to insert.
struct Record {
  RecordKey key;                     ///< by which it is found
  std::optional<FamilyId> family{};  ///< records of a revoked family read as revoked
  Instant expires_at;                ///< may be removed at any time after this
  std::string body;                  ///< opaque to the store; UTF-8 JSON; holds no usable secret
};

/// A record as it stands.
struct StoredRecord {
  std::optional<FamilyId> family;  ///< as it was inserted
  Instant expires_at;              ///< as it was inserted
  std::string body;                ///< as it was inserted
  bool consumed = false;           ///< a commit has claimed it
  bool family_revoked = false;     ///< its family is revoked
};

/// Something that can be used once. Consuming it is not a flag that someone sets later: it is the
/// same call as recording what was won.
struct Claim {
  RecordKey key;                ///< of the record to consume
  bool revoke_on_loss = false;  ///< losing because it was consumed revokes its family (RFC 9700 §4.14.2)
};

/// The only write: everything in it happens, or nothing does. What a grant uses up and what it brings
/// are one step, so nothing is consumed without an answer (W-6), and no successor slips past a
/// revocation (W-14).
struct Commit {
  std::vector<Claim> claims{};    ///< each must be unconsumed, or nothing happens
  std::vector<Record> records{};  ///< each must be new, or nothing happens
  /// Families to revoke. Sticky: records inserted into them later lose with `revoked`.
  std::vector<FamilyId> revoke{};
  /// How long revoked families are remembered: at least until everything issued from them expired.
  Instant remember_revoked_until{};
};

/// Why a commit lost.
enum class LossReason : std::uint8_t {
  absent,    ///< no such record: never existed, or expired and removed
  consumed,  ///< another commit claimed it first
  revoked,   ///< its family, or the family of a record to insert, is revoked
  exists,    ///< a record with that key is there already
};

/// Every claim is consumed and every record is durable.
struct Won {};
/// Nothing was changed, but for the revocation that `revoke_on_loss` asked for.
struct Lost {
  LossReason reason;  ///< the first check that failed
};
/// Whether a commit happened.
using Outcome = std::expected<Won, Lost>;

/// How many of which were removed.
struct Removed {
  std::size_t records = 0;      ///< that had expired
  std::size_t revocations = 0;  ///< families that no longer had to be remembered
  /// Of both kinds.
  [[nodiscard]] std::size_t total() const noexcept { return records + revocations; }
  /// Adds up several batches.
  Removed& operator+=(const Removed& other) noexcept {
    records += other.records;
    revocations += other.revocations;
    return *this;
  }
};

/// The store did not answer.
enum class StoreError : std::uint8_t {
  unavailable,      ///< nothing happened
  unknown_outcome,  ///< it may have happened: hand out nothing
};

/// Reads for deciding; what they say may be old by the time of the commit, which decides alone.
class ReadView {
 public:
  ReadView() = default;
  ReadView(const ReadView&) = delete;
  ReadView& operator=(const ReadView&) = delete;
  virtual ~ReadView() = default;

  /// The record, consumed or not; expired records may or may not still be there.
  [[nodiscard]] virtual std::expected<std::optional<StoredRecord>, Unavailable> find(const RecordKey& key) const = 0;
  /// Whether the family was revoked and is still remembered.
  [[nodiscard]] virtual std::expected<bool, Unavailable> is_revoked(const FamilyId& family) const = 0;
};

/// Where everything durable of the protocol lives.
///
/// Grants get the ReadView only, so read-then-write can't be expressed.
class Store : public ReadView {
 public:
  /// Consumes every claim, inserts every record and revokes every family, or changes nothing.
  ///
  /// ATOMIC   Of all commits that claim one key, ever, on any node, at most one returns Won.
  ///          Checks run in the order claims, records; the first that fails is the reason.
  ///          A consumed record stays until it expires, so that reuse is recognised: whoever
  ///          inserts it chooses a time after which nothing that came from it lives (W-15).
  /// DURABLE  Returns only after the outcome would survive `kill -9`; so does the revocation of
  ///          a lost claim with revoke_on_loss.
  /// REUSE    Losing a claim marked revoke_on_loss with `consumed` revokes its family in the
  ///          same step, remembered until `remember_revoked_until`.
  /// TIME     Expiry is the caller's check, made with its own `now`; this never reads a clock.
  /// ERRORS   StoreError::unavailable: nothing happened. StoreError::unknown_outcome: it may
  ///          have happened. Answer 503 in both cases; hand out nothing.
  /// THREADS  Safe from any thread. May block for a disk write.
  /// @rfc     6749 §4.1.2, 9700 §4.14.2
  [[nodiscard]] virtual std::expected<Outcome, StoreError> commit(const Commit& commit) = 0;

  /// Removes up to `limit` records and revocations that expired before `now`. Never needed for
  /// correctness; safe to run anywhere, any time, by several nodes at once.
  /// @return how many of which; together at most `limit`
  [[nodiscard]] virtual std::expected<Removed, Unavailable> remove_expired(Instant now, std::size_t limit) = 0;
};

}  // namespace attesto::inline v0
