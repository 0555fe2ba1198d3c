// The name servers of /etc/resolv.conf, asked for one name at a time.
#include "probe/os/name_servers.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/os/clock.h"
#include "probe/os/deadline.h"
#include "probe/os/error_text.h"
#include "probe/os/resolver.h"

namespace probe {
namespace {

constexpr std::uint16_t name_port = 53;

/// Bits that nobody else can know, for the ids of queries (RFC 5452 4.3). Soon after the machine has
/// started there may be none yet: then it is the time, of which the lowest bits are nobody's either.
std::uint32_t unpredictable_bits() {
  auto bits = static_cast<std::uint32_t>(base::monotonic_time());
  constexpr unsigned at_once = 1;  // GRND_NONBLOCK
  syscall(SYS_getrandom, &bits, sizeof bits, at_once);
  return bits;
}

char reply_memory[dns::prefix_size + dns::longest_reply];

}  // namespace

NameServers::~NameServers() {
  for (const pollfd& socket : sockets_) {
    if (socket.fd >= 0) close(socket.fd);
  }
}

bool NameServers::ask(std::string_view host, std::string_view domain) {
  message_.cut(0);
  if (!dns::write_query(message_, unpredictable_bits(), host, domain)) return false;
  for (State& state : states_) {
    const Family other = &state == states_ ? Family::ipv6 : Family::ipv4;
    state = found_.family == other ? State::told : State::waiting;
  }
  const char* const why_before = why_;
  why_ = nullptr;
  for (int turns = settings_.attempts * settings_.count;;) {
    turn_end_ = deadline_.end;
    shorten_turn(settings_.seconds);
    if (--turns != 0) shorten_turn(0);  // the last may take all that is left
    send();
    listen();
    if (found_.count != 0) return true;
    if (std::max(states_[0], states_[1]) == State::told) break;
    turn_ = (turn_ + 1) % settings_.count;
    if (turns != 0) continue;
    if (why_ != nullptr) return false;
    why_ = "no name server answers";
    return true;
  }
  why_ = why_before;
  return false;
}

void NameServers::shorten_turn(int seconds) {
  const base::Nanoseconds now = base::monotonic_time();
  const base::Nanoseconds time = seconds != 0 ? seconds * base::second : deadline_.left(now) / 4;
  turn_end_ = std::min(turn_end_, now + time);
}

void NameServers::fail(const char* why) {
  why_ = why;
  for (State& state : states_) {
    if (state == State::waiting) state = State::failed;
  }
}

int NameServers::open(int server, int type) const {
  SocketAddress address;
  const socklen_t size = make_socket_address(settings_.servers[server], name_port, address);
  const int descriptor = socket(address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0 || connect(descriptor, &address.any, size) == 0 || errno == EINPROGRESS)
    return descriptor;
  const int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

void NameServers::send() {
  int& descriptor = sockets_[turn_].fd;
  if (descriptor < 0) descriptor = open(turn_, SOCK_DGRAM);
  int error = descriptor < 0 ? errno : 0;
  for (State& state : states_) {
    if (state != State::told) {
      state = State::waiting;
      const std::string_view message = datagram();
      if (error == 0 && ::send(descriptor, message.data(), message.size(), MSG_NOSIGNAL) < 0) error = errno;
    }
    dns::toggle_family(message_);
  }
  if (error != 0) fail(error_text(error));
}

bool NameServers::await(pollfd* sockets, nfds_t count) const {
  for (;;) {
    constexpr base::Nanoseconds millisecond = 1'000'000;
    const base::Nanoseconds left = turn_end_ - base::monotonic_time();
    // Where the timer ends everything by then, it has the words for it.
    const bool is_endless = deadline_.has_timer && turn_end_ >= deadline_.end;
    const auto most = is_endless ? -1 : static_cast<int>(left / millisecond + 1);
    const int ready = left <= 0 ? 0 : poll(sockets, count, most);
    if (ready >= 0 || errno != EINTR) return ready > 0;
  }
}

void NameServers::listen() {
  while (std::max(states_[0], states_[1]) == State::waiting && await(sockets_, std::size(sockets_))) {
    for (int server = 0; server < settings_.count; ++server) {
      if (sockets_[server].revents != 0) receive(server);
    }
  }
}

void NameServers::receive(int server) {
  ssize_t size = recv(sockets_[server].fd, reply_memory, sizeof reply_memory, 0);
  if (size < 0 && server == turn_ && errno != EAGAIN && errno != EINTR) fail(error_text(errno));
  for (State& state : states_) {
    dns::Reply reply = dns::Reply::foreign;
    if (size >= 0 && state != State::told)
      reply = dns::judge(datagram(), {reply_memory, static_cast<std::size_t>(size)}, found_);
    if (reply == dns::Reply::truncated) reply = ask_in_whole(server);
    if (reply != dns::Reply::foreign) size = -1;  // it is used up
    if (reply == dns::Reply::refused) why_ = "the name server refuses";
    if (reply == dns::Reply::failed) why_ = "the name server fails";
    if (reply >= dns::Reply::no_name) {
      state = State::told;
      turn_ = server;
      found_.is_named = found_.is_named || reply == dns::Reply::addresses;
      if (found_.count != 0) shorten_turn(0);  // some drop what they do not know, AAAA
    } else if (reply != dns::Reply::foreign && server == turn_) {
      state = State::failed;
    }
    dns::toggle_family(message_);
  }
}

dns::Reply NameServers::ask_in_whole(int server) {
  pollfd stream = {.fd = open(server, SOCK_STREAM), .events = POLLOUT, .revents = 0};
  if (stream.fd < 0) return dns::Reply::failed;
  std::size_t size = 0;
  std::size_t wanted = dns::prefix_size;
  ssize_t count = -1;
  const std::string_view message = message_.view();
  if (await(&stream, 1)) count = ::send(stream.fd, message.data(), message.size(), MSG_NOSIGNAL);
  stream.events = POLLIN;
  while (count > 0 && size != wanted && await(&stream, 1)) {
    count = recv(stream.fd, reply_memory + size, wanted - size, 0);
    if (count > 0) size += static_cast<std::size_t>(count);
    if (size == dns::prefix_size) wanted = size + read_number(reply_memory, dns::prefix_size);
  }
  close(stream.fd);
  dns::Reply reply = dns::Reply::failed;
  if (size == wanted)
    reply = dns::judge(datagram(), {reply_memory + dns::prefix_size, size - dns::prefix_size}, found_);
  return std::max(reply, dns::Reply::failed);
}

}  // namespace probe
