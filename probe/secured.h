// A socket whose bytes TLS protects, if the target says so.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/model/protocol.h"
#include "probe/outcome.h"
#include "probe/secured_state.h"
#include "probe/server_name.h"
#include "probe/session_report.h"
#include "probe/tls/tls.h"

namespace probe {

/// Version 1 of the PROXY protocol (HAProxy's proxy-protocol.txt, 2.1), for a connection that is not
/// forwarded. It comes before everything else, also before TLS.
inline constexpr char proxy_line[] = "PROXY UNKNOWN\r\n";

/// Adds TLS to a socket, and has the same functions. They do what those of the socket do if the question is
/// not secured.
template <class Socket>
class Secured {
 public:
  Secured(Socket& socket, SecuredMemory& memory) : socket_(socket), memory_(memory.state) {}
  ~Secured() { close(); }
  Secured(const Secured&) = delete;
  Secured& operator=(const Secured&) = delete;

  /// Connects, and does the handshake. What is to be sent after that is sent with the next bytes: two sends
  /// would wait for each other (Nagle's algorithm and the delayed acknowledgement).
  Outcome connect(const Question& question) {
    const Outcome connected = socket_.connect(question);
    return question.is_secured && connected.failure.is_none() ? shake_hands(question) : connected;
  }

  Outcome send(std::string_view bytes) {
    if (!is_secured_) return socket_.send(bytes, Phase::send);
    Outcome outcome;
    do {
      const std::string_view part(bytes.data(), std::min(bytes.size(), longest_part));
      bytes.remove_prefix(part.size());
      session().put_application_data(output_, part);
      outcome = flush(Phase::send, !bytes.empty());
    } while (outcome.failure.is_none() && !bytes.empty());
    return outcome;
  }

  Outcome receive(char* buffer, std::size_t capacity) {
    Outcome outcome;
    if (!is_secured_) {
      outcome = socket_.receive(buffer, capacity, Phase::receive);
    } else {
      while (outcome.failure.is_none() && data_.empty() && session().end() == End::none)
        outcome = advance(Phase::receive);
      if (outcome.failure.is_none()) outcome = {.size = take_data(buffer, capacity)};
    }
    if (outcome.size != 0) socket_.note_answer({buffer, outcome.size});
    return outcome;
  }

  std::size_t read_on(char* buffer, std::size_t capacity, base::Nanoseconds& spent) {
    if (!is_secured_) return socket_.read_on(buffer, capacity, spent);
    while (data_.empty() && session().end() == End::none) {
      if (take_record()) continue;
      char* const room = memory_.received.room();
      const std::size_t count = socket_.read_on(room, memory_.received.capacity(), spent);
      if (count == 0) break;
      memory_.received.add(count);
    }
    return take_data(buffer, capacity);
  }

 private:
  using End = tls::Session::End;
  using Next = tls::RecordBuffer::Next;

  /// Of what is sent, in a record. SecuredState::output has room for it after the records of the handshake.
  static constexpr std::size_t longest_part = 3072;

  tls::Session& session() { return memory_.session; }

  Outcome shake_hands(const Question& question) {
    new (&memory_) SecuredState();
    is_secured_ = true;
    output_ = base::Text(memory_.output, sizeof memory_.output);
    if (question.settings.has_proxy_line) output_.append(proxy_line);
    memory_.offer = offer_of(question);
    Outcome outcome =
        socket_.fill_randomly(reinterpret_cast<char*>(&memory_.randomness), sizeof memory_.randomness);
    if (!outcome.failure.is_none()) return outcome;
    session().start(memory_.offer, memory_.randomness, output_);
    while (outcome.failure.is_none() && !session().handshake().is_established())
      outcome = advance(Phase::handshake);
    const base::Nanoseconds least = question.settings.expires_after;
    return outcome.failure.is_none() && least != 0 ? check_expiry(least) : outcome;
  }

  /// Checks that the server's certificate is valid for at least that time.
  Outcome check_expiry(base::Nanoseconds least) {
    const std::int64_t now = socket_.wall_time() / base::second;
    return judge_expiry(session().handshake().not_after(), now, least, {memory_.text, sizeof memory_.text});
  }

  /// Sends what is to be sent.
  Outcome flush(Phase phase, bool has_more = false) {
    if (output_.size() == 0) return {};
    const Outcome outcome = socket_.send(output_.view(), phase, has_more);
    output_.cut(0);
    return outcome;
  }

  /// Sends what is to be sent, and then takes a record, or receives more of it.
  Outcome advance(Phase phase) {
    const Outcome sent = flush(phase == Phase::handshake ? phase : Phase::send);
    if (!sent.failure.is_none()) return sent;
    return take_record() ? outcome_of_record() : receive_more(phase);
  }

  /// Takes a record if all of it was received. Returns whether there was one.
  bool take_record() {
    if (memory_.received.next() != Next::whole) return false;
    char* const record = memory_.received.take();
    data_ = session().take_record(record, tls::record_size(record), output_);
    return true;
  }

  /// Returns why the session ended with a record, if it did so. The server is sent the alert, if there is
  /// one.
  Outcome outcome_of_record() {
    const Outcome outcome = judge_end(session(), {memory_.text, sizeof memory_.text});
    if (!outcome.failure.is_none()) flush(Phase::handshake);
    return outcome;
  }

  /// Receives more bytes of a record, unless its header shows that it is none.
  Outcome receive_more(Phase phase) {
    const Next next = memory_.received.next();
    if (next != Next::incomplete) return refuse_record(next);
    char* const room = memory_.received.room();
    const Outcome outcome = socket_.receive(room, memory_.received.capacity(), phase);
    memory_.received.add(outcome.size);
    if (outcome.size != 0 || !outcome.failure.is_none()) return outcome;
    return {.failure = {phase == Phase::handshake ? "the server closed the connection"
                                                  : "closed without close_notify"},
            .phase = phase};
  }

  /// The outcome if the next bytes are no record, or if it is too large. A server that starts so speaks
  /// another protocol.
  Outcome refuse_record(Next next) {
    if (session().handshake().state() == tls::State::hello)
      return {
          .failure = {"it does not speak TLS"}, .phase = Phase::handshake, .quote = memory_.received.view()};
    const bool is_large = next == Next::too_large;
    session().fail(is_large ? tls::Alert::record_overflow : tls::Alert::unexpected_message, output_);
    return outcome_of_record();
  }

  /// Takes application data of the last record.
  std::size_t take_data(char* buffer, std::size_t capacity) {
    const std::size_t size = data_.copy(buffer, capacity);
    data_.remove_prefix(size);
    return size;
  }

  /// Sends close_notify: without that, some servers log an error.
  void close() {
    if (!is_secured_ || !session().handshake().is_established() || session().end() != End::none) return;
    session().put_close(output_);
    socket_.send_last(output_.view());
  }

  Socket& socket_;
  SecuredState& memory_;
  base::Text output_{nullptr, 0};
  std::string_view data_;  // that was received, but not taken
  bool is_secured_ = false;
};

}  // namespace probe
