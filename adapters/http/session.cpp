#include "adapters/http/session.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "adapters/http/head_scan.hpp"
#include "adapters/http/render_response.hpp"

namespace attesto::inline v0::http_engine {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr std::size_t kReadSize = 4096;
/// How long bytes of a client that talks on after its last response are thrown away. Closing over
/// unread bytes sends a reset, and a reset takes the response from the client (RFC 9112 §9.6).
constexpr auto kDiscardTime = 2s;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr Refusal kTooSlow{408, "the request took too long to arrive"};
constexpr Refusal kChunkLineTooLong{400, "a line of the chunked body is too long"};

http::Response busy_answer() {
  http::Response response = plain_answer(503, "the server is busy; try again");
  response.add("Retry-After", "1");
  return response;
}

}  // namespace

void Continuation::operator()(ErrorCode error, std::size_t bytes) const { (session.get()->*next)(error, bytes); }

Session::Session(Socket socket, asio::ssl::context* tls, std::string address, ConnectionLimit::Slot slot,
                 SessionServices& services)
    : services_(services),
      slot_(std::move(slot)),
      connection_(std::move(socket), tls),
      address_(std::move(address)),
      input_(services.limits.header_block + kReadSize),
      incoming_(services.limits) {}

void Session::start() {
  if (connection_.is_tls()) {
    enter(Phase::handshake, services_.limits.header_read);
    return connection_.handshake(then(&Session::on_handshake));
  }
  enter(Phase::idle, services_.limits.header_read);
  read_more(&Session::on_head_bytes);
}

void Session::on_handshake(ErrorCode error, std::size_t) {
  if (error || phase_ == Phase::closed) return close();
  certificate_ = connection_.peer_certificate();
  chain_validated_ = !certificate_.empty() && connection_.is_chain_validated();
  enter(Phase::idle, services_.limits.header_read);
  read_more(&Session::on_head_bytes);
}

void Session::enter(Phase phase, Clock::duration at_most) {
  phase_ = phase;
  deadline_ = at_most == Clock::duration::max() ? Clock::time_point::max() : Clock::now() + at_most;
}

void Session::check_deadline(Clock::time_point now) {
  if (now < deadline_) return;
  if (phase_ != Phase::reading_head && phase_ != Phase::reading_body) return close();
  timed_out_ = true;
  deadline_ = Clock::time_point::max();
  connection_.cancel();  // the aborted read answers 408
}

void Session::drain() {
  if (phase_ == Phase::idle || phase_ == Phase::handshake) close();
}

void Session::close() {
  phase_ = Phase::closed;
  deadline_ = Clock::time_point::max();
  connection_.close();
}

