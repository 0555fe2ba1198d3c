// The words in which probe thinks: what it asks, and what it thinks of the answer.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/settings.h"
#include "probe/target.h"

namespace probe {

/// What probe is doing, in the order of phase_texts.
enum class Phase : std::uint8_t { nothing, resolve, connect, send, receive };

inline constexpr char phase_texts[][8] = {"", "resolve", "connect", "send", "receive"};

struct Verdict {
  enum class Kind : std::uint8_t { more, healthy, unhealthy };
  Kind kind = Kind::more;        // more: it takes more of the answer to tell
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

inline constexpr Verdict more{};

struct Protocol;

/// One target, and all there is to know to ask it.
struct Question {
  const Protocol* protocol = nullptr;
  Target target;
  Settings settings;
};

struct Protocol {
  const char* scheme;
  const char* form;    // of its targets, for people
  const char* help;    // when a target is healthy
  std::uint16_t port;  // 0: the target has to name it
  bool takes_path;
  /// Writes what is sent first; nothing: the server speaks first, if anybody.
  void (*ask)(const Question&, base::Text& request);
  /// Judges all that was received so far, from its first byte. What it says of a
  /// part of an answer, if not `more`, it says of the whole as well; its quote
  /// alone may be longer then.
  Verdict (*judge)(const Question&, std::string_view received);
};

}  // namespace probe
