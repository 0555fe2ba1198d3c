// A connection to another process: all that probe does on a network.
#include "probe/os/socket.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/os/system.h"
#include "probe/connecting.h"
#include "probe/http/http.h"
#include "probe/model/host.h"
#include "probe/os/deadline.h"
#include "probe/os/error_text.h"
#include "probe/os/resolver.h"

namespace probe {
namespace {

/// Says in `progress` which address is tried, where the target that was given does not: where a redirect
/// led, or what a name means.
void show_address(const Question& question, const IpAddress& address) {
  base::Text text(progress.address, sizeof progress.address - 1);
  if (question.is_elsewhere) {
    put_authority(text, question.target);
  } else if (!is_address(question.target)) {
    put_address(text, address);
  }
  progress.address[text.size()] = '\0';
}

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) close(descriptor_);
}

Outcome Socket::connect(const Question& question) {
  const Settings& settings = question.settings;
  timeout_ = settings.timeout;
  type_ = SOCK_CLOEXEC | (question.protocol->subject == Subject::datagrams ? SOCK_DGRAM : SOCK_STREAM);
  takes_silence_ = (type_ & SOCK_DGRAM) != 0 && settings.send == nullptr && settings.expect == nullptr;
  const bool is_path = question.protocol->takes == Form::path;
  const char* const path = is_path ? question.target.path.data() : settings.unix_socket;
  addresses_.family = settings.family;
  return path != nullptr ? connect_to_path(path) : connect_to_host(question);
}

Outcome Socket::connect_to_path(const char* path) {
  set_phase(Phase::connect);
  let_timer_kill(true);
  static_cast<void>(access(path, F_OK));  // where its mount does not answer, this is where to be stuck
  let_timer_kill(false);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::size_t size = strlen(path);
  memcpy(address.sun_path, path, size);
  if (*path == '@') address.sun_path[0] = '\0';  // abstract (unix(7)): its length ends it, no NUL
  const std::size_t whole = offsetof(sockaddr_un, sun_path) + size + (*path == '@' ? 0 : 1);
  const auto* const any = reinterpret_cast<const sockaddr*>(&address);
  const int error = try_address(any, static_cast<socklen_t>(whole), deadline_);
  return error == 0 ? Outcome{} : failure(Phase::connect, error);
}

Outcome Socket::connect_to_host(const Question& question) {
  set_phase(Phase::resolve);
  const Target& target = question.target;
  const char* const why = addresses_.count == 0 ? resolve(target, deadline_, addresses_) : nullptr;
  if (addresses_.count == 0)
    return {.why = why != nullptr ? why : timeout_text(timeout_), .phase = Phase::resolve};
  // The first of the addresses that tell most.
  const IpAddress* blamed = is_refused_ ? &addresses_.list[tried_ - 1] : nullptr;
  int error = is_refused_ ? ECONNREFUSED : EADDRNOTAVAIL;
  is_refused_ = false;
  while (tried_ != addresses_.count) {
    const int left = addresses_.count - tried_;
    const IpAddress& entry = addresses_.list[tried_++];
    show_address(question, entry);
    set_phase(Phase::connect);
    // One that swallows packets must leave time for the others.
    const base::Nanoseconds share = left == 1 ? 0 : (deadline_ - base::monotonic_time()) / left * (left - 1);
    SocketAddress address;
    const socklen_t size = make_socket_address(entry, target.port, address);
    const int result = try_address(&address.any, size, deadline_ - share);
    if (result == 0) return {};
    if (blamed != nullptr && weight_of(result) <= weight_of(error)) continue;
    blamed = &entry;
    error = result;
  }
  if (blamed != nullptr) show_address(question, *blamed);
  return failure(Phase::connect, error);
}

int Socket::try_address(const sockaddr* address, socklen_t size, base::Nanoseconds until) {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = socket(address->sa_family, type_, 0);
  if (descriptor_ < 0) return errno;
  int result = 0;
  do {
    result = limit(SO_SNDTIMEO, until) ? ::connect(descriptor_, address, size) : -1;
  } while (result != 0 && errno == EINTR);
  if (result != 0) return errno;
  // Where nobody listens, a port in the range of the short-lived ones may happen to
  // be given to this very socket, which then talks to itself.
  SocketAddress own = {};
  socklen_t own_size = sizeof own;
  const bool is_known = address->sa_family != AF_UNIX && getsockname(descriptor_, &own.any, &own_size) == 0;
  return is_known && memcmp(&own, address, size) == 0 ? ECONNREFUSED : 0;
}

bool Socket::limit(int option, base::Nanoseconds until) {
  const bool is_endless = progress.is_timed && until >= progress.end;
  if (is_endless && !is_limited_) return true;
  is_limited_ = !is_endless;
  const base::Nanoseconds left = until - base::monotonic_time();
  const base::Nanoseconds microseconds = is_endless ? 0 : left / 1000 + 1;  // 0 is no limit
  constexpr base::Nanoseconds million = 1'000'000;
  const timeval time = {.tv_sec = static_cast<time_t>(microseconds / million),
                        .tv_usec = static_cast<suseconds_t>(microseconds % million)};
  if (left > 0) return setsockopt(descriptor_, SOL_SOCKET, option, &time, sizeof time) == 0;
  errno = EAGAIN;
  return false;
}

Outcome Socket::failure(Phase phase, int error) {
  is_refused_ = error == ECONNREFUSED && (type_ & SOCK_DGRAM) != 0;
  return {.why = is_late(error) ? timeout_text(timeout_) : error_text(error), .phase = phase};
}

Outcome Socket::send(std::string_view bytes) {
  set_phase(Phase::send);
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  do {
    const auto size = static_cast<std::size_t>(end - at);
    const ssize_t count = limit(SO_SNDTIMEO, deadline_) ? ::send(descriptor_, at, size, MSG_NOSIGNAL) : -1;
    if (count > 0) at += count;
    if (count < 0 && errno != EINTR) return failure(Phase::send, errno);
  } while (at != end);
  return {};
}

Outcome Socket::receive(char* buffer, std::size_t capacity) {
  set_phase(Phase::receive);
  const base::Nanoseconds patience = timeout_ / 10;
  const base::Nanoseconds until = takes_silence_ ? base::monotonic_time() + patience : deadline_;
  ssize_t count = 0;
  do {
    count = limit(SO_RCVTIMEO, until) ? recv(descriptor_, buffer, capacity, 0) : -1;
  } while (count < 0 && errno == EINTR);
  if (count < 0 && takes_silence_ && errno == EAGAIN) return {};
  // Who resets a connection may have said why before, as with GOAWAY of HTTP/2.
  if (count < 0 && errno == ECONNRESET && progress.has_answer) return {};
  if (count < 0) return failure(Phase::receive, errno);
  progress.has_answer = progress.has_answer || count > 0;
  return {.size = static_cast<std::size_t>(count)};
}

}  // namespace probe
