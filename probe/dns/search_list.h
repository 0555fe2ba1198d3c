// The names to ask name servers for, in their order.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/cursor.h"
#include "probe/dns/configuration.h"

namespace probe::dns {

/// Takes the next domain of a search list. Returns an empty one at its end.
constexpr std::string_view take_domain(const char*& at) {
  while (*at == ' ') ++at;
  const char* const domain = at;
  at = base::find(at, ' ');
  return {domain, at};
}

/// Generates the domains in which a host is asked for (`search` and `ndots` in resolv.conf(5)). A host with
/// fewer dots than `ndots` is asked for in the domains of the search list first and then as it is; another
/// host the other way around. A host that ends with a dot is asked for only as it is.
class SearchList {
 public:
  /// Takes a host, which is not empty, and the settings, which must outlive this.
  constexpr SearchList(std::string_view host, const ResolverSettings& settings)
      : domains_(host.back() == '.' ? "" : settings.search),
        is_host_first_(host.back() == '.' || std::count(host.begin(), host.end(), '.') >= settings.dots) {}

  /// Takes the next domain; an empty one stands for the host as it is. Returns false after the last.
  constexpr bool next(std::string_view& domain) {
    domain = {};
    if (is_host_first_ && !is_host_done_) {
      is_host_done_ = true;
      return true;
    }
    do {
      domain = take_domain(domains_);
    } while (domain.starts_with('.') && (domain.size() != 1 || is_host_done_));
    if (domain.starts_with('.')) {  // the root: as glibc does, the host as it is has this place in the list
      domain = {};
      is_host_done_ = true;
      return true;
    }
    if (!domain.empty()) return true;
    const bool is_host_next = !is_host_done_;
    is_host_done_ = true;
    return is_host_next;
  }

 private:
  const char* domains_;
  bool is_host_first_;
  bool is_host_done_ = false;
};

}  // namespace probe::dns
