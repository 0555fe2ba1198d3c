#include "probe/os/socket_address.h"

#include <net/if.h>
#include <sys/ioctl.h>

#include <cstddef>
#include <cstring>

#include "base/number.h"
#include "base/os/file_calls.h"
#include "base/os/socket_calls.h"

namespace probe {

std::uint32_t number_of_zone(const char* zone) {
  const char* at = zone;
  const std::int64_t number = base::take_number(at, 0xffffffff);
  if (number >= 0 && *at == '\0') return static_cast<std::uint32_t>(number);
  ifreq interface = {};
  memcpy(interface.ifr_name, zone, longest_zone);
  const int any_socket = base::system::socket(AF_UNIX, SOCK_DGRAM);
  const bool is_found = base::system::ioctl(any_socket, SIOCGIFINDEX, &interface) == 0;
  base::system::close(any_socket);
  return is_found ? static_cast<std::uint32_t>(interface.ifr_ifindex) : 0;
}

socklen_t make_socket_address(const IpAddress& address, std::uint16_t port, SocketAddress& out) {
  out = {};
  out.ipv4.sin_port = htons(port);  // it has the same place in both
  if (!address.is_ipv6) {
    out.ipv4.sin_family = AF_INET;
    memcpy(&out.ipv4.sin_addr, address.bytes, sizeof out.ipv4.sin_addr);
    return sizeof out.ipv4;
  }
  out.ipv6.sin6_family = AF_INET6;
  memcpy(&out.ipv6.sin6_addr, address.bytes, sizeof out.ipv6.sin6_addr);
  if (*address.zone != '\0') out.ipv6.sin6_scope_id = number_of_zone(address.zone);
  return sizeof out.ipv6;
}

socklen_t make_path_address(const char* path, SocketAddress& out) {
  out = {};
  out.path.sun_family = AF_UNIX;
  const std::size_t size = strlen(path);
  memcpy(out.path.sun_path, path, size);
  const bool is_abstract = *path == '@';
  if (is_abstract) out.path.sun_path[0] = '\0';
  // The size ends an abstract name; a path ends with its NUL.
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size + (is_abstract ? 0 : 1));
}

}  // namespace probe
