// The protocols that probe speaks. One more is a header, an include and a name here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/composed.h"
#include "base/cursor.h"
#include "base/expected.h"
#include "base/text.h"
#include "probe/fcgi/fcgi.h"
#include "probe/grpc/grpc.h"
#include "probe/http/http.h"
#include "probe/model/headers.h"
#include "probe/model/libpq_query.h"
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
#include "probe/protocols/udp.h"
#include "probe/protocols/unix.h"

namespace probe {

inline constexpr ProtocolRow protocol_rows[] = {
    http::row,           grpc::row,        tcp::row,         udp::row,   unix_socket::row, postgres::row,
    postgres::other_row, mysql::row,       mysql::other_row, redis::row, redis::other_row, amqp::row,
    fcgi::row,           name_server::row, file::row,        pid::row,   sleep::row,
};

/// The protocols without the texts of their rows, which are only needed to compose the help.
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

/// Whether a word starts as one of a shell does: with an operator (||, 2>/dev/null) or a quote.
constexpr bool is_shell_syntax(const char* word) {
  while (base::is_digit(*word)) ++word;
  return *word != '\0' && *base::find("|&;<>\"'`", *word) != '\0';
}

/// Returns what is wrong with a word that starts with no scheme of `protocols`.
inline base::Expected explain_no_scheme(const char* word) {
  if (is_shell_syntax(word)) return base::mistake("shell syntax, but no shell runs here; remove it");
  if (*word == '$') return base::wrong_value(expected_braces);
  const char* after = base::find(word, ':');
  if (base::take(after, "://")) return base::mistake("unknown scheme; see --help");
  return base::mistake("no scheme, such as http:// or tcp://; see --help");
}

/// Moves `at` past "scheme:" if it starts with that, in upper or lower case. Returns whether it does. As in
/// the URLs of SQLAlchemy, a scheme may name a driver, which is skipped: postgresql+asyncpg.
constexpr bool take_scheme(const char*& at, const char* scheme) {
  const char* rest = at;
  if (!base::take(rest, scheme, base::Case::is_ignored)) return false;
  if (base::take(rest, "+")) {
    while (is_token_byte(*rest)) ++rest;
  }
  if (!base::take(rest, ":")) return false;
  at = rest;
  return true;
}

/// Parses what follows the scheme of a target that is a path. All of it is the path, or it is a URI whose
/// authority is empty (unix:///run/app.sock).
constexpr base::Expected read_path(const char* at, ParsedTarget& parsed) {
  const char* path = at;
  if (base::take(path, "///")) at = path - 1;
  parsed.target.path = {at, base::find(at, '\0')};
  return parsed.protocol->check(at);
}

/// Parses what follows the scheme of any other target, for the host with that index.
constexpr base::Expected read_address(const char* at, std::size_t host, ParsedTarget& parsed) {
  Target& target = parsed.target;
  const bool is_list = parsed.protocol->takes == Form::hosts_and_path;
  HostChoice choice = {.index = host};
  base::Expected expected = parse_target(at, target, is_list ? &choice : nullptr);
  if (expected.is_valid() && is_list) expected = read_libpq_query(target, choice);
  if (!expected.is_valid()) return expected;
  parsed.has_other_host = choice.has_next;
  if (target.port == 0) target.port = parsed.protocol->port;
  if (target.port == 0) return base::wrong_value("a port, as in //HOST:PORT");
  if (parsed.protocol->check != nullptr) return parsed.protocol->check(target.path.data());
  const bool has_path = target.path.size() > (target.path.starts_with('/') ? 1 : 0);
  return base::expect(parsed.protocol->takes != Form::address || !has_path, "no path");
}

/// Parses a target, with the host that has the index `host` if it names several. Returns what is wrong.
/// `parsed` refers to `word`; its protocol is set if the scheme is known.
constexpr base::Expected read_target(const char* word, ParsedTarget& parsed, std::size_t host = 0) {
  parsed = {.word = word};
  for (const Protocol& protocol : protocols) {
    const char* at = word;
    if (!take_scheme(at, protocol.scheme)) continue;
    parsed.protocol = &protocol;
    return protocol.takes == Form::path ? read_path(at, parsed) : read_address(at, host, parsed);
  }
  if (take_scheme(word, "https") || take_scheme(word, "tls")) {
    return base::wrong_value("another scheme: no TLS yet");
  }
  return explain_no_scheme(word);
}

/// Returns how many hosts the word of a target names. The others follow it in the list.
constexpr int count_hosts(const ParsedTarget* target) {
  int count = 1;
  while (target++->has_other_host) ++count;
  return count;
}

/// Targets that were parsed.
class TargetList {
 public:
  /// Returns whether there was room.
  constexpr bool add(const ParsedTarget& target) {
    if (size_ == TextList::capacity) return false;
    targets_[size_++] = target;
    return true;
  }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr const ParsedTarget* begin() const { return targets_.data(); }
  [[nodiscard]] constexpr const ParsedTarget* end() const { return targets_.data() + size_; }

 private:
  std::array<ParsedTarget, TextList::capacity> targets_{};
  std::size_t size_ = 0;
};

}  // namespace probe
