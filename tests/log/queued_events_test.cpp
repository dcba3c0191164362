#include "adapters/log/queued_events.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <optional>
#include <stdexcept>
#include <string>

#include "support/server_fixture.hpp"

namespace attesto {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Counts = QueuedEvents::Counts;

Event numbered(std::string_view id) { return {.kind = EventKind::token_issued, .request_id = id, .scope = "read"}; }

TEST(QueuedEvents, deliver_each_event_whole_and_in_order) {
  std::vector<std::string> seen;
  QueuedEvents events([&](const Event& event) {
    seen.push_back(std::string(event.request_id) + '|' + std::string(event.endpoint) + '|' +
                   std::string(event.client_id) + '|' + std::string(event.subject) + '|' +
                   std::string(event.grant_type) + '|' + std::string(event.scope) + '|' +
                   std::string(event.reason ? describe(*event.reason).id : ""));
  });
  for (int number = 0; number < 100; ++number) {
    std::string id = std::to_string(number);
    std::string client = "web";
    events.push({.kind = EventKind::token_denied,
                 .request_id = id,
                 .endpoint = "token",
                 .client_id = client,
                 .subject = "alice",
                 .grant_type = "password",
                 .scope = "read",
                 .reason = Reason::pkce_missing});
    id.assign(id.size(), 'x');  // what the views were of is gone by now
    client.assign(client.size(), 'x');
  }
  events.stop();
  ASSERT_EQ(seen.size(), 100U);
  for (int number = 0; number < 100; ++number)
    EXPECT_EQ(seen[static_cast<std::size_t>(number)],
              std::to_string(number) + "|token|web|alice|password|read|pkce_missing");
  EXPECT_EQ(events.counts(), (Counts{.delivered = 100}));
}

TEST(QueuedEvents, keep_no_more_of_a_field_than_a_log_does) {
  std::size_t bytes = 0;
  QueuedEvents events([&](const Event& event) { bytes = event.client_id.size() + event.subject.size(); });
  const std::string endless(100'000, 'x');
  events.push({.kind = EventKind::token_denied, .client_id = endless, .subject = endless});
  events.stop();
  EXPECT_EQ(bytes, 2 * QueuedEvents::kMaxFieldBytes);
}

TEST(QueuedEvents, that_do_not_fit_are_dropped_and_counted_one_by_one) {
  std::latch open(1);
  QueuedEvents events([&](const Event&) { open.wait(); }, 8);
  for (int i = 0; i < 100; ++i) events.push(numbered("a"));
  EXPECT_EQ(events.counts(), (Counts{.dropped = 92}));
  open.count_down();
  events.stop();
  EXPECT_EQ(events.counts(), (Counts{.delivered = 8, .dropped = 92}));
  events.push(numbered("late"));
  EXPECT_EQ(events.counts(), (Counts{.delivered = 8, .dropped = 93}));
}

TEST(QueuedEvents, a_sink_that_throws_gets_the_next_one_all_the_same) {
  int calls = 0;
  QueuedEvents events([&](const Event&) {
    if (++calls % 2 == 1) throw std::runtime_error("the disk is full");
  });
  for (int i = 0; i < 10; ++i) events.push(numbered("a"));
  events.stop();
  EXPECT_EQ(calls, 10);
  EXPECT_EQ(events.counts(), (Counts{.delivered = 5, .failed = 5}));
}

TEST(QueuedEvents, of_several_threads_are_all_accounted_for) {
  std::uint64_t seen = 0;
  QueuedEvents events([&](const Event&) { ++seen; }, 16);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 5'000; ++i) events.push(numbered("a"));
      });
  }
  events.stop();
  const Counts counts = events.counts();
  EXPECT_EQ(counts.delivered, seen);
  EXPECT_EQ(counts.delivered + counts.dropped, 20'000U);
}

TEST(QueuedEvents, patience_ends_and_what_is_left_is_counted) {
  QueuedEvents events([](const Event&) { std::this_thread::sleep_for(50ms); }, 100);
  for (int i = 0; i < 100; ++i) events.push(numbered("a"));
  const auto begin = Clock::now();
  events.stop(120ms);
  EXPECT_LT(Clock::now() - begin, 3s) << "five seconds of events were waiting";
  const Counts counts = events.counts();
  EXPECT_GT(counts.delivered, 0U);
  EXPECT_EQ(counts.delivered + counts.dropped, 100U);
}

/// How long so many token requests take, all of which must be answered.
std::chrono::nanoseconds time_of_tokens(std::optional<EventSink> sink, int requests) {
  test::TestServer server({.adjust = [&](Config& config) { config.on_event = std::move(sink); }});
  const auto begin = Clock::now();
  for (int i = 0; i < requests; ++i)
    EXPECT_EQ(server.post_as("machine", "/token", {{"grant_type", "client_credentials"}}).status, 200);
  return Clock::now() - begin;
}

/// W-33. The sink takes 20 ms per event, so that 100 of them would hold the requests up for two seconds.
TEST(QueuedEvents, a_slow_or_throwing_sink_neither_delays_nor_loses_an_answer) {
  constexpr int kRequests = 100;
  time_of_tokens({}, kRequests);  // warm
  const auto without = time_of_tokens({}, kRequests);
  for (const bool throws : {false, true}) {
    const auto events = std::make_shared<QueuedEvents>(
        [throws](const Event&) {
          std::this_thread::sleep_for(20ms);
          if (throws) throw std::runtime_error("the log is gone");
        },
        10);
    const auto with = time_of_tokens([events](const Event& event) { events->push(event); }, kRequests);
    EXPECT_LT(with, 5 * without + 500ms) << "throws: " << throws;
    events->stop();
    const Counts counts = events->counts();
    EXPECT_EQ(counts.delivered + counts.failed + counts.dropped, std::uint64_t{kRequests});
    EXPECT_EQ(throws ? counts.delivered : counts.failed, 0U);
    EXPECT_GT(counts.dropped, 0U);
  }
}

}  // namespace
}  // namespace attesto
