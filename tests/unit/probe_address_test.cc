// How addresses are written, and which hosts of targets need no name server.
#include <arpa/inet.h>

#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/model/host.h"

namespace {

using namespace probe;

TEST_CASE("addresses are written as inet_ntop(3) writes them") {
  for (const char* const address :
       {"::", "::1", "1::", "fe80::1", "2001:db8::ff00:42:8329", "1:2:3:4:5:6:7:8", "1:0:2:0:0:3:0:0",
        "1:0:0:2:0:0:0:3", "0:1:2:3:4:5:6:7", "1:2:3:4:5:6:7:0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "1:0:2:3:4:5:6:7"}) {
    unsigned char bytes[16];
    REQUIRE(inet_pton(AF_INET6, address, bytes) == 1);
    base::TextOf<64> text;
    put_ipv6(text, bytes);
    char expected[64];
    CHECK(text.view() == std::string_view(inet_ntop(AF_INET6, bytes, expected, sizeof expected)));
  }
  const unsigned char loopback[] = {127, 0, 0, 1};
  base::TextOf<64> text;
  put_ipv4(text, loopback);
  CHECK(text.view() == "127.0.0.1");
}

Target target_of(std::string_view host, bool is_ipv6 = false, std::string_view zone = {}) {
  Target target;
  target.host = host;
  target.is_ipv6 = is_ipv6;
  target.zone = zone;
  return target;
}

TEST_CASE("an address is written by its family") {
  base::TextOf<64> text;
  put_address(text, {.bytes = {10, 0, 0, 1}});
  text.put(' ');
  put_address(text, {.bytes = {0x10}, .is_ipv6 = true});
  CHECK(text.view() == "10.0.0.1 1000::");
}

TEST_CASE("loopback needs no name server, and has an address of each family") {
  for (const char* const host : {"", "localhost", "LocalHost", "localhost."})
    CHECK(is_loopback(target_of(host)));
  for (const char* const host : {"localhosts", "local", "127.0.0.1", "localhost.example", "localhost.."}) {
    CHECK_FALSE(is_loopback(target_of(host)));
  }
  AddressList list;
  add_loopback(list);
  REQUIRE(list.count == 2);
  base::TextOf<64> text;
  put_address(text, list.list[0]);
  text.put(' ');
  put_address(text, list.list[1]);
  CHECK(text.view() == "127.0.0.1 ::1");
}

TEST_CASE("a host that is written as an address is never looked up") {
  for (const char* const host : {"127.0.0.1", "10.1", "1.2.3.4.5", "."}) CHECK(is_address(target_of(host)));
  CHECK(is_address(target_of("fe80::a", true)));
  for (const char* const host : {"", "a", "10.0.0.a", "1-2", "10"}) CHECK_FALSE(is_address(target_of(host)));
}

TEST_CASE("a host is read as an address, with its zone") {
  const struct {
    const char* host;
    bool is_ipv6;
    const char* written;  // empty: it is none
  } rows[] = {
      {"127.0.0.1", false, "127.0.0.1"},
      {"::1", true, "::1"},
      {"::ffff:1.2.3.4", true, "::ffff:102:304"},
      {"10.1", false, ""},
      {"1.2.3.4.5", false, ""},
      {"010.0.0.1", false, ""},
      {"::1", false, ""},
      {"1.2.3.4", true, ""},
      {"1::2::3", true, ""},
      {"::1:", true, ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.host);
    IpAddress address;
    base::TextOf<64> text;
    if (read_ip_address(target_of(row.host, row.is_ipv6), address)) put_address(text, address);
    CHECK(text.view() == row.written);
  }
  IpAddress address;
  CHECK(read_ip_address(target_of("fe80::1", true, "eth0"), address));
  CHECK(std::string(address.zone) == "eth0");
  CHECK(read_ip_address(target_of("fe80::1", true, "123456789012345"), address));
  CHECK(std::string(address.zone) == "123456789012345");
}

}  // namespace
