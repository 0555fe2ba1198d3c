// The name servers of /etc/resolv.conf, asked for one name after another.
#pragma once

#include <poll.h>

#include <string_view>

#include "base/text.h"
#include "probe/dns/dns.h"
#include "probe/model/deadline.h"
#include "probe/model/ip_address.h"

namespace probe {

/// Asks name servers in turns (dns::Turns), until a deadline.
class NameServers {
 public:
  /// Takes the settings and the list of addresses to add to; both must outlive this.
  NameServers(const dns::ResolverSettings& settings, const Deadline& deadline, AddressList& found)
      : settings_(settings), found_(found), turns_(settings, found.family, deadline) {}
  ~NameServers();
  NameServers(const NameServers&) = delete;
  NameServers& operator=(const NameServers&) = delete;

  /// Asks for a host in a domain, which may be empty. Returns whether the search is over: there are
  /// addresses, or no server answers. It is not inlined, because the buffers here make a large stack frame.
  [[gnu::noinline]] bool ask(std::string_view host, std::string_view domain);

  /// Returns why the host has no address, if it has none.
  [[nodiscard]] const dns::Absence& absence() const { return turns_.host(); }

 private:
  /// Sends the queries that are open to the server whose turn it is.
  void send();
  /// Receives until the turn is over.
  void listen();
  void receive(int server);
  /// Asks over TCP. Returns what the reply is.
  dns::Reply ask_over_stream(int server);
  /// Opens a socket that is connected to a server, or soon will be. Returns it or the error, negative.
  [[nodiscard]] int open(int server, int type) const;
  /// Waits until a socket is ready. Returns false when the turn is over.
  bool await(pollfd* sockets, nfds_t count) const;
  /// The query without the size that TCP needs before it.
  [[nodiscard]] std::string_view datagram() const { return dns::without_prefix(message_.view()); }

  const dns::ResolverSettings& settings_;
  AddressList& found_;
  dns::Turns turns_;
  pollfd sockets_[3] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}};
  base::TextOf<dns::query_capacity> message_;          // a query of type A; of AAAA while it is toggled
  char reply_[dns::prefix_size + dns::longest_reply];  // memory is used only as far as bytes arrive
};

}  // namespace probe
