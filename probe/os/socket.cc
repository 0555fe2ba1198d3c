// Opens sockets, connects, sends and receives.
#include "probe/os/socket.h"

#include <sys/socket.h>

#include <cerrno>
#include <ctime>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/process_calls.h"
#include "base/os/socket_calls.h"
#include "base/text.h"
#include "probe/connecting.h"
#include "probe/os/deadline.h"
#include "probe/os/resolver.h"
#include "probe/os/socket_address.h"

namespace probe {

namespace system = base::system;

namespace {

std::string_view bytes_of(const SocketAddress& address, socklen_t size) {
  return {reinterpret_cast<const char*>(&address), size};
}

/// Returns whether a socket that was connected to a port (in network byte order) is_connected_to_itself().
/// The address that was given may be another than that of the peer: 0.0.0.0 leads to 127.0.0.1.
bool is_own_peer(int descriptor, in_port_t port) {
  SocketAddress own;
  SocketAddress peer;
  socklen_t own_size = sizeof own;
  socklen_t peer_size = sizeof peer;
  const bool has_port = system::own_address(descriptor, own.any, own_size) == 0 && own.ipv4.sin_port == port;
  return has_port && system::peer_address(descriptor, peer.any, peer_size) == 0 &&
         is_connected_to_itself(bytes_of(own, own_size), bytes_of(peer, peer_size));
}

}  // namespace

void Socket::show_address(const Question& question, const IpAddress& address) {
  address_.cut(0);
  put_tried_address(address_, question, address);
  set_phase(Phase::nothing);
  set_address(address_.view());
  set_phase(Phase::connect);
}

Socket::~Socket() {
  if (descriptor_ >= 0) system::close(descriptor_);
}

Outcome Socket::connect(const Question& question) {
  const Settings& settings = question.settings;
  timeout_ = settings.timeout;
  subject_ = question.protocol->subject;
  has_answer_ = false;
  takes_silence_ = takes_silence(question);
  addresses_.family = settings.family;
  base::TextOf<longest_socket_path + 1> storage;
  const char* const path = socket_path(question, storage);
  return path != nullptr ? connect_to_path(path) : connect_to_host(question);
}

Outcome Socket::connect_to_path(const char* path) {
  set_phase(Phase::connect);
  let_timer_kill(whole_);
  static_cast<void>(
      system::find_file(path));  // if its mount does not answer, this call is the one that hangs
  catch_timer(whole_);
  SocketAddress address;
  const socklen_t size = make_path_address(path, address);
  const int error = try_address(address, size, deadline_);
  return error == 0 ? Outcome{} : note_failure(Phase::connect, error);
}

Outcome Socket::connect_to_host(const Question& question) {
  set_phase(Phase::resolve);
  if (addresses_.count == 0) {
    const Failure why = resolve(question.target, deadline_, addresses_);
    if (!why.is_none()) return {.failure = why, .phase = Phase::resolve};
  }
  ReportedError reported;
  if (leads_to_next_address(subject_, error_)) reported.add(tried_ - 1, error_);
  error_ = 0;
  while (tried_ != addresses_.count) {
    const int untried = addresses_.count - tried_;
    const IpAddress& entry = addresses_.list[tried_++];
    show_address(question, entry);
    SocketAddress address;
    const socklen_t size = make_socket_address(entry, question.target.port, address);
    const Deadline until =
        untried == 1 ? deadline_ : share_of_time(deadline_, base::monotonic_time(), untried);
    const int error = try_address(address, size, until);
    if (error == 0) return {};
    reported.add(tried_ - 1, error);
  }
  if (reported.place >= 0) show_address(question, addresses_.list[reported.place]);
  return note_failure(Phase::connect, reported.error);
}

int Socket::try_address(const SocketAddress& address, socklen_t size, const Deadline& until) {
  if (descriptor_ >= 0) system::close(descriptor_);
  const int type = subject_ == Subject::datagrams ? SOCK_DGRAM : SOCK_STREAM;
  descriptor_ = system::socket(address.any.sa_family, type);
  if (descriptor_ < 0) return -descriptor_;
  is_limited_ = false;
  int error = 0;
  do {
    error = limit_calls(until);
    if (error == 0) error = -system::connect(descriptor_, address.any, size);
  } while (error == EINTR);
  if (error != 0 || address.any.sa_family == AF_UNIX) return error;
  return is_own_peer(descriptor_, address.ipv4.sin_port) ? ECONNREFUSED : 0;
}

int Socket::limit_calls(const Deadline& until) {
  if (until.has_timer && !is_limited_) return 0;  // the usual case needs no clock
  const std::int64_t microseconds = socket_limit(until, base::monotonic_time());
  if (microseconds == no_time_left) return EAGAIN;
  is_limited_ = microseconds != no_limit;
  constexpr std::int64_t million = 1'000'000;
  const base::KernelTimeval time = {.seconds = static_cast<long>(microseconds / million),
                                    .microseconds = static_cast<long>(microseconds % million)};
  const int result = system::limit_time(descriptor_, system::send_limit, time);
  return -(result != 0 ? result : system::limit_time(descriptor_, system::receive_limit, time));
}

Outcome Socket::note_failure(Phase phase, int error) {
  error_ = error;
  return {.failure = {.error = error}, .phase = phase};
}

Outcome Socket::send(std::string_view bytes, Phase phase, bool has_more) {
  set_phase(phase);
  do {
    int error = limit_calls(deadline_);
    const long count = error == 0 ? system::send(descriptor_, bytes, has_more ? MSG_MORE : 0) : 0;
    if (count < 0) error = static_cast<int>(-count);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (error != 0 && error != EINTR) return note_failure(phase, error);
  } while (!bytes.empty());
  return {};
}

Outcome Socket::receive(char* buffer, std::size_t capacity, Phase phase) {
  set_phase(phase);
  const Deadline until =
      takes_silence_ ? end_of_silence(deadline_, base::monotonic_time(), timeout_) : deadline_;
  long count = 0;
  int error = 0;
  do {
    error = limit_calls(until);
    count = error == 0 ? system::receive(descriptor_, buffer, capacity) : 0;
    if (count < 0) error = static_cast<int>(-count);
  } while (error == EINTR);
  if (error != 0 && ends_answer(error, takes_silence_, has_answer_)) return {};
  if (error != 0) return note_failure(phase, error);
  return {.size = static_cast<std::size_t>(count)};
}

void Socket::note_answer(std::string_view part) {
  has_answer_ = true;
  probe::note_answer(part);
}

void Socket::send_last(std::string_view bytes) {
  set_phase(Phase::nothing);
  system::send(descriptor_, bytes, MSG_DONTWAIT);
}

base::Nanoseconds Socket::wall_time() { return base::time_of(CLOCK_REALTIME); }

Outcome Socket::fill_randomly(char* bytes, std::size_t size) {
  set_phase(Phase::handshake);
  // Up to 256 bytes come at once, or not at all (getrandom(2)).
  long count = 0;
  do {
    count = system::getrandom(bytes, size, 0);
  } while (count == -EINTR);
  return count < 0 ? note_failure(Phase::handshake, static_cast<int>(-count)) : Outcome{};
}

std::size_t Socket::read_on(char* buffer, std::size_t capacity, base::Nanoseconds& spent) {
  set_phase(Phase::nothing);
  const base::Nanoseconds start = last_rest_ != 0 ? last_rest_ : base::monotonic_time();
  if (limit_calls({end_of_rest(deadline_, start, timeout_, spent), false}) != 0) return 0;
  const long count = system::receive(descriptor_, buffer, capacity);
  last_rest_ = base::monotonic_time();
  spent += last_rest_ - start;
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace probe
