// Addresses, as they are shown.
#include <arpa/inet.h>

#include <string>
#include <string_view>

#include "doctest.h"
#include "probe/connecting.h"

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

TEST_CASE("loopback needs no resolver, and an address neither") {
  const auto named = [](std::string_view host, bool is_ipv6) {
    Target target;
    target.host = host;
    target.is_ipv6 = is_ipv6;
    return target;
  };
  for (const char* const host : {"", "localhost", "LocalHost"}) CHECK(is_loopback(named(host, false)));
  for (const char* const host : {"localhosts", "local", "127.0.0.1", "localhost.example"}) {
    CHECK_FALSE(is_loopback(named(host, false)));
  }
  CHECK(is_address(named("127.0.0.1", false)));
  CHECK(is_address(named("fe80::a", true)));
  for (const char* const host : {"", "a", "10.0.0.a", "1-2"}) CHECK_FALSE(is_address(named(host, false)));
}

}  // namespace
