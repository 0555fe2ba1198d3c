// A connection to another process: all that probe does on a network.
#include "probe/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/system.h"
#include "probe/address.h"
#include "probe/deadline.h"
#include "probe/headers.h"

namespace probe {
namespace {

union Address {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
};

/// The addresses of loopback, as getaddrinfo(3) would put them: an image from
/// scratch has no /etc/hosts, and servers listen on IPv4 more often.
const addrinfo* loopback(Family family) {
  static sockaddr_in ipv4;
  static sockaddr_in6 ipv6;
  static addrinfo second;
  static addrinfo first;
  ipv4.sin_family = AF_INET;
  ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_addr.s6_addr[15] = 1;
  second.ai_addr = reinterpret_cast<sockaddr*>(&ipv6);
  second.ai_addrlen = sizeof ipv6;
  first.ai_addr = reinterpret_cast<sockaddr*>(&ipv4);
  first.ai_addrlen = sizeof ipv4;
  first.ai_next = family == Family::any ? &second : nullptr;
  return family == Family::ipv6 ? &second : &first;
}

/// The addresses of a target. They are never given back: free(3) alone would be a
/// tenth of probe, for a few hundred bytes that its end frees anyway.
struct Addresses {
  Addresses(const Target& target, Family family) {
    if (is_loopback(target)) {
      first = loopback(family);
      return;
    }
    base::TextOf<280> name;
    put_bytes(name, target.host);
    if (!target.zone.empty()) put_bytes(name.put('%'), target.zone);
    name.put('\0');
    addrinfo hints = {};
    hints.ai_family = family == Family::any ? AF_UNSPEC : family == Family::ipv4 ? AF_INET : AF_INET6;
    hints.ai_socktype = SOCK_STREAM;
    if (is_address(target)) hints.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(name.view().data(), nullptr, &hints, &found);
    if (error != 0) why = error == EAI_SYSTEM ? describe(errno) : gai_strerror(error);
    first = found;
  }

  const addrinfo* first = nullptr;
  const char* why = nullptr;  // there is none
};

/// Says in `progress` which address is tried.
void show_address(const Address& address) {
  base::Text text(progress.address, sizeof progress.address);
  if (address.any.sa_family == AF_INET) {
    put_ipv4(text, reinterpret_cast<const unsigned char*>(&address.ipv4.sin_addr));
  } else {
    put_ipv6(text, address.ipv6.sin6_addr.s6_addr);
  }
  text.put('\0');
}

Address address_of(const addrinfo& entry, std::uint16_t port) {
  Address address = {};
  memcpy(&address, entry.ai_addr, entry.ai_addrlen);
  address.ipv4.sin_port = htons(port);  // it has the same place in both
  return address;
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
  return path != nullptr ? connect_to_path(path) : connect_to_host(question.target, settings.family);
}

Outcome Socket::connect_to_path(const char* path) {
  enter(Phase::connect);
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

Outcome Socket::connect_to_host(const Target& target, Family family) {
  enter(Phase::resolve);
  const Addresses addresses(target, family);
  if (addresses.why != nullptr) return {.why = addresses.why, .phase = Phase::resolve};
  const bool is_shown = !is_address(target);
  std::int64_t left = 0;
  for (const addrinfo* entry = addresses.first; entry != nullptr; entry = entry->ai_next) ++left;
  const addrinfo* blamed = nullptr;  // the last address that had something to tell
  int error = EADDRNOTAVAIL;
  for (const addrinfo* entry = addresses.first; entry != nullptr; entry = entry->ai_next, --left) {
    const Address address = address_of(*entry, target.port);
    if (is_shown) show_address(address);
    enter(Phase::connect);
    // One that swallows packets must leave time for the others.
    const base::Nanoseconds share = left == 1 ? 0 : (deadline_ - base::monotonic_time()) / left * (left - 1);
    const int result = try_address(&address.any, entry->ai_addrlen, deadline_ - share);
    if (result == 0) return {};
    if (blamed != nullptr && !is_telling(result)) continue;
    blamed = entry;
    error = result;
  }
  if (is_shown && blamed != nullptr) show_address(address_of(*blamed, target.port));
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
  Address own = {};
  socklen_t own_size = sizeof own;
  const bool is_known = address->sa_family != AF_UNIX && getsockname(descriptor_, &own.any, &own_size) == 0;
  return is_known && memcmp(&own, address, size) == 0 ? ECONNREFUSED : 0;
}

bool Socket::limit(int option, base::Nanoseconds until) const {
  if (until >= progress.end) return true;
  const base::Nanoseconds left = until - base::monotonic_time();
  constexpr base::Nanoseconds microsecond = 1000;
  const timeval time = {.tv_sec = static_cast<time_t>(left / base::second),
                        .tv_usec = static_cast<suseconds_t>(left % base::second / microsecond + 1)};
  if (left > 0) return setsockopt(descriptor_, SOL_SOCKET, option, &time, sizeof time) == 0;
  errno = EAGAIN;
  return false;
}

Outcome Socket::failure(Phase phase, int error) const {
  const bool is_late = error == EAGAIN || error == EINPROGRESS || error == EALREADY;
  return {.why = is_late ? describe_silence(timeout_) : describe(error), .phase = phase};
}

Outcome Socket::send(std::string_view bytes) {
  enter(Phase::send);
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
  enter(Phase::receive);
  const base::Nanoseconds patience = timeout_ / 10;
  const base::Nanoseconds until = takes_silence_ ? base::monotonic_time() + patience : deadline_;
  ssize_t count = 0;
  do {
    count = limit(SO_RCVTIMEO, until) ? recv(descriptor_, buffer, capacity, 0) : -1;
  } while (count < 0 && errno == EINTR);
  if (count < 0 && takes_silence_ && errno == EAGAIN) return {};
  if (count < 0) return failure(Phase::receive, errno);
  progress.has_answer = progress.has_answer || count > 0;
  return {.size = static_cast<std::size_t>(count)};
}

void fill_standard_descriptors() {
  pollfd standard[3] = {{.fd = 0, .events = 0, .revents = 0},
                        {.fd = 1, .events = 0, .revents = 0},
                        {.fd = 2, .events = 0, .revents = 0}};
  poll(standard, 3, 0);
  for (const pollfd& descriptor : standard) {
    if ((descriptor.revents & POLLNVAL) != 0) open("/", O_PATH | O_CLOEXEC);  // it can be written by nobody
  }
}

}  // namespace probe
