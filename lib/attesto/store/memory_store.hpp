// A store in this process's memory: for tests and single-process embedding.
#pragma once

#include <memory>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// Keeps everything in memory: nothing survives the process, so nothing here is durable, and no other
/// process sees it. Nodes of a cluster share a database instead (W-31).
///
/// @param capacity  records it holds at most; beyond that commits answer `unavailable`
[[nodiscard]] std::unique_ptr<Store> make_memory_store(std::size_t capacity = 1'000'000);

}  // namespace attesto::inline v0
