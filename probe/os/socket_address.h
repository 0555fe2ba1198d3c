// Addresses as system calls take them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>

#include "probe/model/ip_address.h"

namespace probe {

union SocketAddress {
  sockaddr any;
  sockaddr_in ipv4;
  sockaddr_in6 ipv6;
  sockaddr_un path;
};

/// Returns the number of a zone, which is a number itself or the name of an interface; 0: there is no
/// interface of that name.
std::uint32_t number_of_zone(const char* zone);

/// Writes an IP address with a port; the kernel is asked for the number of its zone. Returns its size.
socklen_t make_socket_address(const IpAddress& address, std::uint16_t port, SocketAddress& out);

/// Writes the address of a Unix-domain socket (unix(7)): a path of up to 107 bytes, or an abstract name,
/// which starts with `@`. Returns its size.
socklen_t make_path_address(const char* path, SocketAddress& out);

}  // namespace probe
