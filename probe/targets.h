// The targets of the command line: they are read by the rows of their protocols.
#pragma once

#include <cstddef>

#include "base/cursor.h"
#include "base/expected.h"
#include "probe/model/headers.h"
#include "probe/model/libpq_query.h"
#include "probe/model/protocol.h"
#include "probe/protocols.h"

namespace probe {

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
/// the URLs of SQLAlchemy, the scheme of a database may name a driver, which is skipped: postgresql+asyncpg.
/// Of others, what follows a + says how to connect (http+unix, grpc+tls), and may not be skipped.
constexpr bool take_scheme(const char*& at, const Protocol& protocol) {
  const char* rest = at;
  if (!base::take(rest, protocol.scheme, base::Case::is_ignored)) return false;
  if (protocol.has_drivers && base::take(rest, "+")) {
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
  return check_path(*parsed.protocol, at);
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
  return check_path(*parsed.protocol, target.path.data());
}

/// Parses a target, with the host that has the index `host` if it names several. Returns what is wrong.
/// `parsed` refers to `word`; its protocol is set if the scheme is known. It is not inlined: see judge().
[[gnu::noinline]] constexpr base::Expected read_target(const char* word, ParsedTarget& parsed,
                                                       std::size_t host = 0) {
  parsed = {.word = word};
  for (const Protocol& protocol : protocols) {
    const char* at = word;
    if (!take_scheme(at, protocol)) continue;
    parsed.protocol = &protocol;
    return protocol.takes == Form::path ? read_path(at, parsed) : read_address(at, host, parsed);
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
    slots_[size_++].target = target;
    return true;
  }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr const ParsedTarget* begin() const { return &slots_[0].target; }
  [[nodiscard]] constexpr const ParsedTarget* end() const { return begin() + size_; }

 private:
  /// Memory that is not touched before it is used.
  union Slot {
    constexpr Slot() {}
    ParsedTarget target;
  };

  std::size_t size_ = 0;
  Slot slots_[TextList::capacity];
};

}  // namespace probe
