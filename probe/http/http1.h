// HTTP/1.1 (RFC 9112): the request, and what a server answers. Only the final status line is read, unless
// --expect or --location needs more.
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/http/body.h"
#include "probe/http/final_reply.h"
#include "probe/http/reply_head.h"
#include "probe/http/request.h"
#include "probe/http2/http2.h"
#include "probe/model/headers.h"
#include "probe/model/host_header.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::http {

/// Appends the request of HTTP/1.1: the request line, Host (the user's, unless a redirect named another
/// host), the headers, and the body (RFC 9112 2.1).
constexpr void ask_http1(const Question& question, base::Text& request) {
  request.append(method_of(question.settings)).put(' ');
  put_path(request, question.target);
  request.append(" HTTP/1.1\r\nHost: "sv);
  put_host_of(request, question);
  request.append("\r\n"sv);
  put_headers(request, question.settings);
  const Credentials credentials = credentials_of(question);
  if (!credentials.text.empty()) {
    request.append("Authorization: "sv);
    put_basic(request, credentials.text, credentials.is_encoded);
    request.append("\r\n"sv);
  }
  const Body body = body_of(question);
  if (body.has_type) request.append("Content-Type: "sv).append(default_type).append("\r\n"sv);
  if (body.size != Body::no_length) (request.append("Content-Length: "sv) << body.size).append("\r\n"sv);
  request.append("\r\n"sv);
  if (body.is_sent) put_body(request, question.settings.steps);
}

inline constexpr int most_interim_replies = 5;  // as many as the client of Go, and so kubelet, takes

/// Judges an answer that has no status line. `received` starts where the line has to be, and `at` is the
/// first wrong byte.
constexpr Verdict judge_other_protocol(std::string_view received, const char* at, base::Text& storage) {
  constexpr std::ptrdiff_t name_length = 5;  // of "HTTP/"
  if (http2::is_http2(received)) {
    if (received.size() < sizeof http2::first_frame) return more();
    return unhealthy("it speaks HTTP/2: use --http2-prior-knowledge or grpc://");
  }
  if (at - received.data() < name_length) return wrong_protocol(received, storage, "HTTP");
  return unhealthy("no HTTP/1.1 status line", first_line(received));
}

/// Returns what ends the body. A reply to HEAD has none, nor has one with 1xx, 204 or 304 (RFC 9112 6.3).
constexpr Framing framing_of(const Question& question, const StatusLine& line, const Head& head) {
  const bool has_none =
      is_head(method_of(question.settings)) || line.status < 200 || line.status == 204 || line.status == 304;
  return has_none ? Framing::none : head.framing;
}

/// Judges the final reply, whose status is in `line`. `at` is after the text of the status.
constexpr Verdict judge_final(const Question& question, const Exchange& exchange, const char* at,
                              const StatusLine& line) {
  const Settings& settings = question.settings;
  const bool follows = is_followed(settings, line.status);
  const bool searches = is_searched(settings, line.status);
  if (!follows && !searches) return judge_status(settings, line.status, line.text);
  const char* const end = exchange.received.data() + exchange.received.size();
  const Head head = skip_line(at, end) ? take_head(at, end, line) : Head{};
  if (head.match == Match::more) return more();
  const Verdict redirected = judge_redirect(question, line.status, head.location, exchange);
  if (redirected.kind != Verdict::Kind::more) return redirected;
  if (!searches) return judge_status(settings, line.status, line.text);
  const BodyReader body{{at, end, exchange.is_over}, framing_of(question, line, head), head.length};
  return judge_search(search_all(body, settings.steps), line.text);
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
constexpr Verdict judge_http1(const Question& question, const Exchange& exchange) {
  const char* at = exchange.received.data();
  const char* const end = at + exchange.received.size();
  for (int interim = 0;; ++interim) {
    const char* const start = at;
    const StatusLine line = take_status_line(at, end);
    if (line.match == Match::more) return more();
    if (line.match == Match::no) return judge_other_protocol({start, end}, at, exchange.storage);
    if (line.status < first_status || line.status > last_status)
      return unhealthy("no HTTP status", line.text);
    const bool is_switch = line.status == switching_protocols;
    if (is_switch && !question.settings.statuses.has(line.status))
      return unhealthy("it switches protocols without being asked", line.text);
    if (is_switch || line.status >= 200) return judge_final(question, exchange, at, line);
    if (interim == most_interim_replies) return unhealthy("more than 5 interim replies", line.text);
    if (!skip_head(at, end)) return more();
  }
}

/// Returns whether the final reply was received up to the end of its body, or is no HTTP at all.
constexpr bool is_http1_whole(const Question& question, std::string_view received) {
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

}  // namespace probe::http
