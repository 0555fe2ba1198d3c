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
};

/// What follows "scheme:" in a target.
enum class Form : std::uint8_t {
  address,           // //HOST:PORT
  address_and_path,  // //HOST[:PORT][/PATH]
  path,              // anything: a file, a number, a time
};

struct Protocol;

/// A target that was parsed.
struct ParsedTarget {
  const char* word = nullptr;  // as it was given
  const Protocol* protocol = nullptr;
  Target target = {};
};

/// One target, and all that is needed to ask it.
struct Question : ParsedTarget {
  Settings settings;
  bool is_elsewhere = false;  // a redirect named another server: the user's Host header is not for it
  bool is_last = true;        // nothing follows once it is healthy: no other target, no PROGRAM
};

/// What is asked: a server, over a stream or datagrams, or this machine (os/local.h).
enum class Subject : std::uint8_t { stream, datagrams, file, process, time };

/// Returns whether a server is asked, and not this machine.
constexpr bool is_server(Subject subject) {
  return subject == Subject::stream || subject == Subject::datagrams;
}

struct Protocol {
  char scheme[11];
  std::uint16_t port = 0;  // 0: a target must name its port
  Form takes;
  Subject subject = Subject::stream;
  /// Checks a target of Form::path. Returns what was expected instead, if it is wrong.
  base::Expected (*check)(const char* path) = nullptr;
  /// Writes what is sent first. If it writes nothing, the server sends first, if it sends anything.
  void (*ask)(const Question&, base::Text& request) = nullptr;
  /// Judges the whole answer so far, from its first byte, and keeps no state. A verdict other than `more`
  /// must not change when more bytes arrive, except that its quote may become longer. If the protocol has
  /// replies, the verdict `reply` is for the one that follows `replies` earlier ones.
  Verdict (*judge)(const Question&, const Exchange&) = nullptr;
  /// Returns whether what was received is a whole answer, on which there is a verdict. The rest of an answer
  /// is read if it comes soon; nullptr: it is not.
  bool (*is_whole)(const Question&, std::string_view received) = nullptr;
};

/// A protocol, and its line in --help.
struct ProtocolRow {
  const char* form = nullptr;  // of its targets; nullptr: another scheme for the previous row, not shown
  const char* help = nullptr;  // when a target is healthy
  Protocol protocol;
};

}  // namespace probe
