// The dialogue: connects, asks, and reads until the protocol has a verdict.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "probe/protocol.h"

namespace probe {

inline constexpr std::size_t longest_message = 16384;

/// What was asked and what was answered; verdicts quote from it.
struct Dialogue {
  char request[longest_message];
  char reply[longest_message];
};

/// What came of one act on a socket.
struct Outcome {
  const char* why = nullptr;     // it failed; nullptr: it did not
  std::size_t size = 0;          // received: this much; 0: the other side is done
  Phase phase = Phase::nothing;  // what failed
};

/// Asks one question. It takes as long as the other side does: time is not its
/// business. `Socket` is socket.h's, or a test's script.
template <class Socket>
Verdict converse(Socket& socket, const Question& question, Dialogue& dialogue) {
  base::Text request(dialogue.request, sizeof dialogue.request);
  question.protocol->ask(question, request);
  if (request.is_full()) return failed(Phase::send, "the request is over 16 KiB");
  Outcome outcome = socket.connect(question.target);
  if (outcome.why == nullptr && request.size() != 0) outcome = socket.send(request.view());
  std::size_t size = 0;
  while (outcome.why == nullptr) {
    const Verdict verdict = question.protocol->judge(question, {dialogue.reply, size});
    if (verdict.kind != Verdict::Kind::more) return verdict;
    if (size == sizeof dialogue.reply) return failed(Phase::receive, "no verdict in the first 16 KiB");
    outcome = socket.receive(dialogue.reply + size, sizeof dialogue.reply - size);
    if (outcome.why == nullptr && outcome.size == 0) {
      return failed(Phase::receive, size == 0 ? "closed without an answer" : "closed within the answer");
    }
    size += outcome.size;
  }
  return failed(outcome.phase, outcome.why);
}

}  // namespace probe
