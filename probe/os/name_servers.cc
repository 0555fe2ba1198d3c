// Sends queries to name servers and receives their replies.
#include "probe/os/name_servers.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/process_calls.h"
#include "base/os/socket_calls.h"
#include "probe/connecting.h"
#include "probe/os/socket_address.h"

namespace probe {

namespace system = base::system;

namespace {

constexpr std::uint16_t name_port = 53;

/// Returns bits that other machines cannot guess, for the ids of queries (RFC 5452 4.3). Soon after the
/// machine has started the kernel may have none yet: then they are the lowest bits of the time.
std::uint32_t unpredictable_bits() {
  auto bits = static_cast<std::uint32_t>(base::monotonic_time());
  constexpr unsigned at_once = 1;  // GRND_NONBLOCK
  system::getrandom(&bits, sizeof bits, at_once);
  return bits;
}

}  // namespace

NameServers::~NameServers() {
  for (const pollfd& socket : sockets_) {
    if (socket.fd >= 0) system::close(socket.fd);
  }
}

bool NameServers::ask(std::string_view host, std::string_view domain) {
  message_.cut(0);
  if (!dns::write_query(message_, unpredictable_bits(), host, domain)) return false;
  turns_.start_name(domain.empty());
  for (;;) {
    turns_.start_turn(base::monotonic_time());
    send();
    listen();
    const dns::Next next = turns_.finish_turn(found_.count != 0);
    if (next != dns::Next::turn) return next == dns::Next::finish;
  }
}

int NameServers::open(int server, int type) const {
  SocketAddress address;
  const socklen_t size = make_socket_address(settings_.servers[server], name_port, address);
  const int descriptor = system::socket(address.any.sa_family, type | SOCK_NONBLOCK);
  if (descriptor < 0) return descriptor;
  const int result = system::connect(descriptor, address.any, size);
  if (result == 0 || result == -EINPROGRESS) return descriptor;
  system::close(descriptor);
  return result;
}

void NameServers::send() {
  int& descriptor = sockets_[turns_.server()].fd;
  if (descriptor < 0) descriptor = open(turns_.server(), SOCK_DGRAM);
  int error = std::max(-descriptor, 0);
  for (const dns::Type type : dns::query_types) {
    const bool is_wanted = error == 0 && turns_.is_open(type);
    const long count = is_wanted ? system::send(descriptor, datagram()) : 0;
    if (count < 0) error = static_cast<int>(-count);
    dns::toggle_type(message_);
  }
  if (error != 0) turns_.fail(error);
}

bool NameServers::await(pollfd* sockets, nfds_t count) const {
  for (;;) {
    const int milliseconds = poll_limit(turns_.end(), base::monotonic_time());
    const base::KernelTime limit = base::kernel_time(milliseconds * base::millisecond);
    const int ready =
        milliseconds == 0 ? 0 : system::poll(sockets, count, milliseconds < 0 ? nullptr : &limit);
    if (ready != -EINTR) return ready > 0;
  }
}

void NameServers::listen() {
  while (turns_.is_waiting() && await(sockets_, std::size(sockets_))) {
    for (int server = 0; server < settings_.count; ++server) {
      if (sockets_[server].revents != 0) receive(server);
    }
  }
}

void NameServers::receive(int server) {
  const long size = system::receive(sockets_[server].fd, reply_, sizeof reply_);
  if (size < 0) turns_.fail_to_receive(server, static_cast<int>(-size));
  bool is_unread = size >= 0;
  for (const dns::Type type : dns::query_types) {
    if (is_unread && turns_.is_open(type)) {
      dns::Reply reply = dns::judge(datagram(), {reply_, static_cast<std::size_t>(size)}, found_);
      if (reply == dns::Reply::truncated) reply = ask_over_stream(server);
      turns_.take_reply(type, server, reply, found_.count != 0, base::monotonic_time());
      is_unread = reply == dns::Reply::foreign;  // it answers one query
    }
    dns::toggle_type(message_);
  }
}

dns::Reply NameServers::ask_over_stream(int server) {
  pollfd stream = {.fd = open(server, SOCK_STREAM), .events = POLLOUT, .revents = 0};
  if (stream.fd < 0) return dns::Reply::failed;
  std::size_t size = 0;
  long count = -1;
  if (await(&stream, 1)) count = system::send(stream.fd, message_.view());
  stream.events = POLLIN;
  while (count > 0 && dns::missing_bytes({reply_, size}) != 0 && await(&stream, 1)) {
    count = system::receive(stream.fd, reply_ + size, dns::missing_bytes({reply_, size}));
    if (count > 0) size += static_cast<std::size_t>(count);
  }
  system::close(stream.fd);
  return dns::judge_stream(datagram(), {reply_, size}, found_);
}

}  // namespace probe
