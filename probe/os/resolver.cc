// Reads /etc/hosts and /etc/resolv.conf, and asks name servers.
#include "probe/os/resolver.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/text.h"
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

  /// Returns the next line, which lasts until the next call; nullptr after the last. A line that is too long
  /// is an empty one.
  const char* next() {
    line_.cut(0);
    for (bool is_line = false;; is_line = true) {
      if (at_ == size_) {
        size_ = std::max<ssize_t>(read(file_, block_, sizeof block_), 0);
        at_ = 0;
        if (size_ == 0 && !is_line) return nullptr;
        if (size_ == 0) break;  // the last line may have no newline
      }
      const char byte = block_[at_++];
      if (byte == '\n') break;
      line_.put(byte);
    }
    if (line_.put('\0').is_full()) {
      line_.cut(0);
      line_.put('\0');
    }
    return line_.view().data();
  }

 private:
  int file_;
  ssize_t at_ = 0;
  ssize_t size_ = 0;
  char block_[1024];
  base::TextOf<dns::longest_line> line_;
};

/// Adds the addresses that /etc/hosts gives to a name. Returns whether there are any, of any family.
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
  if (is_loopback(target)) {
    add_loopback(found);
  } else if (is_address(target)) {
    why = add_address(target, found);
  } else if (!look_up(dns::without_last_dot(target.host), found)) {
    why = search(target.host, deadline, found);
  }
  if (found.count != 0) return {};
  return base::monotonic_time() >= deadline.end ? too_late : missing_address(found, why);
}

}  // namespace probe
