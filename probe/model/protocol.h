// The words in which probe thinks: what it asks, and what it thinks of the answer.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/model/settings.h"
#include "probe/model/target.h"

namespace probe {

/// What probe is doing, in the order of phase_texts; the last: it becomes PROGRAM.
enum class Phase : std::uint8_t { nothing, resolve, connect, send, receive, wait, leave };

inline constexpr char phase_texts[][8] = {"", "resolve", "connect", "send", "receive", "wait"};

struct Verdict {
  enum class Kind : std::uint8_t {
    more,      // it takes more of the answer to tell
    reply,     // the quote is to be sent; then it takes more
    redirect,  // the quote is where to ask instead (a Location, with a NUL behind), `why` the method
    healthy,
    unhealthy,
  };
  Kind kind = Kind::more;
  const char* why = "";          // in words
  std::string_view quote = {};   // what the answer says of it, as it came
  Phase phase = Phase::nothing;  // what it was that failed, if it was not the answer
};

constexpr Verdict healthy(const char* why, std::string_view quote = {}) {
  return {.kind = Verdict::Kind::healthy, .why = why, .quote = quote};
}

constexpr Verdict unhealthy(const char* why, std::string_view quote = {}) {
  return {.kind = Verdict::Kind::unhealthy, .why = why, .quote = quote};
}

constexpr Verdict failed(Phase phase, const char* why) {
  return {.kind = Verdict::Kind::unhealthy, .why = why, .phase = phase};
}

constexpr Verdict redirect(std::string_view location, const char* method) {
  return {.kind = Verdict::Kind::redirect, .why = method, .quote = location};
}

constexpr Verdict reply(std::string_view bytes) { return {.kind = Verdict::Kind::reply, .quote = bytes}; }

inline constexpr Verdict more{};

/// What a judge sees of a dialogue.
struct Exchange {
  std::string_view received;  // all of it so far, from its first byte
  base::Text& words;          // empty, for what a verdict quotes and `received` does not hold as such
  std::size_t replies = 0;    // how many verdicts of the kind `reply` were carried out
  bool is_over = false;       // nothing more will come
};

/// What stands behind "scheme:" in a target.
enum class Form : std::uint8_t {
  address,           // //HOST:PORT
  address_and_path,  // //HOST[:PORT][/PATH]
  path,              // anything: a file, a number, a time
};

struct Protocol;

/// One target, and all there is to know to ask it.
struct Question {
  const Protocol* protocol = nullptr;
  Target target;
  Settings settings;
  bool is_elsewhere = false;  // a redirect named its host: the user's Host header is not for there
  bool is_last = true;        // nothing is to be done once it is healthy: no target follows, no program
};

/// What is asked: a server, over a stream or datagrams, or this machine (local.h).
enum class Subject : std::uint8_t { stream, datagrams, file, process, time };

struct Protocol {
  char scheme[11];
  std::uint16_t port = 0;  // 0: the target has to name it
  Form takes;
  Subject subject = Subject::stream;
  /// Checks a path.
  base::Expected (*check)(const char* path) = nullptr;
  /// Writes what is sent first; nothing: the server speaks first, if anybody.
  void (*ask)(const Question&, base::Text& request) = nullptr;
  /// Judges all that was received so far, from its first byte, and keeps nothing. What
  /// it says of a part of an answer, if not `more`, it says of the whole as well; its
  /// quote alone may be longer then. Of replies it asks for the one whose number is
  /// `replies` in the exchange.
  Verdict (*judge)(const Question&, const Exchange&) = nullptr;
};

/// A protocol, and what people are told of it.
struct ProtocolRow {
  const char* form = nullptr;  // of its targets; nullptr: another scheme of the row before, not shown
  const char* help = nullptr;  // when a target is healthy
  Protocol protocol;
};

}  // namespace probe
