#include "adapters/log/queued_events.hpp"

#include <algorithm>
#include <utility>

namespace attesto::inline v0 {

void QueuedEvents::Slot::hold(const Event& given) noexcept {
  event = given;
  char* free = text.data();
  for (std::string_view* field : {&event.request_id, &event.endpoint, &event.client_id, &event.subject,
                                  &event.grant_type, &event.scope, &event.kid}) {
    const std::size_t kept = std::min(field->size(), kMaxFieldBytes);
    std::copy_n(field->data(), kept, free);
    *field = {free, kept};
    free += kept;
  }
}

QueuedEvents::QueuedEvents(EventSink sink, std::size_t capacity)
    : sink_(std::move(sink)), slots_(std::max<std::size_t>(capacity, 1)), thread_([this] { deliver_all(); }) {}

QueuedEvents::~QueuedEvents() { stop(); }

void QueuedEvents::push(const Event& event) noexcept {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_ == slots_.size()) {
      ++counts_.dropped;
      return;
    }
    slots_[(first_ + waiting_) % slots_.size()].hold(event);
    ++waiting_;
    wake = std::exchange(sleeping_, false);
  }
  if (wake) arrived_.notify_one();
}

/// @return false when there is nothing more to do
bool QueuedEvents::wait_for_event() {
  std::unique_lock lock(mutex_);
  while (waiting_ == 0 && !stopping_) {
    sleeping_ = true;
    arrived_.wait(lock);
  }
  sleeping_ = false;
  return waiting_ > 0 && std::chrono::steady_clock::now() < deadline_;
}

void QueuedEvents::deliver(const Event& event) noexcept {
  bool delivered = true;
  try {
    sink_(event);
  } catch (...) {
    delivered = false;
  }
  const std::lock_guard lock(mutex_);
  ++(delivered ? counts_.delivered : counts_.failed);
  first_ = (first_ + 1) % slots_.size();
  --waiting_;
}

void QueuedEvents::deliver_all() {
  // Nobody but this thread moves first_, and no push writes to a slot that still waits.
  while (wait_for_event()) deliver(slots_[first_].event);
}

void QueuedEvents::stop(std::chrono::milliseconds patience) {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    deadline_ = std::chrono::steady_clock::now() + patience;
  }
  arrived_.notify_one();
  if (thread_.joinable()) thread_.join();
  const std::lock_guard lock(mutex_);
  counts_.dropped += std::exchange(waiting_, 0);
}

QueuedEvents::Counts QueuedEvents::counts() const noexcept {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace attesto::inline v0
