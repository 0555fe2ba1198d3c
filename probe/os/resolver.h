// The addresses of a target: its own, those of /etc/hosts, or what name servers say.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>

#include "base/number.h"
#include "probe/deadline.h"
#include "probe/model/ip_address.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"

namespace probe {

union SocketAddress {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
};

/// Makes of an address what system calls take; the kernel is asked for the number of its zone.
/// Returns its size.
socklen_t make_socket_address(const IpAddress& address, std::uint16_t port, SocketAddress& out);

/// Finds the addresses of a target's host, until `deadline`. Returns why there are none;
/// nullptr: there are some, or the time is over.
const char* resolve(const Target& target, const Deadline& deadline, AddressList& found);

}  // namespace probe
