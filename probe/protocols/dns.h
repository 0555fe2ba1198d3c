// dns://HOST[:PORT][/NAME]: a name server replies to a query (RFC 1035 4): for the IPv4 address of NAME or,
// without one, for the name servers of the root.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/dns/dns.h"
#include "probe/model/big_endian.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe::name_server {

/// The id of the query. It is constant: a forged reply could only change a verdict, never an address, and its
/// sender would have to guess the port of the socket, which is connected.
inline constexpr std::uint32_t query_id = 0x6170;

/// Writes the query, with the prefix that TCP needs. Returns false if there can be no such name.
constexpr bool write_query(base::Text& out, std::string_view name) {
  const bool is_name = dns::write_query(out, query_id, name, {});
  if (name.empty()) out.replace(dns::place_of_type(out), dns::type_ns);
  return is_name;
}

/// Checks the path of a target: nothing, or a name after a slash.
constexpr base::Expected check(const char* path) {
  base::take(path, "/");
  const char* end = path;
  while (is_host_byte(*end, false)) ++end;
  base::TextOf<dns::query_capacity> query;
  return base::expect(*end == '\0' && write_query(query, {path, end}),
                      "a name such as example.org, or nothing");
}

constexpr void ask(const Question& question, base::Text& request) {
  base::TextOf<dns::query_capacity> query;
  write_query(query, name_in_path(question.target.path));
  request.append(dns::without_prefix(query.view()));
}

/// Judges a datagram by its header (RFC 1035 4.1.1): some servers leave the question out of an error. A
/// server that does not know the name works as well as one that does, and so does one whose reply is
/// truncated.
constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  const std::string_view reply = exchange.received;
  if (reply.empty() && !exchange.is_over) return more();
  if (!dns::is_reply(query_id, reply)) return unhealthy("not DNS", first_line(reply));
  const std::uint32_t code = dns::code_of(reply.data());
  switch (code) {
    case dns::no_error: return healthy("it replied");
    case dns::name_error: return healthy("it knows no such name");
    case dns::server_failure: return unhealthy("SERVFAIL: it cannot find out");
    case dns::refused: return unhealthy("REFUSED: it does not answer for this name");
    default: exchange.storage << std::int64_t{code};
  }
  return unhealthy("it replied with the error", exchange.storage.view());
}

inline constexpr ProtocolRow row = {
    .form = "dns://HOST[:PORT][/NAME]",
    .help = "it answers a query for NAME, or for the root",
    .protocol = {.scheme = "dns", .port = 53, .takes = Form::address_and_path, .subject = Subject::datagrams},
    .check = check,
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::name_server
