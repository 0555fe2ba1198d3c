// The verdict on an answer: more of it is needed, something is to be sent, another server is to be asked, or
// the target is healthy or not.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/literal.h"
#include "probe/model/target.h"

namespace probe {

/// What probe is doing, in the order of phase_texts. In the last phase, it becomes PROGRAM; this has no text.
enum class Phase : std::uint8_t { nothing, resolve, connect, handshake, send, receive, wait, execute };

inline constexpr char phase_texts[][10] = {"", "resolve", "connect", "handshake", "send", "receive", "wait"};

/// Where a redirect leads. Its texts are slices of Exchange::storage.
struct Redirection {
  Target target = {};
  std::string_view location = {};  // as the server sent it, but without a user and password: to be shown
  const char* method = "";         // of the next request
  bool keeps_body = false;         // of the request
  bool is_other_server = false;    // the Location names its own host
  bool is_secured = false;         // TLS protects it
};

struct Verdict {
  enum class Kind : std::uint8_t {
    more,      // no verdict yet: the judge needs more of the answer
    reply,     // Exchange::storage is to be sent; after that, the judge needs more of the answer
    redirect,  // Exchange::redirection is to be asked instead
    healthy,
    unhealthy,
  };
  Kind kind = Kind::more;
  Phase phase = Phase::nothing;  // unhealthy: what failed, if it was not the answer
  bool is_own_failure = false;   // unhealthy: probe could not ask, so nothing is known about the target
  const char* why;               // healthy, unhealthy: the reason
  std::string_view quote;        // healthy, unhealthy: the part of the answer that shows it, as received

  [[gnu::noinline]] constexpr explicit Verdict(Kind of = Kind::more) : kind(of), why(base::literal("")) {}
  [[gnu::noinline]] constexpr Verdict(Kind of, Phase failed, const char* reason, std::string_view part)
      : kind(of), phase(failed), why(base::literal(reason)), quote(part) {}
};

/// The judge needs more of the answer.
constexpr Verdict more() { return Verdict(); }

/// Asks for Exchange::storage, which the judge has written, to be sent.
constexpr Verdict reply() { return Verdict(Verdict::Kind::reply); }

/// Asks for Exchange::redirection, which the judge has written, to be asked instead.
constexpr Verdict redirect() { return Verdict(Verdict::Kind::redirect); }

// Most verdicts have no quote: the functions for them save code, and so they and the constructor are not
// inlined.
[[gnu::noinline]] constexpr Verdict healthy(const char* why) {
  return {Verdict::Kind::healthy, Phase::nothing, why, {}};
}

[[gnu::noinline]] constexpr Verdict unhealthy(const char* why) {
  return {Verdict::Kind::unhealthy, Phase::nothing, why, {}};
}

constexpr Verdict healthy(const char* why, std::string_view quote) {
  return {Verdict::Kind::healthy, Phase::nothing, why, quote};
}

constexpr Verdict unhealthy(const char* why, std::string_view quote) {
  return {Verdict::Kind::unhealthy, Phase::nothing, why, quote};
}

/// The verdict if probe itself could not ask, because `phase` failed.
constexpr Verdict unable(Phase phase, const char* why) {
  Verdict verdict(Verdict::Kind::unhealthy, phase, why, {});
  verdict.is_own_failure = true;
  return verdict;
}

/// The verdict if there is no whole answer to judge, because `phase` failed. `part` is what came of it.
constexpr Verdict failed(Phase phase, const char* why, std::string_view part = {}) {
  return {Verdict::Kind::unhealthy, phase, why, part};
}

}  // namespace probe
