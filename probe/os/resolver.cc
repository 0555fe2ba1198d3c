// Reads /etc/hosts and /etc/resolv.conf, and asks name servers.
#include "probe/os/resolver.h"

#include <fcntl.h>

#include <string_view>

#include "base/literal.h"
#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "probe/dns/dns.h"
#include "probe/model/host.h"
#include "probe/os/name_servers.h"
#include "probe/os/socket_address.h"

namespace probe {
namespace {

/// Reads a file word by word. A file that cannot be read has no words.
class Words {
 public:
  explicit Words(const char* path) : file_(base::open_file(path, O_RDONLY | O_NONBLOCK)) {}
  ~Words() {
    if (file_ >= 0) base::system::close(file_);
  }
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  /// Returns the next word, which lasts until the next call; nullptr after the last.
  const dns::Word* next() {
    for (;;) {
      if (next_ == end_) {
        const long size = base::system::read(file_, block_, sizeof block_);
        if (size <= 0) return take('\n');
        next_ = block_;
        end_ = block_ + size;
      }
      if (const dns::Word* const word = take(*next_++)) return word;
    }
  }

 private:
  const dns::Word* take(char byte) { return splitter_.take(byte) ? &splitter_.word() : nullptr; }

  int file_;
  char block_[1024];
  const char* next_ = block_;  // up to `end_`: what was read and not taken
  const char* end_ = block_;
  dns::WordSplitter splitter_;
};

/// Adds the addresses that /etc/hosts gives to a name.
void find_in_hosts_file(std::string_view name, AddressList& found) {
  Words words("/etc/hosts");
  dns::HostsSearch search(name);
  while (const dns::Word* const word = words.next()) {
    if (search.take(*word)) found.add(search.address());
  }
}

void read_settings(dns::ResolverSettings& settings) {
  Words words("/etc/resolv.conf");
  dns::SettingsReader reader(settings);
  while (const dns::Word* const word = words.next()) reader.take(*word);
  dns::add_default_server(settings);
}

/// Asks name servers for a host. Returns why a query got no answer, if that may be why there is no address.
Failure search(std::string_view host, const Deadline& deadline, AddressList& found) {
  dns::ResolverSettings settings;
  read_settings(settings);
  NameServers servers(settings, deadline, found);
  dns::SearchList domains(host, settings);
  for (std::string_view domain; domains.next(domain);) {
    if (servers.ask(host, domain)) break;
  }
  found.is_named = servers.absence().is_named;
  return servers.absence().failure;
}

/// Adds the address that a target's host is. Returns why it is none, if it is none.
Failure add_address(const Target& target, AddressList& found) {
  IpAddress address;
  if (!read_ip_address(target, address)) return {.text = base::literal("not an address")};
  if (*address.zone != '\0' && number_of_zone(address.zone) == 0)
    return {.text = base::literal("no such interface")};
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
