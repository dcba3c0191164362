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

constexpr int kFailed = 70;

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
  std::vector<std::unique_ptr<ChildProcess>> children;
  for (int worker = 0; worker < workers; ++worker)
    children.push_back(std::make_unique<ChildProcess>([&](int pipe) {
      try {
        work(worker, WorkerPipe(pipe));
        return 0;
      } catch (const std::exception& failure) {
        WorkerPipe(pipe).finding(failure.what());
        return kFailed;
      }
    }));
  std::optional<std::string> finding;
  int done = 0;
  // Each has to be heard out, so that nobody waits at a full pipe: in turn, as they are alike.
  std::vector<bool> open(children.size(), true);
  while (!finding && std::ranges::count(open, true) > 0) {
    for (std::size_t i = 0; i < children.size() && !finding; ++i) {
      if (!open[i]) continue;
      Message message{};
      if (!children[i]->read(message)) {
        open[i] = false;
        const int status = children[i]->wait();
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) finding = "a worker ended with " + std::to_string(status);
        continue;
      }
      done += message.done;
      if (message.is_finding) finding = message.text.data();
      conditions.progress(done, total);
    }
  }
  return finding;
}

}  // namespace attesto::torture
