// Nodes of attestod on one database, and clients that put them under load.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "attestod/daemon_folder.hpp"
#include "attestod/daemon_process.hpp"
#include "attestod/grant_ledger.hpp"
#include "support/postgres_server.hpp"
#include "torture/wrong_store.hpp"

namespace attesto::torture {

enum class Backend : std::uint8_t { sqlite, postgres };
[[nodiscard]] std::string_view to_string(Backend backend) noexcept;

/// The lines below `[store]` for a new database.
[[nodiscard]] std::string store_lines(Backend backend);
/// The same for one of PostgreSQL, by its DSN.
[[nodiscard]] std::string postgres_lines(const std::string& dsn);

/// Some attestod processes, or faulty ones, with one configuration.
class Cluster {
 public:
  /// Fills the database and starts the nodes.
  explicit Cluster(const std::string& store, std::optional<Wrong> wrong = std::nullopt, std::size_t nodes = 1);

  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] const attestod::DaemonProcess& node(std::size_t index = 0) const { return *nodes_[index]; }
  [[nodiscard]] attestod::DaemonClient client(std::size_t node = 0) const {
    return attestod::DaemonClient(nodes_[node]->port());
  }
  /// Cookie of a browser that is logged in and has consented.
  [[nodiscard]] const std::string& session() const { return session_; }
  void add_client(const Client& client) const { folder_.add_client(client); }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  /// Starts a node anew. @throws std::runtime_error with its output if it does not serve
  void start(std::size_t index = 0);
  /// kill -9 of a node.
  void kill(std::size_t index = 0);
  /// Whether a node has not ended by itself.
  [[nodiscard]] bool is_running(std::size_t index = 0) const;
  /// A fresh code; empty if there is none.
  [[nodiscard]] std::string obtain_code(std::size_t node = 0) const;
  /// From an authorization to tokens. @return whether it worked
  [[nodiscard]] bool completes_a_grant(std::size_t node = 0) const;

 private:
  attestod::DaemonFolder folder_;
  attestod::DaemonCommand command_;
  std::vector<std::unique_ptr<attestod::DaemonProcess>> nodes_;
  std::string session_;
};

/// Clients that live through grants while something happens, each with a ledger.
class Load {
 public:
  explicit Load(std::size_t clients = 8) : ledgers_(clients) {}

  /// Puts the cluster under load until `happen` has happened.
  template <class Happen>
  void run(const Cluster& cluster, Happen happen) {
    std::atomic<bool> over = false;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < ledgers_.size(); ++i)
      threads.emplace_back(
          [&, i, client = cluster.client(i % cluster.size())] { ledgers_[i].use(client, cluster.session(), over); });
    try {
      happen();
    } catch (...) {
      over = true;
      throw;
    }
    over = true;
  }
  /// Holds every ledger against the cluster, which is well again.
  void check(const Cluster& cluster) {
    for (std::size_t i = 0; i < ledgers_.size(); ++i) ledgers_[i].check(cluster.client(i % cluster.size()));
  }

  [[nodiscard]] std::optional<std::string> finding() const;
  /// "N grants acknowledged, 0 lost, 0 revived, ..."
  [[nodiscard]] std::string figures() const;
  /// The sum of one figure over all ledgers.
  [[nodiscard]] int total(int (attestod::GrantLedger::*figure)() const) const;

 private:
  std::vector<attestod::GrantLedger> ledgers_;
};

/// Waits until a whole grant works at the node again.
/// @return how long that took; nothing if it took longer than ten seconds
[[nodiscard]] std::optional<std::chrono::milliseconds> wait_for_good_answer(const Cluster& cluster);

}  // namespace attesto::torture
