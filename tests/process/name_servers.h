// Name servers that answer as a test wants, in the network of the probe that asks them.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/process/places.h"

namespace test {

inline constexpr int type_a = 1;
inline constexpr int type_cname = 5;
inline constexpr int type_aaaa = 28;

inline std::string two_bytes(std::size_t number) {
  return {static_cast<char>(number >> 8), static_cast<char>(number)};
}

/// A name as labels.
inline std::string labels(const std::string& name) {
  std::string all;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    all += static_cast<char>(end - at) + name.substr(at, end - at);
    at = end + 1;
  }
  return all + '\0';
}

/// A record of an answer: an address as text, or where a CNAME leads.
struct Record {
  std::string value;
  std::string owner = {};  // that of the question if empty

  [[nodiscard]] int type() const {
    const bool is_name = value.ends_with(".test");
    return is_name ? type_cname : value.find(':') == std::string::npos ? type_a : type_aaaa;
  }
  [[nodiscard]] std::string bytes() const {
    unsigned char address[16] = {};
    const int family = type() == type_a ? AF_INET : AF_INET6;
    std::string data = labels(value);
    if (type() != type_cname && inet_pton(family, value.c_str(), address) == 1)
      data.assign(reinterpret_cast<const char*>(address), family == AF_INET ? 4 : 16);
    const std::string name = owner.empty() ? std::string("\xc0\x0c") : labels(owner);
    return name + two_bytes(static_cast<std::size_t>(type())) + std::string("\0\1\0\0\0\x3c", 6) +
           two_bytes(data.size()) + data;
  }
};

/// A question that came, and ways to answer it.
struct Asked {
  int server = 0;  // the last byte of its address
  bool is_stream = false;
  std::string message;
  std::string name;
  int type = 0;
  std::function<void(const std::string&, int server)> send_raw;  // as it is, from a server

  void read_question() {
    std::size_t at = 12;
    while (at < message.size() && message[at] != 0) {
      const std::size_t size = static_cast<unsigned char>(message[at]);
      name += (name.empty() ? "" : ".") + message.substr(at + 1, size);
      at += size + 1;
    }
    type = static_cast<unsigned char>(message[at + 2]);
  }
  /// Sends a message; over TCP, its size comes first.
  void send(const std::string& bytes) const {
    send_raw((is_stream ? two_bytes(bytes.size()) : "") + bytes, server);
  }
  /// An answer with a code, and with the records that are of the type asked for, or CNAMEs.
  [[nodiscard]] std::string answer(int code, const std::vector<Record>& records = {}) const {
    std::string bytes;
    std::size_t count = 0;
    for (const Record& record : records) {
      if (record.type() != type && record.type() != type_cname) continue;
      bytes += record.bytes();
      ++count;
    }
    return message.substr(0, 2) + "\x81" + static_cast<char>(0x80 | code) + std::string("\0\1", 2) +
           two_bytes(count) + std::string(4, '\0') + message.substr(12) + bytes;
  }
};

using Behaviour = std::function<void(Asked&)>;
using Zone = std::map<std::string, std::vector<Record>>;

/// Answers from a table; a name that is not in it does not exist.
inline Behaviour knows(const Zone& zone) {
  return [zone](Asked& asked) {
    const auto entry = zone.find(asked.name);
    asked.send(entry == zone.end() ? asked.answer(3) : asked.answer(0, entry->second));
  };
}

/// A network with name servers at 127.0.0.1 to 127.0.0.3 and at ::1, and an /etc with two files.
class NamePlace {
 public:
  NamePlace(const std::string& resolver, Behaviour behave) : settings(resolver), behave_(std::move(behave)) {}
  ~NamePlace() { munmap(log_, log_size); }
  NamePlace(const NamePlace&) = delete;
  NamePlace& operator=(const NamePlace&) = delete;

  std::optional<std::string> settings;  // /etc/resolv.conf, if there is one
  std::optional<std::string> hosts;

