// A socket that plays a script, for tests and fuzzers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "probe/converse.h"

namespace test {

/// A socket that receives each part in turn, and then the end or an error.
struct Script {
  std::vector<std::string> parts = {};
  const char* connect_error = nullptr;
  const char* send_error = nullptr;
  probe::Failure receive_error = {};
  std::string acts = {};   // a letter for each call: connect, send, receive, on (read_on), last (send_last)
  std::string sent = {};   // by all calls
  std::string noted = {};  // of the answer

  probe::Outcome connect(const probe::Question& /*question*/) {
    acts += 'c';
    return {.failure = {connect_error}, .phase = probe::Phase::connect};
  }
  probe::Outcome send(std::string_view bytes, probe::Phase phase, bool /*has_more*/ = false) {
    acts += 's';
    sent += bytes;
    return {.failure = {send_error}, .phase = phase};
  }
  void send_last(std::string_view bytes) {
    acts += 'l';
    sent += bytes;
  }
  void note_answer(std::string_view part) { noted += part; }
  /// The start of 2026.
  static base::Nanoseconds wall_time() { return 1'767'225'600 * base::second; }
  /// Writes the same bytes each time: 0, 1, 2 and so on.
  static probe::Outcome fill_randomly(char* bytes, std::size_t size) {
    for (std::size_t i = 0; i != size; ++i) bytes[i] = static_cast<char>(i);
    return {};
  }
  std::size_t read_on(char* buffer, std::size_t capacity, base::Nanoseconds& /*spent*/) {
    acts += 'o';
    return parts.empty() ? 0 : take(buffer, capacity);
  }
  probe::Outcome receive(char* buffer, std::size_t capacity, probe::Phase phase) {
    acts += 'r';
    if (parts.empty()) return {.failure = receive_error, .phase = phase};
    return {.size = take(buffer, capacity)};
  }
  std::size_t take(char* buffer, std::size_t capacity) {
    std::string& part = parts.front();
    const std::size_t size = std::min(part.size(), capacity);
    std::copy_n(part.data(), size, buffer);
    part.erase(0, size);
    if (part.empty()) parts.erase(parts.begin());
    return size;
  }
};

/// Has a dialogue, over TLS if the question says so.
inline probe::Verdict converse(Script& script, const probe::Question& question, probe::Dialogue& dialogue) {
  probe::Secured<Script> secured(script, dialogue.secured);
  dialogue.has_session = false;
  return probe::converse(secured, question, dialogue);
}

/// What came of a dialogue: the verdict with copies of what it refers to, and all that was sent.
struct Spoken {
  probe::Verdict::Kind kind;
  probe::Phase phase;
  std::string why;
  std::string quote;
  std::string sent;

  bool operator==(const Spoken&) const = default;
};

/// Has a dialogue with a server that answers with these parts, each received by itself, and then does what
/// `end` says: an error of receive(), or none, which closes the connection.
inline Spoken spoken(const probe::Question& question, const std::vector<std::string>& parts,
                     probe::Failure end) {
  static probe::Dialogue dialogue;
  Script script{.parts = parts, .receive_error = end};
  const probe::Verdict verdict = converse(script, question, dialogue);
  return {verdict.kind, verdict.phase, verdict.why, std::string(verdict.quote), script.sent};
}

}  // namespace test
