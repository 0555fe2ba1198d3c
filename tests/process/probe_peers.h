// Servers for probe to ask: each is a thread of the test.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace test {

/// An address of this machine with a port that no other socket has. Until it listens, connections are
/// refused.
class Port {
 public:
  /// On 127.0.0.1 or ::1, and on the given port if it is not 0.
  explicit Port(int family = AF_INET, int wanted = 0)
      : family_(family), descriptor_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto port = htons(static_cast<std::uint16_t>(wanted));
    sockaddr_in ipv4 = {};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = port;
    ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 ipv6 = {};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = port;
    ipv6.sin6_addr = in6addr_loopback;
    is_bound_ = (family == AF_INET ? bind(descriptor_, reinterpret_cast<sockaddr*>(&ipv4), sizeof ipv4)
                                   : bind(descriptor_, reinterpret_cast<sockaddr*>(&ipv6), sizeof ipv6)) == 0;
    socklen_t size = sizeof address_;
    getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address_), &size);
  }
  ~Port() { close(descriptor_); }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  [[nodiscard]] bool is_bound() const { return is_bound_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] int number() const { return ntohs(address_.sin6_port); }  // IPv4 has it in the same place
  [[nodiscard]] std::string host() const { return family_ == AF_INET ? "127.0.0.1" : "[::1]"; }
  [[nodiscard]] std::string url(const std::string& scheme, const std::string& path = "") const {
    return scheme + "://" + host() + ":" + std::to_string(number()) + path;
  }

  /// Fills the queue, so that further connections get no answer, as from a server that hangs. Returns whether
  /// that worked.
  bool fill_queue(std::vector<int>& clients) {
    listen(descriptor_, 0);
    for (int i = 0; i < 64; ++i) {
      const int client = socket(family_, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      clients.push_back(client);
      (void)!connect(client, reinterpret_cast<const sockaddr*>(&address_),
                     family_ == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
      pollfd connected = {.fd = client, .events = POLLOUT, .revents = 0};
      if (poll(&connected, 1, 0) == 0) return true;
    }
    return false;
  }

 private:
  int family_;
  int descriptor_ = -1;
  bool is_bound_ = false;
  sockaddr_in6 address_ = {};
};

/// One connection, on the server's side.
class Client {
 public:
  Client(int descriptor, int stop) : descriptor_(descriptor), stop_(stop) {}

  /// Waits for bytes or the end of the connection. Returns false if the time is up.
  [[nodiscard]] bool has_news(int milliseconds = -1) const {
    pollfd sources[] = {{.fd = descriptor_, .events = POLLIN, .revents = 0},
                        {.fd = stop_, .events = POLLIN, .revents = 0}};
    return poll(sources, 2, milliseconds) > 0;
  }

  /// Reads up to `end`, or all there is. Returns whether `end` came.
  bool read_to(std::string_view end) {
    char byte = 0;
    while (has_news() && recv(descriptor_, &byte, 1, MSG_DONTWAIT) == 1) {
      received += byte;
      if (!end.empty() && received.ends_with(end)) return true;
    }
    return false;
  }

  /// Reads what has come, after waiting for it. Returns nothing at the end of the connection.
  std::string read_some() {
    char bytes[4096];
    const ssize_t count = has_news() ? recv(descriptor_, bytes, sizeof bytes, MSG_DONTWAIT) : 0;
    std::string part(bytes, count > 0 ? static_cast<std::size_t>(count) : 0);
    received += part;
    return part;
  }

  bool read_request() { return read_to("\r\n\r\n"); }

  /// Returns whether it still takes bytes.
  bool write(std::string_view bytes) const {
    return send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }

  /// Closes with a reset.
  void reset() const {
    const linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

  std::string received;

 private:
  int descriptor_;
  int stop_;
};

/// Serves one connection after another until it is destroyed.
class Server {
 public:
  using Behaviour = std::function<void(Client&)>;

  explicit Server(Behaviour behave, int family = AF_INET) : port(family), behave_(std::move(behave)) {
    listen(port.descriptor(), 16);
    fcntl(port.descriptor(), F_SETFL, O_NONBLOCK);  // a client may have closed before accept4()
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() { stop(); }

  /// All that was received, over all connections.
  std::string stop() {
    if (thread_.joinable()) {
      eventfd_write(stop_, 1);
      thread_.join();
      close(stop_);
    }
    return received_;
  }

  Port port;

 private:
  void serve() {
    for (;;) {
      pollfd sources[] = {{.fd = port.descriptor(), .events = POLLIN, .revents = 0},
                          {.fd = stop_, .events = POLLIN, .revents = 0}};
      poll(sources, 2, -1);
      if (sources[0].revents == 0) return;
      const int descriptor = accept4(port.descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
      if (descriptor < 0) continue;
      Client client(descriptor, stop_);
      behave_(client);
      received_ += client.received;
      close(descriptor);
    }
  }

  Behaviour behave_;
  int stop_ = eventfd(0, EFD_CLOEXEC);
  std::string received_;
  std::thread thread_;
};

/// Answers every request with these bytes, and records what is sent after it too.
inline Server::Behaviour answers(const std::string& bytes) {
  return [bytes](Client& client) {
    if (client.read_request() && client.write(bytes)) client.read_to("");
  };
}

}  // namespace test
