// http://HOST[:PORT][/PATH]: HTTP/1.1 as kubelet speaks it (RFC 9110, RFC 9112).
// The final status line is all that is read of an answer, unless somebody asks for more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/http/body.h"
#include "probe/http/redirect.h"
#include "probe/http/reply.h"
#include "probe/http/request.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/wrong_protocol.h"

namespace probe::http {

inline constexpr int most_interim_replies = 5;  // as Go's client, and so kubelet

/// What is said in place of a status line; `at` is the first byte that is wrong in it.
constexpr Verdict blame(std::string_view received, const char* at) {
  constexpr std::ptrdiff_t name_length = 5;  // of "HTTP/"
  constexpr std::size_t kind_of_frame = 3;   // RFC 9113 4.1: behind the length
  constexpr char settings_frame = 4;
  if (received[0] == '\0') {
    if (received.size() <= kind_of_frame) return more;
    if (received[kind_of_frame] == settings_frame) return unhealthy("it speaks HTTP/2, not HTTP/1.1");
  }
  if (at - received.data() < name_length) return wrong_protocol(received, "it speaks TLS, not HTTP");
  return unhealthy("no HTTP/1.1 status line", first_line(received));
}

/// Whether a status asks to go where its Location says; the other 3xx never do.
constexpr bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

constexpr bool is_head(const char* method) { return base::take(method, "HEAD") && *method == '\0'; }

/// Appends a Location as it may stand in a URI. Where it was folded, there is a blank (RFC 9112 5.2).
constexpr void put_location(base::Text& words, std::string_view location) {
  bool is_folded = false;
  for (const char& byte : location) {
    if (is_folded && base::is_space(byte)) continue;
    is_folded = byte == '\r' || byte == '\n';
    put_encoded(words, {is_folded ? " " : &byte, 1});
  }
}

/// Judges a redirect as kubelet does; `more` where it leads to another host: then its
/// status decides.
constexpr Verdict judge_redirect(const Question& question, int status, std::string_view location,
                                 base::Text& words) {
  const bool keeps_method = status >= 307 || is_head(question.settings.method);  // RFC 9110 15.4
  put_location(words, location);
  if (words.put('\0').is_full()) return unhealthy("its Location is over 2 KiB");
  const std::string_view quote{words.view().data(), words.size() - 1};
  base::TextOf<longest_word> word;
  Target to;
  const Leads where = follow(question.target, quote.data(), word, to);
  if (where == Leads::to_other_host) return more;
  if (where == Leads::to_same_host) return redirect(quote, keeps_method ? question.settings.method : "GET");
  return unhealthy(
      where == Leads::nowhere ? "it redirects to no target" : "it redirects to what is not supported yet",
      without_user(quote));
}

/// Judges a body by --expect.
constexpr Verdict judge_body(const Question& question, const StatusLine& line, const Head& head,
                             const PlainReader& bytes) {
  const bool has_none =
      is_head(question.settings.method) || line.status < 200 || line.status == 204 || line.status == 304;
  const Framing framing = has_none ? Framing::none : head.framing;
  switch (search(BodyReader{bytes, framing, head.length}, question.settings.expect)) {
    case Found::yes: return healthy("", line.text);
    case Found::not_yet: return more;
    case Found::no: return unhealthy("the body does not hold --expect", line.text);
    case Found::broken: break;
  }
  return unhealthy("the length of the body is unclear", line.text);
}

/// Judges by the final status, and by what follows its line as far as somebody asked.
constexpr Verdict judge_final(const Question& question, const Exchange& exchange, const char* at,
                              const StatusLine& line) {
  const Settings& settings = question.settings;
  const bool is_good = settings.statuses.has(line.status);
  const bool is_followed = settings.follows && is_redirect(line.status);
  const bool is_searched = is_good && settings.expect != nullptr;
  if (is_followed || is_searched) {
    const char* const end = exchange.received.data() + exchange.received.size();
    const Head head = skip_line(at, end) ? take_head(at, end, line) : Head{};
    if (head.match == Match::more) return more;
    if (is_followed && !head.location.empty()) {
      const Verdict verdict = judge_redirect(question, line.status, head.location, exchange.words);
      if (verdict.kind != Verdict::Kind::more) return verdict;
    }
    if (is_searched) return judge_body(question, line, head, {at, end, exchange.is_over});
  }
  return is_good ? healthy("", line.text) : unhealthy("", line.text);
}

/// Moves to the head that counts, behind those of interim replies; to the end where there is none.
constexpr void skip_interim(const char*& at, const char* end) {
  for (const char* next = at;; at = next) {
    const StatusLine line = take_status_line(next, end);
    const bool is_interim = line.status < 200 && line.status != switching_protocols;
    if (line.match == Match::yes && !is_interim) return;
    if (line.match != Match::yes || !skip_head(next, end)) next = end;
    if (next == end) break;
  }
  at = end;
}

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const char* at = exchange.received.data();
  const char* const end = at + exchange.received.size();
  for (int interim = 0;; ++interim) {
    const char* const start = at;
    const StatusLine line = take_status_line(at, end);
    if (line.match == Match::more) return more;
    if (line.match == Match::no) return blame({start, end}, at);
    if (line.status < first_status || line.status > last_status)
      return unhealthy("no HTTP status", line.text);
    const bool is_switch = line.status == switching_protocols;
    if (is_switch && !question.settings.statuses.has(line.status))
      return unhealthy("it switches protocols unasked", line.text);
    if (is_switch || line.status >= 200) return judge_final(question, exchange, at, line);
    if (interim == most_interim_replies) return unhealthy("more than 5 interim replies", line.text);
    if (!skip_head(at, end)) return more;
  }
}

inline constexpr ProtocolRow row = {
    .form = "http://HOST[:PORT][/PATH]",
    .help = "the status of the answer is in --status",
    .protocol =
        {.scheme = "http", .port = default_port, .takes = Form::address_and_path, .ask = ask, .judge = judge},
};

}  // namespace probe::http
