// http://HOST[:PORT][/PATH]: HTTP/1.1 as kubelet speaks it (RFC 9110, RFC 9112). Only the final status line
// is read, unless --expect or --location needs more. Other folders include only this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/http/body.h"
#include "probe/http/redirect.h"
#include "probe/http/reply_head.h"
#include "probe/http/request.h"
#include "probe/http2/http2.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::http {

inline constexpr int most_interim_replies = 5;  // as many as the client of Go, and so kubelet, takes

/// Judges an answer that has no status line. `received` starts where the line has to be, and `at` is the
/// first wrong byte.
constexpr Verdict judge_other_protocol(std::string_view received, const char* at, base::Text& storage) {
  constexpr std::ptrdiff_t name_length = 5;  // of "HTTP/"
  constexpr std::size_t type_of_frame = 3;   // its place: after the length (RFC 9113 4.1)
  if (received[0] == '\0') {
    if (received.size() <= type_of_frame) return more;
    if (received[type_of_frame] == static_cast<char>(http2::FrameType::settings))
      return unhealthy("it speaks HTTP/2, not HTTP/1.1");
  }
  if (at - received.data() < name_length) return wrong_protocol(received, storage, "HTTP");
  return unhealthy("no HTTP/1.1 status line", first_line(received));
}

/// Whether a reply with this status asks the client to follow its Location (RFC 9110 15.4). Other 3xx
/// statuses do not.
constexpr bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

constexpr bool is_head(std::string_view method) { return method == "HEAD"sv; }

/// Appends a Location. A byte that no URI may hold is percent-encoded. A line end and the blanks after it
/// count as one blank (RFC 9112 5.2).
constexpr void put_location(base::Text& out, std::string_view location) {
  bool is_folded = false;
  for (const char& byte : location) {
    if (is_folded && base::is_space(byte)) continue;
    is_folded = byte == '\r' || byte == '\n';
    put_percent_encoded(out, {is_folded ? " " : &byte, 1});
  }
}

/// Judges a redirect as kubelet does. Returns `more` if it leads to another host: then its status decides.
constexpr Verdict judge_redirect(const Question& question, int status, std::string_view location,
                                 const Exchange& exchange) {
  base::Text& storage = exchange.storage;
  const bool keeps_method = status >= 307 || is_head(method_of(question.settings));  // RFC 9110 15.4
  put_location(storage, location);
  const bool is_too_long = storage.size() >= longest_location - 1;
  if (is_too_long) storage.cut(longest_location);
  const std::string_view reference = storage.view();
  storage.put('\0');
  if (leads_to_other_host(question.target, reference.data())) return more;
  if (is_too_long) return unhealthy("its Location is over 2 KiB");
  Redirection& to = exchange.redirection;
  to = {.location = without_user(reference),
        .method = keeps_method ? method_of(question.settings) : "GET",
        .keeps_body = status >= 307,
        .is_other_server = names_host(reference.data())};
  const Destination destination = merge_location(question.target, reference.data(), storage, to.target);
  to.target.user = question.target.user;
  if (destination == Destination::same_scheme) return redirect();
  return unhealthy(destination == Destination::none ? "it redirects to no target"
                                                    : "it redirects to a scheme that is not supported",
                   to.location);
}

/// Returns what ends the body. A reply to HEAD has none, nor has one with 1xx, 204 or 304 (RFC 9112 6.3).
constexpr Framing framing_of(const Question& question, const StatusLine& line, const Head& head) {
  const bool has_none =
      is_head(method_of(question.settings)) || line.status < 200 || line.status == 204 || line.status == 304;
  return has_none ? Framing::none : head.framing;
}

/// Judges by whether the body holds the text of each --expect.
constexpr Verdict judge_body(const Question& question, const StatusLine& line, const Head& head,
                             const PlainReader& bytes) {
  const BodyReader body{bytes, framing_of(question, line, head), head.length};
  switch (search_all(body, question.settings.steps)) {
    case Found::yes: return healthy("", line.text);
    case Found::not_yet: return more;
    case Found::no: return unhealthy("the body does not contain --expect", line.text);
    case Found::broken: break;
  }
  return unhealthy("the length of the body is unclear", line.text);
}

/// Judges the final reply by its status `line`; with --location, also by its Location; with --expect, also by
/// its body. `at` is after the text of the status.
constexpr Verdict judge_final(const Question& question, const Exchange& exchange, const char* at,
                              const StatusLine& line) {
  const Settings& settings = question.settings;
  const bool is_good = settings.statuses.has(line.status);
  const bool is_followed = settings.follows && is_redirect(line.status);
  const bool is_searched = is_good && settings.steps.has(true);
  if (is_followed || is_searched) {
    const char* const end = exchange.received.data() + exchange.received.size();
    const Head head = skip_line(at, end) ? take_head(at, end, line) : Head{};
    if (head.match == Match::more) return more;
    if (is_followed && !head.location.empty()) {
      const Verdict verdict = judge_redirect(question, line.status, head.location, exchange);
      if (verdict.kind != Verdict::Kind::more) return verdict;
    }
    if (is_searched) return judge_body(question, line, head, {at, end, exchange.is_over});
  }
  return is_good ? healthy("", line.text) : unhealthy("", line.text);
}

/// Moves `at` over the heads of interim replies to the final reply, or to `end` if that was not received.
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

/// Judges by the first reply that is not interim (1xx, RFC 9110 15.2). 101 is final: after it, the server
/// speaks another protocol.
constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const char* at = exchange.received.data();
  const char* const end = at + exchange.received.size();
  for (int interim = 0;; ++interim) {
    const char* const start = at;
    const StatusLine line = take_status_line(at, end);
    if (line.match == Match::more) return more;
    if (line.match == Match::no) return judge_other_protocol({start, end}, at, exchange.storage);
    if (line.status < first_status || line.status > last_status)
      return unhealthy("no HTTP status", line.text);
    const bool is_switch = line.status == switching_protocols;
    if (is_switch && !question.settings.statuses.has(line.status))
      return unhealthy("it switches protocols without being asked", line.text);
    if (is_switch || line.status >= 200) return judge_final(question, exchange, at, line);
    if (interim == most_interim_replies) return unhealthy("more than 5 interim replies", line.text);
    if (!skip_head(at, end)) return more;
  }
}

/// Returns whether the final reply was received up to the end of its body, or is no HTTP at all.
constexpr bool is_whole(const Question& question, std::string_view received) {
  const char* at = received.data();
  const char* const end = at + received.size();
  skip_interim(at, end);
  const StatusLine line = take_status_line(at, end);
  if (line.match != Match::yes) return true;
  const Head head = skip_line(at, end) ? take_head(at, end, line) : Head{};
  if (head.match == Match::more) return false;
  BodyReader body{{at, end, false}, framing_of(question, line, head), head.length};
  int byte = 0;
  while (byte >= 0) byte = body.next();
  return byte != no_byte_yet;
}

inline constexpr ProtocolRow row = {
    .form = "http://HOST[:PORT][/PATH]",
    .help = "the status code is in --status",
    .protocol = {.scheme = "http",
                 .port = http_port,
                 .takes = Form::address_and_path,
                 .ask = ask,
                 .judge = judge,
                 .uses = use_request | use_headers | use_status | use_expect | use_send,
                 .is_whole = is_whole},
};

}  // namespace probe::http
