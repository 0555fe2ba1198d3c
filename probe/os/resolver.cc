// The addresses of a target: its own, those of /etc/hosts, or what name servers say.
#include "probe/os/resolver.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "base/os/system.h"
#include "probe/dns/dns.h"
#include "probe/model/host.h"
#include "probe/os/name_servers.h"

namespace probe {
namespace {

/// The number of a zone, which is a number or an interface's name; 0: there is none of that name.
std::uint32_t number_of_zone(const char* zone) {
  const char* at = zone;
  const std::int64_t number = base::take_number(at, 0xffffffff);
  if (number >= 0 && *at == '\0') return static_cast<std::uint32_t>(number);
  ifreq interface = {};
  memcpy(interface.ifr_name, zone, longest_zone);
  const int any_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const bool is_found = syscall(SYS_ioctl, any_socket, SIOCGIFINDEX, &interface) == 0;
  close(any_socket);
  return is_found ? static_cast<std::uint32_t>(interface.ifr_ifindex) : 0;
}

char block[1024];
char line_memory[dns::longest_line];

/// Reads a file a line at a time. One that cannot be read has none.
class Lines {
 public:
  explicit Lines(const char* path)
      : file_(base::open_file(path, O_RDONLY | O_NONBLOCK)), line_(line_memory, sizeof line_memory) {}
  ~Lines() {
    if (file_ >= 0) close(file_);
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  /// The next line, up to the next call; nullptr: that was the last.
  const char* next() {
    line_.cut(0);
    for (bool is_line = false;; is_line = true) {
      if (at_ == size_) {
        size_ = std::max<ssize_t>(read(file_, block, sizeof block), 0);
        at_ = 0;
        if (size_ == 0 && !is_line) return nullptr;
        if (size_ == 0) break;  // the last line may have no end
      }
      const char byte = block[at_++];
      if (byte == '\n') break;
      line_.put(byte);
    }
    if (line_.put('\0').is_full()) line_.cut(0), line_.put('\0');
    return line_.view().data();
  }

 private:
  int file_;
  ssize_t at_ = 0;
  ssize_t size_ = 0;
  base::Text line_;
};

/// Adds what /etc/hosts says of a name. Returns whether that is anything.
bool look_up(std::string_view name, AddressList& found) {
  Lines lines("/etc/hosts");
  IpAddress address;
  while (const char* const line = lines.next()) {
    if (dns::gives_address(line, name, address)) found.add(address);
  }
  return found.is_named;
}

void read_settings(dns::ResolverSettings& settings) {
  Lines lines("/etc/resolv.conf");
  while (const char* const line = lines.next()) dns::read_setting(line, settings);
  const char* loopback = "127.0.0.1";
  if (settings.count == 0) settings.count = dns::take_zoned_address(loopback, settings.servers[0]);
}

/// Asks name servers for a host and, where its name is short, for that name in the domains of the
/// search list first (resolv.conf(5)). A server that cannot tell may know the next name. Returns
/// why a name could not be told; nullptr: all could.
const char* search(std::string_view host, base::Nanoseconds deadline, AddressList& found) {
  dns::ResolverSettings settings;
  read_settings(settings);
  NameServers servers(settings, deadline, found);
  const bool is_absolute = host.back() == '.';
  const bool is_first = is_absolute || std::count(host.begin(), host.end(), '.') >= settings.dots;
  bool is_over = is_first && servers.ask(host, {});
  const char* at = is_absolute ? "" : settings.search;
  while (!is_over) {
    const std::string_view domain = dns::take_word(at);
    is_over = domain.empty() || (*domain.data() != '.' && servers.ask(host, domain));
    if (domain.empty() && !is_first) servers.ask(host, {});  // the root, ".", comes to this too
  }
  return servers.why();
}

/// Adds the address that a target's host is. Returns why it is none; nullptr: it is one.
const char* add_address(const Target& target, AddressList& found) {
  IpAddress address;
  if (!read_address(target, address)) return "not an address";
  if (*address.zone != '\0' && number_of_zone(address.zone) == 0) return "no such interface";
  found.add(address);
  return nullptr;
}

}  // namespace

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

const char* resolve(const Target& target, base::Nanoseconds deadline, AddressList& found) {
  const char* why = nullptr;
  if (is_loopback(target)) {
    add_loopback(found);
  } else if (is_address(target)) {
    why = add_address(target, found);
  } else {
    std::string_view name = target.host;
    if (name.back() == '.') name.remove_suffix(1);
    if (!look_up(name, found)) why = search(target.host, deadline, found);
  }
  if (found.count != 0 || base::monotonic_time() >= deadline) return nullptr;
  if (!found.is_named) return why != nullptr ? why : "no such host";
  return found.family == Family::any ? "the host has no address" : "the host has no address of that family";
}

}  // namespace probe