std::string_view Session::input() const noexcept {
  const auto bytes = input_.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

void Session::read_more(void (Session::*next)(ErrorCode, std::size_t)) {
  const std::size_t room = input_.max_size() - input_.size();
  connection_.read_some(input_.prepare(std::min(room, kReadSize)), then(next));
}

bool Session::take_input(ErrorCode error, std::size_t bytes) {
  if (phase_ == Phase::closed) return false;
  if (timed_out_) {
    refuse(kTooSlow);
    return false;
  }
  if (error) {
    close();
    return false;
  }
  input_.commit(bytes);
  return true;
}

void Session::read_head() {
  input_.consume(count_empty_lines(input()));
  const auto head_size = find_head_end(input(), services_.limits);
  if (!head_size) return refuse(head_size.error());
  if (*head_size == 0) {
    if (phase_ == Phase::idle && input_.size() > 0) enter(Phase::reading_head, services_.limits.header_read);
    return read_more(&Session::on_head_bytes);
  }
  const auto begun = incoming_.begin(input().substr(0, *head_size));
  input_.consume(*head_size);
  is_head_ = incoming_.is_head();
  if (!begun) return refuse(begun.error());
  if (incoming_.complete()) return handle();
  enter(Phase::reading_body, services_.limits.body_read);
  if (incoming_.expects_continue() && input_.size() == 0)
    return connection_.write({asio::buffer(kContinue), asio::const_buffer{}}, then(&Session::on_continue_sent));
  read_body();
}

void Session::on_head_bytes(ErrorCode error, std::size_t bytes) {
  if (take_input(error, bytes)) read_head();
}

void Session::on_continue_sent(ErrorCode error, std::size_t) {
  if (take_input(error, 0)) read_body();
}

void Session::read_body() {
  const auto used = incoming_.add_body(input());
  if (!used) return refuse(used.error());
  input_.consume(*used);
  if (incoming_.complete()) return handle();
  if (input_.size() >= services_.limits.header_block) return refuse(kChunkLineTooLong);
  read_more(&Session::on_body_bytes);
}

void Session::on_body_bytes(ErrorCode error, std::size_t bytes) {
  if (take_input(error, bytes)) read_body();
}

void Session::handle() {
  enter(Phase::handling, Clock::duration::max());
  keep_open_ = incoming_.keep_alive();
  request_ = incoming_.view({.address = address_,
                             .tls = connection_.is_tls(),
                             .certificate_der = certificate_,
                             .certificate_chain_validated = chain_validated_});
  if (services_.answers_inline(request_)) return respond(run_handler());
  WorkerPool::Job job = [self = shared_from_this()]() mutable { handle_on_worker(std::move(self)); };
  if (!services_.workers.submit(job)) respond(busy_answer());
}

void Session::handle_on_worker(std::shared_ptr<Session> self) {
  self->response_ = self->run_handler();
  // The reference is handed back, never copied: the last one must not die on this thread.
  const auto executor = self->connection_.executor();
  asio::post(executor, [self = std::move(self)] { self->respond(std::move(self->response_)); });
}

http::Response Session::run_handler() const noexcept {
  try {
    return services_.handler(request_);
  } catch (...) {
    return plain_answer(500, "the server failed to answer");
  }
}

void Session::refuse(const Refusal& refusal) {
  keep_open_ = false;
  talks_on_ = true;
  timed_out_ = false;
  respond(plain_answer(refusal.status, refusal.text));
}

void Session::respond(http::Response response) {
  if (phase_ == Phase::closed) return;
  enter(Phase::writing, services_.limits.write);
  response_ = std::move(response);
  keep_open_ = keep_open_ && !services_.draining;
  response_head_.clear();
  render_head(response_head_, response_,
              {.close = !keep_open_,
               .confirm_keep_alive = keep_open_ && incoming_.is_http_1_0(),
               .date = services_.date.now()});
  const bool without_body = is_head_ || never_has_body(response_.status);
  connection_.write({asio::buffer(response_head_), without_body ? asio::const_buffer{} : asio::buffer(response_.body)},
                    then(&Session::on_response_sent));
}

void Session::on_response_sent(ErrorCode error, std::size_t) {
  if (error || phase_ == Phase::closed) return close();
  if (!keep_open_) return finish();
  if (services_.draining) return close();
  is_head_ = false;
  if (input_.size() == 0 && input_.capacity() > 2 * kReadSize) input_.shrink_to_fit();  // idle connections are many
  enter(Phase::idle, services_.limits.idle);
  read_head();
}

void Session::finish() {
  enter(Phase::closing, kDiscardTime);
  talks_on_ = talks_on_ || input_.size() > 0;
  input_.consume(input_.size());
  connection_.close_notify(then(&Session::on_close_notify_sent));
}

void Session::on_close_notify_sent(ErrorCode, std::size_t) {
  if (phase_ == Phase::closed) return;
  if (!talks_on_) return close();
  connection_.shut_down_sending();
  connection_.read_raw(input_.prepare(kReadSize), then(&Session::on_discarded));
}

void Session::on_discarded(ErrorCode error, std::size_t) {
  if (error || phase_ == Phase::closed) return close();
  connection_.read_raw(input_.prepare(kReadSize), then(&Session::on_discarded));
}

}  // namespace attesto::inline v0::http_engine
