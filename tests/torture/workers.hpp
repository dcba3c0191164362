// Several processes that each do a part of a long property.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "torture/property.hpp"

namespace attesto::torture {

/// What a worker tells: how much more is done, and, once, what it found.
class WorkerPipe {
 public:
  explicit WorkerPipe(int pipe) : pipe_(pipe) {}
  void progress(int done) const;
  void finding(std::string_view what) const;

 private:
  int pipe_;
};

/// Runs `work(worker, pipe)` in that many forked processes. The first finding, or a worker that throws
/// or crashes, ends them all.
/// @note fork(): no other threads may run
[[nodiscard]] std::optional<std::string> run_workers(int workers, int total,
                                                     const std::function<void(int worker, const WorkerPipe&)>& work,
                                                     const Conditions& conditions);

/// As many as there are cores, and at least four: one works while another waits for a disk.
[[nodiscard]] int count_workers();

}  // namespace attesto::torture
