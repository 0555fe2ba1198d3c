// The name servers of /etc/resolv.conf, asked for one name after the other.
#pragma once

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/dns/dns.h"
#include "probe/model/ip_address.h"

namespace probe {

/// Asks one server after the other, until `deadline`. Each gets a part of the time and then the
/// next is asked too, so that one that is silent does not take it all; who answers late is heard
/// all the same, and whoever answered is the first to be asked for the next name.
class NameServers {
 public:
  NameServers(const dns::ResolverSettings& settings, base::Nanoseconds deadline, AddressList& found)
      : settings_(settings), found_(found), deadline_(deadline) {}
  ~NameServers();
  NameServers(const NameServers&) = delete;
  NameServers& operator=(const NameServers&) = delete;

  /// Asks for a host in a domain, which may be empty. Returns whether to ask for no other name: there are
  /// addresses, or nobody answers.
  bool ask(std::string_view host, std::string_view domain);

  /// Why a name could not be told; nullptr: all could.
  [[nodiscard]] const char* why() const { return why_; }

 private:
  /// Ends the turn in so many seconds; 0: soon, and most of the time is left then.
  void shorten_turn(int seconds);
  void fail(const char* why);
  /// Sends what is open to the server whose turn it is.
  void send();
  void listen();
  void receive(int server);
  /// Asks over TCP. Returns what the reply is.
  dns::Reply ask_in_whole(int server);
  /// Opens a socket that is connected to a server, or will be; -1, with errno: it cannot be.
  [[nodiscard]] int open(int server, int type) const;
  /// Waits until one of the sockets has something to tell. Returns false when the turn is over.
  bool await(pollfd* sockets, nfds_t count) const;
  /// The query, with or without its length.
  [[nodiscard]] std::string_view datagram() const {
    return {message_.view().data() + dns::prefix_size, message_.size() - dns::prefix_size};
  }

  enum class State : std::uint8_t {
    told,    // or not asked for
    failed,  // by the server whose turn it is
    waiting,
  };

  const dns::ResolverSettings& settings_;
  AddressList& found_;
  base::Nanoseconds deadline_;
  base::Nanoseconds turn_end_ = 0;
  int turn_ = 0;
  State states_[2] = {};  // of IPv4 and of IPv6
  const char* why_ = nullptr;
  pollfd sockets_[3] = {{-1, POLLIN, 0}, {-1, POLLIN, 0}, {-1, POLLIN, 0}};
  base::TextOf<dns::query_capacity> message_;  // it turns from one to the other
};

}  // namespace probe
