// The dialogue with a server: connects, asks, reads until the protocol has a verdict, and follows redirects.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/number.h"
#include "base/text.h"
#include "probe/model/deadline.h"
#include "probe/model/failure.h"
#include "probe/model/protocol.h"
#include "probe/outcome.h"
#include "probe/protocols.h"
#include "probe/secured.h"

namespace probe {

// In bytes. Two texts of a verdict are the longest: a Location and where it leads.
inline constexpr std::size_t longest_request = 16384;
inline constexpr std::size_t longest_answer = 65536;
inline constexpr std::size_t verdict_storage_size = 4096;

/// How much is read of an answer after its verdict, as kubelet does.
inline constexpr std::size_t most_read_on = 10240;

inline constexpr int most_redirects = 10;  // as many as Go's client follows, which is kubelet's

/// What was asked and what was answered. Verdicts refer to its bytes. What every check uses comes first, so
/// that it touches few pages.
struct Dialogue {
  std::size_t answer_size = 0;
  Redirection redirection;              // of the last verdict, if it is `redirect`
  std::size_t free_half = 0;            // of the storage, for the next verdict
  base::Nanoseconds time_of_rests = 0;  // that was spent on answers after their verdicts, of all targets
  bool has_session = false;             // `secured` holds one, whose handshake is done
  base::TextOf<64> address;             // that was tried, if the target does not name it; otherwise empty
  /// The request is at its start until it was sent.
  char answer[longest_answer];
  /// For texts of verdicts: one half holds the target that a redirect led to, the other is for the next
  /// verdict.
  char verdict_storage[2][verdict_storage_size];
  SecuredMemory secured;

