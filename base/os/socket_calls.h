// The system calls on sockets, which 386 and s390x have since Linux 4.3. Each returns what its man page says
// or, if it failed, the error, negative. Without an address, the kernel does not read its size, the sixth
// argument of sendto(2) and recvfrom(2): it is not passed.
#pragma once

#include <sys/socket.h>
#include <sys/syscall.h>

#include <cstddef>
#include <string_view>

#include "base/os/system_call.h"

namespace base::system {

// SO_SNDTIMEO and SO_RCVTIMEO, with times as KernelTimeval has them. On the 32-bit architectures, musl's own
// numbers mean 64-bit seconds, which Linux knows only from 5.1 on.
#ifdef __powerpc64__
inline constexpr int send_limit = 19;
inline constexpr int receive_limit = 18;
#else
inline constexpr int send_limit = 21;
inline constexpr int receive_limit = 20;
#endif
static_assert(sizeof(long) == 4 || (send_limit == SO_SNDTIMEO && receive_limit == SO_RCVTIMEO));

/// socket(2), of AF_* and SOCK_*; SOCK_CLOEXEC is added. Returns the descriptor.
inline int socket(int family, int type) {
  return static_cast<int>(detail::call(SYS_socket, family, type | SOCK_CLOEXEC, 0));
}

/// connect(2).
inline int connect(int socket, const sockaddr& address, socklen_t size) {
  return static_cast<int>(detail::call(SYS_connect, socket, &address, size));
}

/// send(2), without a SIGPIPE. `flags` are MSG_*. Returns the count of bytes, which may be less than there
/// are.
inline long send(int socket, std::string_view bytes, int flags = 0) {
  constexpr const sockaddr* peer = nullptr;
  return detail::call(SYS_sendto, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | flags, peer);
}

/// recv(2). Returns the count of bytes; 0 at the end of a stream.
inline long receive(int socket, void* buffer, std::size_t size) {
  constexpr sockaddr* no_sender = nullptr;
  return detail::call(SYS_recvfrom, socket, buffer, size, 0, no_sender);
}

/// getsockname(2).
inline int own_address(int socket, sockaddr& address, socklen_t& size) {
  return static_cast<int>(detail::call(SYS_getsockname, socket, &address, &size));
}

/// getpeername(2).
inline int peer_address(int socket, sockaddr& address, socklen_t& size) {
  return static_cast<int>(detail::call(SYS_getpeername, socket, &address, &size));
}

/// setsockopt(2): how long a call on the socket waits before it fails with EAGAIN. `option` is send_limit or
/// receive_limit; a time of 0 means without a limit.
inline int limit_time(int socket, int option, const KernelTimeval& time) {
  return static_cast<int>(detail::call(SYS_setsockopt, socket, SOL_SOCKET, option, &time, sizeof time));
}

}  // namespace base::system
