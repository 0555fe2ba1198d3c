// Reads /etc/hosts and /etc/resolv.conf, and asks name servers.
#include "probe/os/resolver.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <string_view>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "probe/dns/dns.h"
#include "probe/model/host.h"
#include "probe/os/name_servers.h"
#include "probe/os/socket_address.h"

namespace probe {
namespace {

/// Reads a file line by line. A file that cannot be read has no lines.
class Lines {
 public:
  explicit Lines(const char* path) : file_(base::open_file(path, O_RDONLY | O_NONBLOCK)) {}
  ~Lines() {
    if (file_ >= 0) close(file_);
  }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  /// Returns the next line, which lasts until the next call; nullptr after the last.
  const char* next() {
    while (!splitter_.take(unread_)) {
      const ssize_t size = read(file_, block_, sizeof block_);
      if (size <= 0) return splitter_.take_end() ? splitter_.line() : nullptr;
      unread_ = {block_, static_cast<std::size_t>(size)};
    }
    return splitter_.line();
  }

 private:
  int file_;
  char block_[1024];
  std::string_view unread_;  // of the block
  dns::LineSplitter splitter_;
};

/// Adds the addresses that /etc/hosts gives to a name.
void find_in_hosts_file(std::string_view name, AddressList& found) {
  Lines lines("/etc/hosts");
  IpAddress address;
  while (const char* const line = lines.next()) {
    if (dns::gives_address(line, name, address)) found.add(address);
  }
}

void read_settings(dns::ResolverSettings& settings) {
  Lines lines("/etc/resolv.conf");
  while (const char* const line = lines.next()) dns::read_setting(line, settings);
  dns::add_default_server(settings);
}

/// Asks name servers for a host. Returns why a name got no answer; none: all names got one.
Failure search(std::string_view host, const Deadline& deadline, AddressList& found) {
  dns::ResolverSettings settings;
  read_settings(settings);
  NameServers servers(settings, deadline, found);
  dns::SearchList domains(host, settings);
  for (std::string_view domain; domains.next(domain);) {
    if (servers.ask(host, domain)) break;
  }
  return servers.why();
}

/// Adds the address that a target's host is. Returns why it is none, if it is none.
Failure add_address(const Target& target, AddressList& found) {
  IpAddress address;
  if (!read_ip_address(target, address)) return {.text = "not an address"};
  if (*address.zone != '\0' && number_of_zone(address.zone) == 0) return {.text = "no such interface"};
  found.add(address);
  return {};
}

}  // namespace

Failure resolve(const Target& target, const Deadline& deadline, AddressList& found) {
  Failure why;
  switch (source_of(target)) {
    case Source::loopback: add_loopback(found); break;
    case Source::literal: why = add_address(target, found); break;
    case Source::names:
      find_in_hosts_file(dns::without_last_dot(target.host), found);
      if (needs_name_server(found)) why = search(target.host, deadline, found);
      break;
  }
  if (found.count != 0) return {};
  return base::monotonic_time() >= deadline.end ? too_late : missing_address(found, why);
}

}  // namespace probe
