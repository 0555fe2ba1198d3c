// unix:PATH: a server accepts connections on a Unix-domain socket (unix(7)).
#pragma once

#include "probe/model/libpq_query.h"
#include "probe/model/protocol.h"
#include "probe/protocols/tcp.h"

namespace probe::unix_socket {

constexpr base::Expected check(const char* path) {
  const std::size_t size = static_cast<std::size_t>(base::find(path, '\0') - path);
  return base::expect(size != 0 && size <= longest_socket_path, "a path of 1 to 107 bytes");
}

inline constexpr ProtocolRow row = {
    .form = "unix:PATH",
    .help = "as tcp; @NAME is an abstract socket",
    .protocol = {.scheme = "unix", .takes = Form::path, .uses = use_expect | use_send},
    .check = check,
    .ask = tcp::ask,
    .judge = tcp::judge,
};

}  // namespace probe::unix_socket
