#include "adapters/postgres/pool.hpp"

#include <algorithm>
#include <thread>

namespace attesto::inline v0::postgres {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirstDelay = 20ms;
constexpr std::chrono::milliseconds kLastDelay = 500ms;
constexpr std::chrono::microseconds kFirstPause = 2ms;

std::unexpected<SqlError> unreachable(const char* message) {
  return std::unexpected(SqlError{.fault = Fault::unreachable, .message = message});
}

}  // namespace

std::expected<std::shared_ptr<Pool>, std::string> Pool::open(Settings settings) {
  std::shared_ptr<Pool> pool(new Pool(std::move(settings)));
  auto first = pool->take();
  if (!first) return std::unexpected(std::move(first).error().message);
  pool->give_back(std::move(*first));
  return pool;
}

SqlResult<std::unique_ptr<Connection>> Pool::take() {
  const Time deadline = std::chrono::steady_clock::now() + settings_.pool_timeout;
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto idle = take_idle()) return idle;
    if (open_ < settings_.connections) return connect(lock);
    if (returned_.wait_until(lock, deadline) == std::cv_status::timeout)
      return unreachable("every connection is busy; allow more or find out what is slow");
  }
}

std::unique_ptr<Connection> Pool::take_idle() {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (connection->is_alive()) return connection;
    --open_;
  }
  return nullptr;
}

SqlResult<std::unique_ptr<Connection>> Pool::connect(std::unique_lock<std::mutex>& lock) {
  if (is_away_ && (is_trying_ || std::chrono::steady_clock::now() < next_try_))
    return unreachable("the database is away");
  ++open_;
  is_trying_ = true;
  lock.unlock();
  auto opened = Connection::open(settings_);
  lock.lock();
  is_trying_ = false;
  is_away_ = !opened;
  if (opened) {
    delay_ = {};
  } else {
    --open_;
    delay_ = std::clamp(delay_ * 2, kFirstDelay, kLastDelay);
    next_try_ = std::chrono::steady_clock::now() + jittered(delay_);
  }
  returned_.notify_one();
  return opened;
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (connection->is_usable()) idle_.push_back(std::move(connection));
  else --open_;
  returned_.notify_one();
}

void Pool::pause_before_try(int attempt) {
  std::chrono::microseconds pause{};
  {
    const std::lock_guard lock(mutex_);
    pause = jittered(kFirstPause * (1 << attempt));
  }
  std::this_thread::sleep_for(pause);
}

std::chrono::microseconds Pool::jittered(std::chrono::microseconds duration) {
  std::uniform_int_distribution<std::int64_t> between(duration.count() / 2, duration.count());
  return std::chrono::microseconds{between(random_)};
}

}  // namespace attesto::inline v0::postgres