  /// Forgets the last answer and the address that gave it.
  constexpr void start() {
    answer_size = 0;
    has_session = false;
    address.cut(0);
  }
  /// Returns an empty text for what the next verdict refers to.
  constexpr base::Text next_storage() { return {verdict_storage[free_half], verdict_storage_size}; }
};

/// Returns the verdict on an operation that failed; it quotes what was received. Before the operation,
/// `dialogue` has no other verdict.
constexpr Verdict judge_failure(const Outcome& outcome, const Question& question, Dialogue& dialogue) {
  base::Text storage = dialogue.next_storage();
  const bool has_answer = dialogue.answer_size != 0;
  const char* const why = describe_failure(outcome.failure, question.settings.timeout, has_answer, storage);
  if (outcome.failure.text == nullptr && is_own(outcome.failure.error)) return unable(outcome.phase, why);
  const std::string_view answer(dialogue.answer, dialogue.answer_size);
  return failed(outcome.phase, why, outcome.quote.empty() ? answer : outcome.quote);
}

/// Reads the answer until there is a verdict, and sends the replies that the judge asks for. `sent` is the
/// result of sending the request: if that failed, it explains why the answer ends early.
template <class Socket>
Verdict read_verdict(Socket& socket, const Question& question, const Outcome& sent, Dialogue& dialogue) {
  std::size_t& size = dialogue.answer_size;
  std::size_t replies = 0;
  // Each datagram is an answer by itself. One that does not hold --expect, as an empty one, ends nothing.
  const bool is_datagrams = question.protocol->subject == Subject::datagrams;
  const char* const security =
      dialogue.has_session ? tls::name_of_version(dialogue.secured.state.session) : "";
  const bool awaits_next = is_datagrams && question.settings.steps.has(true);
  for (bool is_over = false;;) {
    base::Text storage = dialogue.next_storage();
    const Verdict verdict =
        judge(question, {{dialogue.answer, size}, storage, dialogue.redirection, replies, is_over, security});
    if (verdict.kind == Verdict::Kind::reply) {
      socket.send(storage.view());  // if that fails, the next call fails as well
      ++replies;
      if (is_datagrams) size = 0;  // the reply is for all of it
      continue;
    }
    if (verdict.kind != Verdict::Kind::more) return verdict;
    const std::size_t kept = is_datagrams ? 0 : size;
    Outcome received = {.phase = Phase::receive};
    if (is_over) {
      received.failure.text = size == 0 ? "closed without an answer" : "closed within the answer";
    } else if (kept == sizeof dialogue.answer) {
      return failed(Phase::receive, "no verdict in the first 64 KiB", {dialogue.answer, size});
    } else {
      received = socket.receive(dialogue.answer + kept, sizeof dialogue.answer - kept);
    }
    if (!received.failure.is_none()) {
      const bool is_explained = sent.failure.is_none() || !received.quote.empty();  // an alert says why
      return judge_failure(is_explained ? received : sent, question, dialogue);
    }
    is_over = received.size == 0 && !awaits_next;
    size = kept + received.size;
  }
}

/// Reads the rest of an answer on which there is a verdict, so that its server does not note that the client
/// has gone: as much as the socket gives before it gives nothing, within the limits.
template <class Socket>
void read_on(Socket& socket, const Question& question, Dialogue& dialogue) {
  std::size_t& size = dialogue.answer_size;
  const std::size_t most = std::min(size + most_read_on, sizeof dialogue.answer);
  while (size != most && !is_whole(question, {dialogue.answer, size})) {
    const std::size_t count = socket.read_on(dialogue.answer + size, most - size, dialogue.time_of_rests);
    if (count == 0) return;
    size += count;
  }
}

/// Connects, asks one question, reads until there is a verdict, and then reads on. Only `socket` waits and
/// knows a deadline; it is one of os/socket.h, or a test's script. Not inlined: see judge().
template <class Socket>
[[gnu::noinline]] Verdict converse(Socket& socket, const Question& question, Dialogue& dialogue) {
  dialogue.answer_size = 0;
  base::Text request(dialogue.answer, longest_request);
  if (question.settings.has_proxy_line && question.protocol->subject == Subject::stream &&
      !question.is_secured)
    request.append(proxy_line);
  base::Text own_request(dialogue.answer + request.size(), longest_request - request.size());
  ask(question, own_request);
  request.append(own_request.view());  // which is there already
  if (request.is_full()) return unable(Phase::send, "the request is over 16 KiB");
  const Outcome connected = socket.connect(question);
  if (!connected.failure.is_none()) return judge_failure(connected, question, dialogue);
  dialogue.has_session = question.is_secured;
  const bool is_asked = request.size() != 0 || question.protocol->subject == Subject::datagrams;
  // If the server closes before all is sent, its answer may say why, and is read.
  const Outcome sent = is_asked ? socket.send(request.view()) : Outcome{};
  const Verdict verdict = read_verdict(socket, question, sent, dialogue);
  if (verdict.phase == Phase::nothing) read_on(socket, question, dialogue);
  return verdict;
}

/// Asks a server until `end` or, if that is earlier, the end of `whole`, the deadline of everything together;
/// and the servers to which it redirects: `question` is then what the last one was asked. A `Socket` is made
/// for each server. It writes the address that it tries to the dialogue, and tries the next one if it
/// has_other_address().
template <class Socket>
Verdict ask_server(Question& question, const Deadline& whole, base::Nanoseconds end, Dialogue& dialogue) {
  for (int redirects = 0;; ++redirects) {
    dialogue.start();
    Socket socket(whole, end, dialogue.address);
    Secured<Socket> secured(socket, dialogue.secured);
    Verdict verdict;
    do {
      verdict = converse(secured, question, dialogue);
    } while (socket.has_other_address());
    if (verdict.kind != Verdict::Kind::redirect) return verdict;
    const Redirection& to = dialogue.redirection;
    if (redirects == most_redirects) return unhealthy("it redirects more than 10 times", to.location);
    question.follow(to);
    dialogue.free_half = 1 - dialogue.free_half;
  }
}

}  // namespace probe
