// What a judge makes of an answer: it needs more of it, has something to send, asks elsewhere, or has a
// result.
#pragma once

#include <cstdint>
#include <string_view>

#include "probe/model/target.h"

namespace probe {

/// What probe is doing, in the order of phase_texts. In the last one, it becomes PROGRAM.
enum class Phase : std::uint8_t { nothing, resolve, connect, send, receive, wait, leave };

inline constexpr char phase_texts[][8] = {"", "resolve", "connect", "send", "receive", "wait"};

/// Where a redirect leads.
struct Redirection {
  Target target = {};              // its parts are slices of Exchange::words
  std::string_view location = {};  // as the server sent it, but without a user and password: to be shown
  const char* method = "";         // of the next request
  bool is_other_server = false;    // the Location names its own host
};

struct Verdict {
  enum class Kind : std::uint8_t {
    more,      // no verdict yet: the judge needs more of the answer
    reply,     // Exchange::words are to be sent; after that, the judge needs more of the answer
    redirect,  // Exchange::redirection is to be asked instead
    healthy,
    unhealthy,
  };
  Kind kind = Kind::more;
  Phase phase = Phase::nothing;  // unhealthy: what failed, if it was not the answer
  const char* why = "";          // healthy, unhealthy: the reason
  std::string_view quote = {};   // healthy, unhealthy: the part of the answer that shows it, as received
};

constexpr Verdict healthy(const char* why, std::string_view quote = {}) {
  return {.kind = Verdict::Kind::healthy, .why = why, .quote = quote};
}

constexpr Verdict unhealthy(const char* why, std::string_view quote = {}) {
  return {.kind = Verdict::Kind::unhealthy, .why = why, .quote = quote};
}

constexpr Verdict failed(Phase phase, const char* why) {
  return {.kind = Verdict::Kind::unhealthy, .phase = phase, .why = why};
}

inline constexpr Verdict more{};
inline constexpr Verdict reply_with_words{.kind = Verdict::Kind::reply};
inline constexpr Verdict redirected{.kind = Verdict::Kind::redirect};

}  // namespace probe
