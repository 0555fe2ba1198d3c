// The smallest program that asks a server: floor_probe PORT [tcp] connects to 127.0.0.1, sends the request
// that probe sends, so that the server has the same work, and looks at the first bytes of the answer. With
// `tcp`, it exits when it is connected. It has no deadline and resolves no name.
#include <netinet/in.h>

#include "bare.h"

namespace {

/// The port in network byte order.
in_port_t take_port(const char* text) {
  unsigned port = 0;
  for (; *text != '\0'; ++text) port = port * 10 + static_cast<unsigned>(*text - '0');
  return static_cast<in_port_t>(port << 8 | (port >> 8 & 0xff));
}

/// Whether the server answers a request for /healthz with status 200.
bool answers(long server) {
  constexpr char request[] =
      "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:00000\r\nUser-Agent: probe/0.0.0\r\nAccept: */*\r\n"
      "Connection: close\r\n\r\n";
  char reply[4096];
  bare::call(SYS_write, server, reinterpret_cast<long>(request), sizeof request - 1);
  const long size = bare::call(SYS_read, server, reinterpret_cast<long>(reply), sizeof reply);
  return size >= 12 && reply[9] == '2' && reply[10] == '0' && reply[11] == '0';
}

}  // namespace

void run(long count, char** words) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = take_port(words[1]);
  address.sin_addr.s_addr = 0x0100007f;
  const long server = bare::call(SYS_socket, AF_INET, SOCK_STREAM);
  if (bare::call(SYS_connect, server, reinterpret_cast<long>(&address), sizeof address) != 0)
    bare::exit_process(1);
  bare::exit_process(count > 2 || answers(server) ? 0 : 1);
}
