#include "torture/workers.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <thread>
#include <vector>

#include "adapters/store_check/child_process.hpp"

namespace attesto::torture {
namespace {

/// Small enough for one atomic write to a pipe.
struct Message {
  int done;
  bool is_finding;
  std::array<char, 2000> text;
};

std::unique_ptr<ChildProcess> start(const std::function<void(int worker, const WorkerPipe&)>& work, int worker) {
  return std::make_unique<ChildProcess>([&](int pipe) {
    try {
      work(worker, WorkerPipe(pipe));
    } catch (const std::exception& failure) {
      WorkerPipe(pipe).finding(failure.what());
    }
    return 0;
  });
}

}  // namespace

void WorkerPipe::progress(int done) const { send(pipe_, Message{.done = done, .is_finding = false, .text = {}}); }

void WorkerPipe::finding(std::string_view what) const {
  Message message{.done = 0, .is_finding = true, .text = {}};
  std::ranges::copy(what.substr(0, message.text.size() - 1), message.text.begin());
  send(pipe_, message);
}

int count_workers() { return std::max(4, static_cast<int>(std::thread::hardware_concurrency())); }

std::optional<std::string> run_workers(int workers, int total,
                                       const std::function<void(int worker, const WorkerPipe&)>& work,
                                       const Conditions& conditions) {
  std::vector<std::unique_ptr<ChildProcess>> running(static_cast<std::size_t>(workers));
  std::ranges::generate(running, [&, worker = 0]() mutable { return start(work, worker++); });
  std::optional<std::string> finding;
  int done = 0;
  // Each has to be heard, so that nobody waits at a full pipe: in turn, as they are alike.
  while (!finding && !running.empty()) {
    std::erase_if(running, [&](const std::unique_ptr<ChildProcess>& worker) {
      Message message{};
      const bool said_something = worker->read(message);
      done += message.done;
      if (message.is_finding && !finding) finding = message.text.data();
      if (!said_something && worker->wait() != 0 && !finding) finding = "a worker crashed";
      return !said_something;
    });
    conditions.progress(done, total);
  }
  return finding;
}

}  // namespace attesto::torture