  /// Enters the network and starts servers, which end when this process does.
  void enter() {
    enter_place(true);
    must(mount("none", "/etc", "tmpfs", 0, nullptr) == 0);
    if (settings) std::ofstream("/etc/resolv.conf") << *settings;
    if (hosts) std::ofstream("/etc/hosts") << *hosts;
    if (!behave_) return;
    for (int server = 1; server <= 4; ++server) {
      sources_.push_back({.fd = open(server, SOCK_DGRAM), .events = POLLIN, .revents = 0});
      sources_.push_back({.fd = open(server, SOCK_STREAM), .events = POLLIN, .revents = 0});
    }
    const pid_t probe = getpid();
    if (fork() != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != probe) _exit(0);
    close(STDOUT_FILENO);
    close(STDERR_FILENO);
    for (;;) serve();
  }

  /// The queries in their order, a line each: server, name and type, such as "1 name.test A".
  [[nodiscard]] std::string asked() const { return log_; }

 private:
  static constexpr std::size_t log_size = 65536;

  static int open(int server, int type) {
    sockaddr_in ipv4 = {};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(53);
    ipv4.sin_addr.s_addr = htonl(0x7f000000U + static_cast<std::uint32_t>(server));
    sockaddr_in6 ipv6 = {};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(53);
    ipv6.sin6_addr = in6addr_loopback;
    const bool is_ipv4 = server < 4;
    const int descriptor = socket(is_ipv4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0);
    const auto* address =
        is_ipv4 ? reinterpret_cast<const sockaddr*>(&ipv4) : reinterpret_cast<const sockaddr*>(&ipv6);
    must(bind(descriptor, address, is_ipv4 ? sizeof ipv4 : sizeof ipv6) == 0);
    if (type == SOCK_STREAM) listen(descriptor, 16);
    return descriptor;
  }

  void serve() {
    poll(sources_.data(), sources_.size(), -1);
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      if (sources_[i].revents == 0) continue;
      Asked asked;
      asked.server = static_cast<int>(i / 2) + 1;
      asked.is_stream = i % 2 != 0;
      asked.is_stream ? serve_stream(asked) : serve_datagram(asked);
    }
  }

  void answer(Asked& asked) {
    asked.read_question();
    const std::string line = std::to_string(asked.server) + (asked.is_stream ? " TCP " : " ") + asked.name +
                             (asked.type == type_a ? " A\n" : " AAAA\n");
    std::strncat(log_, line.c_str(), log_size - 1 - std::strlen(log_));
    behave_(asked);
  }

  void serve_datagram(Asked& asked) {
    char buffer[512];
    sockaddr_in6 client = {};
    socklen_t size = sizeof client;
    auto* const address = reinterpret_cast<sockaddr*>(&client);
    const int own = sources_[static_cast<std::size_t>(asked.server - 1) * 2].fd;
    const ssize_t count = recvfrom(own, buffer, sizeof buffer, 0, address, &size);
    if (count < 17) return;
    asked.message.assign(buffer, static_cast<std::size_t>(count));
    asked.send_raw = [this, address, size](const std::string& bytes, int server) {
      const int from = sources_[static_cast<std::size_t>(server - 1) * 2].fd;
      sendto(from, bytes.data(), bytes.size(), 0, address, size);
    };
    answer(asked);
  }

  void serve_stream(Asked& asked) {
    const int own = sources_[static_cast<std::size_t>(asked.server - 1) * 2 + 1].fd;
    const int client = accept4(own, nullptr, nullptr, SOCK_CLOEXEC);
    char buffer[514];
    const ssize_t count = recv(client, buffer, sizeof buffer, 0);
    asked.send_raw = [client](const std::string& bytes, int /*server*/) {
      send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    };
    if (count > 19) {
      asked.message.assign(buffer + 2, static_cast<std::size_t>(count) - 2);
      answer(asked);
    }
    close(client);
  }

  Behaviour behave_;
  std::vector<pollfd> sources_;
  char* log_ =
      static_cast<char*>(mmap(nullptr, log_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
};

}  // namespace test
