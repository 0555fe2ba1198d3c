// The real probe in faulty networks: one that drops packets, and one in which a client gets the port that
// it connects to.
#include <net/route.h>
#include <netinet/in.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "doctest.h"
#include "places.h"
#include "probe_run.h"

namespace {

using namespace test;
using namespace std::chrono_literals;

// Addresses that are reserved for documentation (RFC 5737): no machine has them.
constexpr std::uint32_t own_address = 0xc0000201;       // 192.0.2.1
constexpr std::uint32_t dropping_network = 0xc6336400;  // 198.51.100.0/24
constexpr std::uint16_t served_port = 8080;

void put_address(sockaddr& place, std::uint32_t address) {
  sockaddr_in ipv4 = {};
  ipv4.sin_family = AF_INET;
  ipv4.sin_addr.s_addr = htonl(address);
  std::memcpy(&place, &ipv4, sizeof ipv4);
}

/// Enters a network in which a part of the addresses never answers: they are routed to the loopback device,
/// which drops their packets without an error.
void enter_dropping_network() {
  enter_place(true);
  const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq alias = {};
  std::strcpy(alias.ifr_name, "lo:1");
  put_address(alias.ifr_addr, own_address);  // packets to elsewhere cannot come from 127.0.0.1
  must(ioctl(any, SIOCSIFADDR, &alias) == 0);
  char device[] = "lo";
  rtentry route = {};
  put_address(route.rt_dst, dropping_network);
  put_address(route.rt_genmask, 0xffffff00);
  route.rt_flags = RTF_UP;
  route.rt_dev = device;
  must(ioctl(any, SIOCADDRT, &route) == 0);
  close(any);
}

/// Listens on an address until probe, which inherits the listener, exits. The kernel accepts connections.
void listen_on(std::uint32_t address) {
  sockaddr_in ipv4 = {};
  ipv4.sin_family = AF_INET;
  ipv4.sin_addr.s_addr = htonl(address);
  ipv4.sin_port = htons(served_port);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  must(bind(listener, reinterpret_cast<const sockaddr*>(&ipv4), sizeof ipv4) == 0);
  must(listen(listener, 4) == 0);
}

TEST_CASE("unresponsive addresses leave time for those that answer") {
  if (!can_enter_place(true)) return;
  const process::Folder folder;
  const std::string hosts = folder.path() + "/hosts";
  const auto prepare = [&] {
    enter_dropping_network();
    put_in_place(hosts, "/etc/hosts");
    listen_on(own_address);
  };
  for (const std::string addresses :
       {"192.0.2.1 many\n", "192.0.2.1 many\n198.51.100.1 many\n", "198.51.100.1 many\n192.0.2.1 many\n",
        "198.51.100.1 many\n198.51.100.2 many\n192.0.2.1 many\n"}) {
    CAPTURE(addresses);
    process::write_file(hosts, addresses, 0644);
    check_line(run({"-t800ms", "tcp://many:8080"}, {}, prepare), 0, "healthy tcp://many:8080: connected");
  }
  process::write_file(hosts, "198.51.100.1 many\n127.0.0.1 many\n", 0644);  // without a server
  const Ended refused = run({"-t400ms", "tcp://many:8080"}, {}, prepare);
  check_line(refused, 1, "unhealthy tcp://many:8080: connect to 127.0.0.1: Connection refused");
  CHECK(refused.time >= 190ms);
}

TEST_CASE("if no address answers, connecting ends with the deadline") {
  if (!can_enter_place(true)) return;
  const process::Folder folder;
  const std::string hosts = folder.path() + "/hosts";
  process::write_file(hosts, "198.51.100.1 one two\n198.51.100.2 two\n", 0644);
  const auto prepare = [&] {
    enter_dropping_network();
    put_in_place(hosts, "/etc/hosts");
  };
  const struct {
    std::string host;
    std::string phase;
  } rows[] = {
      {"198.51.100.1", "connect"},
      {"one", "connect to 198.51.100.1"},
      {"two", "connect to 198.51.100.2"},
  };
  for (const auto& row : rows) {
    const std::string url = "tcp://" + row.host + ":8080";
    const Ended ended = run({"-t200ms", url}, {}, prepare);
    check_line(ended, 1, "unhealthy " + url + ": " + row.phase + ": no answer within 200ms");
    check_in_time(ended, 200ms);
  }
}

TEST_CASE("udp: an address that refuses is reported, and not one without a route") {
  if (!can_enter_place(true)) return;
  const process::Folder folder;
  const std::string hosts = folder.path() + "/hosts";
  const auto prepare = [&] {
    enter_place(true);
    put_in_place(hosts, "/etc/hosts");
  };
  for (const std::string order : {"127.0.0.1 two\n198.51.100.1 two\n", "198.51.100.1 two\n127.0.0.1 two\n"}) {
    CAPTURE(order);
    process::write_file(hosts, order, 0644);
    const Ended ended = run({"-dx", "udp://two:1"}, {}, prepare);
    CHECK(ended.exit_code == 1);
    CHECK(ended.out.ends_with(": Connection refused\n"));
  }
}

TEST_CASE("a connection to itself, to a port without a server, counts as refused") {
  if (!can_enter_place(true)) return;
  const auto prepare = [] {
    enter_place(true);
    std::ofstream range("/proc/sys/net/ipv4/ip_local_port_range");  // of IPv6 too
    must((range << served_port << " " << served_port).flush().good());
  };
  for (const char* const start :
       {"tcp://127.0.0.1:", "tcp://[::1]:", "http://127.0.0.1:", "udp://127.0.0.1:", "tcp://0.0.0.0:",
        "tcp://[::]:", "tcp://[::ffff:0.0.0.0]:", "tcp://[::1%lo]:", "udp://0.0.0.0:", "udp://[::]:",
        "udp://[::ffff:0.0.0.0]:", "udp://[::1%lo]:"}) {
    const std::string url = start + std::to_string(served_port);
    const Ended ended = run({"-t500ms", url}, {}, prepare);
    if (ended.exit_code == not_allowed) return process::skip("the range of ports cannot be changed here");
    check_line(ended, 1, "unhealthy " + url + ": connect: Connection refused");
  }
}

}  // namespace
