// Decisions about connecting: what an error of connect(2) tells.
#pragma once

#include <cerrno>

namespace probe {

/// Whether an error of connect(2), or of another act on a socket, says that its time was up.
constexpr bool is_late(int error) { return error == EAGAIN || error == EINPROGRESS || error == EALREADY; }

/// How much an error of connect(2) tells of the other side. 0: this machine has no way there, which is
/// usual where there is no IPv6; 1: nobody answered in a part of the time; 2: it is an answer.
constexpr int weight_of(int error) {
  if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == ENETUNREACH) return 0;
  return is_late(error) ? 1 : 2;
}

}  // namespace probe
