// A store in this process's memory: for tests and single-process embedding.
#pragma once

#include <memory>

#include "attesto/store/store.hpp"

namespace attesto::inline v0 {

/// Keeps everything in memory: nothing survives the process, so nothing here is durable.
///
/// @param capacity  records it holds at most; beyond that commits answer `unavailable`
[[nodiscard]] std::unique_ptr<Store> make_memory_store(std::size_t capacity = 1'000'000);

}  // namespace attesto::inline v0
