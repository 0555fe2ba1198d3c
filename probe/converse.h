// The dialogue with a server: connects, asks, reads until the protocol has a verdict, and follows redirects.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "probe/model/deadline.h"
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
  Redirection redirection;       // of the last verdict, if it is one
  char address[64];              // that was tried, if the target does not name it; otherwise empty
  std::size_t turn = 0;          // which of the words are the next verdict's
  std::size_t size = 0;          // of the answer

  /// Forgets the last answer.
  constexpr void start() {
    size = 0;
    address[0] = '\0';
  }
  /// Sets the address, which is cut if it is too long.
  constexpr void note_address(std::string_view tried) {
    base::Text text(address, sizeof address - 1);
    text.append(tried);
    address[text.size()] = '\0';
  }
  /// Returns an empty text for what the next verdict refers to.
  constexpr base::Text next_words() { return {words[turn], longest_words}; }
};

/// The result of an operation on a socket.
struct Outcome {
  const char* why = nullptr;     // why it failed; nullptr: it did not
  std::size_t size = 0;          // how many bytes were received; 0: nothing more will come
  Phase phase = Phase::nothing;  // what failed
};

/// Connects, asks one question and reads until there is a verdict. Only `socket` waits and knows a deadline;
/// it is one of os/socket.h, or a test's script.
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
  // A server that closes before all is sent may have said why: its answer is read all the same.
  const Outcome sent = is_asked ? socket.send(request.view()) : Outcome{};
  std::size_t replies = 0;
  for (bool is_over = false;;) {
    base::Text words = dialogue.next_words();
    const Verdict verdict = question.protocol->judge(
        question, {{dialogue.answer, size}, words, dialogue.redirection, replies, is_over});
    if (verdict.kind == Verdict::Kind::reply) {
      socket.send(words.view());  // if that fails, so does what follows
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

/// Asks a server until `deadline`, and the servers to which it redirects. A `Socket` is made for each; it
/// tries several addresses one after the other if it has_other_address().
template <class Socket>
Verdict ask_server(Question question, const Deadline& deadline, Dialogue& dialogue) {
  for (int redirects = 0;; ++redirects) {
    Socket socket(deadline);
    Verdict verdict;
    do {
      verdict = converse(socket, question, dialogue);
    } while (socket.has_other_address());
    dialogue.note_address(socket.address());
    if (verdict.kind != Verdict::Kind::redirect) return verdict;
    const Redirection& to = dialogue.redirection;
    if (redirects == most_redirects) return unhealthy("it redirects more than 10 times", to.location);
    question.target = to.target;
    question.settings.method = to.method;
    question.is_elsewhere = question.is_elsewhere || to.is_other_server;
    dialogue.turn = 1 - dialogue.turn;
  }
}

}  // namespace probe
