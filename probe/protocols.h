// The protocols that probe speaks. One more is a header, an include and a name here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "base/expected.h"
#include "base/text.h"
#include "probe/fcgi/fcgi.h"
#include "probe/grpc/grpc.h"
#include "probe/http/http.h"
#include "probe/model/protocol.h"
#include "probe/protocols/amqp.h"
#include "probe/protocols/dns.h"
#include "probe/protocols/file.h"
#include "probe/protocols/mysql.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/postgres.h"
#include "probe/protocols/redis.h"
#include "probe/protocols/sleep.h"
#include "probe/protocols/tcp.h"
#include "probe/protocols/tls.h"
#include "probe/protocols/udp.h"
#include "probe/protocols/unix.h"

namespace probe {

inline constexpr ProtocolRow protocol_rows[] = {
    http::row,      http::secured_row, grpc::row,        grpc::secured_row, tcp::row,
    handshake::row, udp::row,          unix_socket::row, postgres::row,     postgres::other_row,
    mysql::row,     mysql::other_row,  redis::row,       redis::other_row,  redis::secured_row,
    amqp::row,      amqp::secured_row, fcgi::row,        name_server::row,  file::row,
    pid::row,       sleep::row,
};

/// The protocols without the texts and functions of their rows.
inline constexpr auto protocols = [] {
  std::array<Protocol, std::size(protocol_rows)> bare{};
  std::transform(std::begin(protocol_rows), std::end(protocol_rows), bare.begin(),
                 [](const ProtocolRow& row) { return row.protocol; });
  return bare;
}();

/// Appends the lines of --help, one for each protocol.
constexpr void put_protocol_lines(base::Text& help) {
  for (const ProtocolRow& row : protocol_rows) {
    if (row.form == nullptr) continue;
    help.append("\t").append(row.form).append("\t").append(row.help).append("\n");
  }
}

/// Returns the index of a protocol's row.
constexpr std::size_t row_of(const Protocol& protocol) {
  return static_cast<std::size_t>(&protocol - protocols.data());
}

/// A value as a type. (With the sanitizers, GCC does not compare addresses of functions at compile time.)
template <auto value>
struct Value {};

/// Returns the first row from `next` on with another function than that of the row `index`; `function` is a
/// member of the rows.
template <auto function, std::size_t index, std::size_t next = index + 1>
consteval std::size_t next_with_other() {
  if constexpr (next != std::size(protocol_rows)) {
    if constexpr (std::is_same_v<Value<protocol_rows[index].*function>, Value<protocol_rows[next].*function>>)
      return next_with_other<function, index, next + 1>();
  }
  return next;
}

/// Calls a function of the row `wanted`, which is `index` or follows it, and returns what that returns. It is
/// called directly, after one comparison for each group of rows that share it. (Nothing relocates a table of
/// addresses: toolchains/program.ld.)
template <auto function, std::size_t index = 0, class... Arguments>
constexpr auto call(std::size_t wanted, Arguments&... arguments) {
  constexpr std::size_t next = next_with_other<function, index>();
  if constexpr (next == std::size(protocol_rows)) {
    return (protocol_rows[index].*function)(arguments...);
  } else {
    return wanted < next ? (protocol_rows[index].*function)(arguments...)
                         : call<function, next>(wanted, arguments...);
  }
}

/// Calls ProtocolRow::check.
constexpr base::Expected check_path(const Protocol& protocol, const char* path) {
  return call<&ProtocolRow::check>(row_of(protocol), path);
}

/// Calls ProtocolRow::ask.
constexpr void ask(const Question& question, base::Text& request) {
  call<&ProtocolRow::ask>(row_of(*question.protocol), question, request);
}

/// Calls ProtocolRow::judge. It is not inlined, and nor is converse(): in the large stack frame of run(),
/// each access to the stack would take three more bytes.
[[gnu::noinline]] constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  return call<&ProtocolRow::judge>(row_of(*question.protocol), question, exchange);
}

/// Calls ProtocolRow::is_whole.
constexpr bool is_whole(const Question& question, std::string_view received) {
  return call<&ProtocolRow::is_whole>(row_of(*question.protocol), question, received);
}

}  // namespace probe
