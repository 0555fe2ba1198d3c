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

/// Calls `use` with the index of a protocol's row, as a constant, and returns what that returns. So a
/// function of the row is called directly. (Nothing relocates a table of addresses:
/// toolchains/program.ld.)
template <std::size_t index = 0, class Use>
constexpr auto with_row(const Protocol& protocol, const Use& use) {
  constexpr std::integral_constant<std::size_t, index> row;
  if constexpr (index + 1 == std::size(protocol_rows)) {
    return use(row);
  } else {
    return &protocol == &protocols[index] ? use(row) : with_row<index + 1>(protocol, use);
  }
}

/// Calls ProtocolRow::check.
constexpr base::Expected check_path(const Protocol& protocol, const char* path) {
  return with_row(protocol, [=](auto row) { return protocol_rows[row].check(path); });
}

/// Calls ProtocolRow::ask.
constexpr void ask(const Question& question, base::Text& request) {
  with_row(*question.protocol, [&](auto row) { protocol_rows[row].ask(question, request); });
}

/// Calls ProtocolRow::judge.
constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  return with_row(*question.protocol, [&](auto row) { return protocol_rows[row].judge(question, exchange); });
}

/// Calls ProtocolRow::is_whole.
constexpr bool is_whole(const Question& question, std::string_view received) {
  return with_row(*question.protocol,
                  [&](auto row) { return protocol_rows[row].is_whole(question, received); });
}

}  // namespace probe
