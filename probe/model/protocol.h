// What a protocol is: how a target is asked, and how its answer is judged.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"
#include "probe/model/verdict.h"

namespace probe {

/// What a judge is given: what was exchanged so far, and storage for what its verdict refers to.
struct Exchange {
  std::string_view received;  // the whole answer so far, from its first byte
  base::Text& storage;        // empty; for texts of the verdict that `received` does not hold, or for a reply
  Redirection& redirection;   // for the verdict `redirect`
  std::size_t replies = 0;    // how many verdicts of the kind `reply` were carried out
  bool is_over = false;       // the server will send nothing more
  const char* security = "";  // the version of TLS, or empty
};

/// What follows "scheme:" in a target.
enum class Form : std::uint8_t {
  address_and_path,  // //HOST[:PORT][/PATH]
  hosts_and_path,    // the same, with several hosts, ?host= and ?port= (libpq_query.h)
  path,              // anything: a file, a number, a time
};

/// The options that only some protocols use, as bits: Protocol::uses has them, and the row of an option.
enum Use : std::uint16_t {
  use_request = 0x1,  // parts of an HTTP request, and redirects
  use_headers = 0x2,
  use_status = 0x4,
  use_expect = 0x8,
  use_send = 0x10,
  use_age = 0x20,      // of a file
  use_address = 0x40,  // where to connect
  use_stream = 0x80,
  use_verdict = 0x100,  // that can be inverted
  use_tls = 0x200,
  use_insecure = 0x400,  // that TLS may protect, if only after a redirect
};

/// What is asked: a server, over a stream or datagrams, or this machine (os/local.h).
enum class Subject : std::uint8_t { stream, datagrams, file, process, time };

/// Returns whether a server is asked, and not this machine.
constexpr bool is_server(Subject subject) {
  return subject == Subject::stream || subject == Subject::datagrams;
}

/// What is spoken inside of TLS.
enum class Application : std::uint8_t { other, http, grpc };

/// What its targets look like, and which options it uses. It holds no pointers, because nothing
/// relocates them (toolchains/program.ld).
struct Protocol {
  char scheme[11];
  std::uint16_t port = 0;  // 0: a target must name its port
  Form takes;
  Subject subject = Subject::stream;
  std::uint16_t uses = 0;  // bits of Use, besides those that uses_of() adds
  Application application = Application::other;
  bool is_secured = false;   // TLS protects it
  bool has_drivers = false;  // its scheme may name one: postgresql+asyncpg
};

/// A target that was parsed.
struct ParsedTarget {
  const char* word = nullptr;  // as it was given
  const Protocol* protocol = nullptr;
  Target target = {};
  bool has_other_host =
      false;  // the next target is another host of the same word: asked if this one is not healthy
};

/// One target, and all that is needed to ask it.
struct Question : ParsedTarget {
  Settings settings;
  bool is_elsewhere =
      false;  // the word does not name this server, but a redirect does: the Host header is not for it
  bool omits_body = false;  // after a redirect that changes the method to GET, or leads from https to http
  bool is_secured = false;  // TLS protects it; a redirect may change that
  bool is_last = true;      // nothing follows once it is healthy: no other target, no PROGRAM

  /// Asks a target anew, whatever redirects have changed. `given`: the settings of the user.
  constexpr void start(const ParsedTarget& asked, const Settings& given, bool has_other_hosts) {
    static_cast<ParsedTarget&>(*this) = asked;
    settings.method = given.method;
    settings.headers = given.headers;
    settings.credentials = given.credentials;
    is_secured = protocol->is_secured;
    is_elsewhere = has_other_hosts;
    omits_body = false;
  }
  /// Asks what a redirect leads to. If TLS protects it no longer, the login, the headers and the body of the
  /// user are not sent.
  constexpr void follow(const Redirection& to) {
    target = to.target;
    if (is_secured && !to.is_secured) {
      target.user = {};
      settings.credentials = nullptr;
      settings.headers = {};
      omits_body = true;
    }
    is_secured = to.is_secured;
    settings.method = to.method;
    omits_body = omits_body || !to.keeps_body;
    is_elsewhere = is_elsewhere || to.is_other_server;
  }
};

/// Returns all options that a protocol uses, as bits of Use.
constexpr unsigned uses_of(const Protocol& protocol) {
  unsigned uses = protocol.uses;
  if (is_server(protocol.subject) && protocol.takes != Form::path) uses |= use_address;
  if (protocol.subject == Subject::stream) uses |= use_stream;
  if (protocol.subject != Subject::time) uses |= use_verdict;
  return uses;
}

// What a row does if it does not say otherwise.
constexpr base::Expected take_any_path(const char* /*path*/) { return base::valid(); }
constexpr void ask_nothing(const Question& /*question*/, base::Text& /*request*/) {}
constexpr Verdict judge_nothing(const Question& /*question*/, const Exchange& /*exchange*/) { return more(); }
constexpr bool is_always_whole(const Question& /*question*/, std::string_view /*received*/) { return true; }

/// A protocol, its line in --help, and what it does. Rows are constants: protocols.h calls their functions.
struct ProtocolRow {
  const char* form = nullptr;  // of its targets; nullptr: another scheme for the previous row, not shown
  const char* help = nullptr;  // when a target is healthy
  Protocol protocol;
  /// Checks the path of a target. Returns what was expected instead, if it is wrong.
  base::Expected (*check)(const char* path) = take_any_path;
  /// Writes what is sent first. If it writes nothing, the server sends first, if it sends anything.
  void (*ask)(const Question&, base::Text& request) = ask_nothing;
  /// Judges the whole answer so far, from its first byte, and keeps no state. A verdict other than `more`
  /// must not change when more bytes arrive, except that its quote may become longer. If the protocol has
  /// replies, the verdict `reply` is for the one that follows `replies` earlier ones.
  Verdict (*judge)(const Question&, const Exchange&) = judge_nothing;
  /// Returns whether what was received is a whole answer, on which there is a verdict. Otherwise, its rest is
  /// read if it comes soon.
  bool (*is_whole)(const Question&, std::string_view received) = is_always_whole;
};

/// The same row with another scheme, which is not shown.
constexpr ProtocolRow with_scheme(ProtocolRow row, std::string_view scheme) {
  row.form = nullptr;
  row.help = nullptr;
  for (char& letter : row.protocol.scheme) letter = '\0';
  scheme.copy(row.protocol.scheme, sizeof row.protocol.scheme - 1);
  return row;
}

/// The same row over TLS.
constexpr ProtocolRow over_tls(const ProtocolRow& row, std::string_view scheme, std::uint16_t port) {
  ProtocolRow secured = with_scheme(row, scheme);
  secured.protocol.port = port;
  secured.protocol.is_secured = true;
  secured.protocol.uses |= use_tls | use_insecure;
  return secured;
}

}  // namespace probe
