// The dialogue: connects, asks, and reads until the protocol has a verdict.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "probe/model/protocol.h"

namespace probe {

inline constexpr std::size_t longest_request = 16384;
inline constexpr std::size_t longest_answer = 65536;

inline constexpr int most_redirects = 10;           // as Go's client, and so kubelet
inline constexpr std::size_t longest_words = 4096;  // of a verdict: a Location and where it leads

/// What was asked and what was answered. Verdicts refer to its bytes.
struct Dialogue {
  char request[longest_request];
  char answer[longest_answer];
  char words[2][longest_words];  // the target that a redirect led to is in one, the next verdict in the other
  std::size_t turn = 0;          // which of them is the next verdict's
  std::size_t size = 0;          // of the answer
};

/// What came of one act on a socket.
struct Outcome {
  const char* why = nullptr;     // it failed; nullptr: it did not
  std::size_t size = 0;          // received: this much; 0: nothing more will come
  Phase phase = Phase::nothing;  // what failed
};

/// Asks one question. It takes as long as the other side does: time is not its
/// business. `Socket` is socket.h's, or a test's script.
template <class Socket>
Verdict converse(Socket& socket, const Question& question, Dialogue& dialogue) {
  std::size_t& size = dialogue.size;
  size = 0;
  base::Text request(dialogue.request, sizeof dialogue.request);
  question.protocol->ask(question, request);
  if (request.is_full()) return failed(Phase::send, "the request is over 16 KiB");
  const Outcome connected = socket.connect(question);
  if (connected.why != nullptr) return failed(connected.phase, connected.why);
  const bool is_asked = request.size() != 0 || question.protocol->subject == Subject::datagrams;
  // Whoever closed before all was sent may have said why: that is read all the same.
  const Outcome sent = is_asked ? socket.send(request.view()) : Outcome{};
  std::size_t replies = 0;
  for (bool is_over = false;;) {
    base::Text words(dialogue.words[dialogue.turn], longest_words);
    const Verdict verdict =
        question.protocol->judge(question, {{dialogue.answer, size}, words, replies, is_over});
    if (verdict.kind == Verdict::Kind::reply) {
      socket.send(verdict.bytes);  // where it fails, so does what follows
      ++replies;
      continue;
    }
    if (verdict.kind != Verdict::Kind::more) return verdict;
    if (size == sizeof dialogue.answer) return failed(Phase::receive, "no verdict in the first 64 KiB");
    const Outcome received =
        is_over ? Outcome{.why = size == 0 ? "closed without an answer" : "closed within the answer",
                          .phase = Phase::receive}
                : socket.receive(dialogue.answer + size, sizeof dialogue.answer - size);
    if (received.why != nullptr) {
      const Outcome& failure = sent.why != nullptr ? sent : received;
      return failed(failure.phase, failure.why);
    }
    is_over = received.size == 0;
    size += received.size;
  }
}

}  // namespace probe
