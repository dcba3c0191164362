#include "torture/cluster.hpp"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace attesto::torture {

using attestod::DaemonProcess;
using attestod::GrantLedger;
using test::PostgresServer;
using namespace std::chrono_literals;

std::string_view to_string(Backend backend) noexcept { return backend == Backend::sqlite ? "SQLite" : "PostgreSQL"; }

std::string store_lines(Backend backend) {
  if (backend == Backend::sqlite) return "sqlite = \"attesto.db\"";
  return postgres_lines(PostgresServer::shared().new_schema_dsn());
}

std::string postgres_lines(const std::string& dsn) { return "postgresql = \"" + dsn + "\"\nconnections = 12"; }

// On a machine that does much else, a minute may pass between a code and its check: that is no loss.
Cluster::Cluster(const std::string& store, std::optional<Wrong> wrong, std::size_t nodes)
    : folder_(store + "\n[lifetimes]\nauthorization_code = 600"), command_{ATTESTOD_BINARY}, nodes_(nodes) {
  if (wrong) command_ = {FAULTY_ATTESTOD_BINARY, "--fault", std::string(to_string(*wrong))};
  folder_.fill();
  for (std::size_t i = 0; i < nodes; ++i) start(i);
  session_ = client().log_in_and_consent();
  if (session_.empty()) throw std::runtime_error("nobody can log in: " + node().output());
}

void Cluster::start(std::size_t index) {
  nodes_[index] =
      std::make_unique<DaemonProcess>(folder_.config(), folder_.file("output" + std::to_string(index)), command_);
}

void Cluster::kill(std::size_t index) {
  nodes_[index]->signal(SIGKILL);
  if (nodes_[index]->wait() != -SIGKILL) throw std::runtime_error("a node had ended before it was killed");
}

bool Cluster::is_running(std::size_t index) const {
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(nodes_[index]->pid()), &ended, WEXITED | WNOHANG | WNOWAIT);
  return ended.si_pid == 0;
}

std::string Cluster::obtain_code(std::size_t node) const {
  const auto authorized = client(node).authorize(session_);
  return authorized && authorized->status == 303 ? attestod::code_of(*authorized) : "";
}

bool Cluster::completes_a_grant(std::size_t node) const {
  const std::string code = obtain_code(node);
  if (code.empty()) return false;
  const auto redeemed = client(node).redeem(code);
  return redeemed && redeemed->status == 200;
}

std::optional<std::string> Load::finding() const {
  for (const GrantLedger& one : ledgers_)
    if (one.finding()) return one.finding();
  return std::nullopt;
}

int Load::total(int (GrantLedger::*figure)() const) const {
  return std::accumulate(ledgers_.begin(), ledgers_.end(), 0,
                         [&](int sum, const GrantLedger& one) { return sum + (one.*figure)(); });
}

std::string Load::figures() const {
  return std::to_string(total(&GrantLedger::acknowledged)) + " codes and tokens acknowledged, " +
         std::to_string(total(&GrantLedger::lost)) + " lost, " + std::to_string(total(&GrantLedger::revived)) +
         " revived, " + std::to_string(total(&GrantLedger::wrong)) + " wrong answers, " +
         std::to_string(total(&GrantLedger::outages)) + " times 503, " +
         std::to_string(total(&GrantLedger::unanswered)) + " without an answer";
}

std::optional<std::chrono::milliseconds> wait_for_good_answer(const Cluster& cluster) {
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() < begin + 10s) {
    if (cluster.completes_a_grant())
      return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    std::this_thread::sleep_for(5ms);
  }
  return std::nullopt;
}

}  // namespace attesto::torture
