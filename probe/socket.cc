// A connection to another process: all that probe does on a network.
#include "probe/socket.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

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
const addrinfo* loopback() {
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
  first.ai_next = &second;
  return &first;
}

/// The addresses of a target. They are never given back: free(3) alone would be a
/// tenth of probe, for a few hundred bytes that its end frees anyway.
struct Addresses {
  explicit Addresses(const Target& target) {
    if (is_loopback(target)) {
      first = loopback();
      return;
    }
    base::TextOf<280> name;
    put_bytes(name, target.host);
    if (!target.zone.empty()) put_bytes(name.put('%'), target.zone);
    name.put('\0');
    addrinfo hints = {};
    hints.ai_socktype = SOCK_STREAM;
    if (is_address(target)) hints.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(name.view().data(), nullptr, &hints, &found);
    if (error != 0) why = error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
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

/// Connects. Returns 0 or errno.
int connect_to(int descriptor, const Address& address, socklen_t size) {
  if (::connect(descriptor, &address.any, size) != 0) return errno;
  // Where nobody listens, a port in the range of the short-lived ones may happen to
  // be given to this very socket, which then talks to itself.
  Address own = {};
  socklen_t own_size = sizeof own;
  const bool is_known = getsockname(descriptor, &own.any, &own_size) == 0;
  return is_known && memcmp(&own, &address, size) == 0 ? ECONNREFUSED : 0;
}

/// Tries one address. Returns a descriptor or -1, with errno.
int try_address(const addrinfo& entry, const Address& address) {
  const int descriptor = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const int error = connect_to(descriptor, address, entry.ai_addrlen);
  if (error == 0) return descriptor;
  close(descriptor);
  errno = error;
  return -1;
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
  const bool is_path = question.protocol->takes == Form::path;
  const char* const path = is_path ? question.target.path.data() : question.settings.unix_socket;
  return path != nullptr ? connect_to_path(path) : connect_to_address(question.target);
}

Outcome Socket::connect_to_path(const char* path) {
  enter(Phase::connect);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::size_t size = strlen(path);
  memcpy(address.sun_path, path, size);
  if (*path == '@') address.sun_path[0] = '\0';  // abstract (unix(7)): its length ends it, no NUL
  const std::size_t whole = offsetof(sockaddr_un, sun_path) + size + (*path == '@' ? 0 : 1);
  descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto* const any = reinterpret_cast<const sockaddr*>(&address);
  const bool is_connected =
      descriptor_ >= 0 && ::connect(descriptor_, any, static_cast<socklen_t>(whole)) == 0;
  return {.why = is_connected ? nullptr : strerror(errno), .phase = Phase::connect};
}

Outcome Socket::connect_to_address(const Target& target) {
  enter(Phase::resolve);
  const Addresses addresses(target);
  if (addresses.why != nullptr) return {.why = addresses.why, .phase = Phase::resolve};
  const bool is_shown = !is_address(target);
  const addrinfo* blamed = nullptr;  // the last address that had something to tell
  int error = EADDRNOTAVAIL;
  for (const addrinfo* entry = addresses.first; entry != nullptr; entry = entry->ai_next) {
    const Address address = address_of(*entry, target.port);
    if (is_shown) show_address(address);
    enter(Phase::connect);
    descriptor_ = try_address(*entry, address);
    if (descriptor_ >= 0) return {};
    if (blamed != nullptr && !is_telling(errno)) continue;
    blamed = entry;
    error = errno;
  }
  if (is_shown && blamed != nullptr) show_address(address_of(*blamed, target.port));
  return {.why = strerror(error), .phase = Phase::connect};
}

Outcome Socket::send(std::string_view bytes) {
  enter(Phase::send);
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  while (at != end) {
    const ssize_t count = ::send(descriptor_, at, static_cast<std::size_t>(end - at), MSG_NOSIGNAL);
    if (count > 0) at += count;
    if (count < 0 && errno != EINTR) return {.why = strerror(errno), .phase = Phase::send};
  }
  return {};
}

Outcome Socket::receive(char* buffer, std::size_t capacity) {
  enter(Phase::receive);
  ssize_t count = 0;
  do {
    count = recv(descriptor_, buffer, capacity, 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return {.why = strerror(errno), .phase = Phase::receive};
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
