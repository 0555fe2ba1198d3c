// http:// with --http2-prior-knowledge: the same request and the same verdicts over HTTP/2 without TLS
// (RFC 9113 3.3 and 8.3).
#pragma once

#include <string_view>

#include "base/characters.h"
#include "base/text.h"
#include "probe/http/final_reply.h"
#include "probe/http/request.h"
#include "probe/http2/http2.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"

namespace probe::http {

/// Appends the headers of the user, and the defaults of those that the user did not give.
constexpr void put_fields(base::Text& block, const Settings& settings) {
  http2::put_user_agent(block, settings);
  if (find_header(settings.headers, "Accept") == nullptr) hpack::put_field(block, hpack::accept, "*/*"sv);
  for (const char* const header : settings.headers) {
    if (!http2::is_left_out(header)) http2::put_header(block, header);
  }
}

/// Appends HEADERS: the pseudo-header fields come first (8.3).
constexpr void put_head(base::Text& request, const Question& question, const Body& body) {
  const unsigned flags = http2::end_headers | unsigned{body.is_sent ? http2::no_flags : http2::end_stream};
  const std::size_t start = http2::start_frame(request, http2::FrameType::headers, flags, http2::our_stream);
  hpack::put_field(request, hpack::method, method_of(question.settings));
  hpack::put_indexed(request, question.is_secured ? hpack::scheme_https : hpack::scheme_http);
  hpack::put_name(request, hpack::path);
  http2::put_after_length(request, [&] { put_path(request, question.target); });
  http2::put_authority_field(request, question);
  put_fields(request, question.settings);
  const Credentials credentials = credentials_of(question);
  if (!credentials.text.empty()) {
    hpack::put_name(request, hpack::authorization);
    http2::put_after_length(request, [&] { put_basic(request, credentials.text, credentials.is_encoded); });
  }
  if (body.has_type) hpack::put_field(request, hpack::content_type, default_type);
  if (body.size != Body::no_length) {
    base::TextOf<20> digits;
    digits << body.size;
    hpack::put_field(request, hpack::content_length, digits.view());
  }
  http2::end_frame(request, start);
}

constexpr void ask_http2(const Question& question, base::Text& request) {
  const Body body = body_of(question);
  http2::put_preface(request);
  put_head(request, question, body);
  if (!body.is_sent) return;
  const std::size_t start =
      http2::start_frame(request, http2::FrameType::data, http2::end_stream, http2::our_stream);
  put_body(request, question.settings.steps);
  http2::end_frame(request, start);
}

/// The header fields of a response that matter. They refer to the decoder.
struct Fields {
  std::string_view status;
  std::string_view location;

  constexpr void put(const hpack::Field& field) {
    if (field.name == ":status"sv) status = field.value;
    if (field.name == "location"sv && location.empty()) location = field.value;
  }
};

/// Reads a :status, which has three digits (RFC 9113 8.3.2, RFC 9110 15). Returns a status, or 0.
constexpr int read_status(std::string_view text) {
  if (text.size() != 3) return 0;
  int status = 0;
  for (const char digit : text) {
    if (!base::is_digit(digit)) return 0;
    status = status * 10 + (digit - '0');
  }
  return status >= first_status && status <= last_status ? status : 0;
}

/// Reads a response and judges it. Its trailers and, without --expect, its body do not matter.
struct Http2Answer {
  const Question& question;
  const Exchange& exchange;
  http2::Stream stream;
  http2::DataReader body = {};  // its frames are those that `stream` has accepted
  int status = 0;               // of the final response, if its body decides; otherwise 0

  constexpr Verdict judge() {
    for (;;) {
      const http2::Event event = stream.next();
      if (event == http2::Event::data && status == 0)
        return http2::protocol_error(exchange.storage, "DATA before HEADERS");
      if (event != http2::Event::data && event != http2::Event::headers) return judge_last(event);
      if (status != 0) {
        body.rest = {body.rest.data(), stream.rest.data()};
        continue;
      }
      const Verdict verdict = judge_head();
      if (verdict.kind != Verdict::Kind::more) return verdict;
    }
  }

 private:
  /// Judges by the body up to the event or, if that is not enough, by the event.
  constexpr Verdict judge_last(http2::Event event) {
    if (status == 0) return http2::judge_event(stream, event, exchange);
    const Found found = search_all(body, question.settings.steps);
    return found == Found::not_yet ? http2::judge_event(stream, event, exchange)
                                   : judge_search(found, quote(status));
  }

  /// Judges a head. Returns `more` if it is of an interim response (RFC 9113 8.1), or if the body decides.
  constexpr Verdict judge_head() {
    Fields fields;
    while (stream.decoder.next()) fields.put(stream.decoder.field);
    const char* const problem = stream.decoder.problem();
    if (problem != nullptr) return http2::unhealthy_quoting(exchange.storage, problem);
    const int head_status = read_status(fields.status);
    if (head_status == 0) return http2::unhealthy_quoting(exchange.storage, "no HTTP status", fields.status);
    if (head_status < 200) return more();
    const Verdict redirected = judge_redirect(question, head_status, fields.location, exchange);
    if (redirected.kind != Verdict::Kind::more) return redirected;
    if (!is_searched(question.settings, head_status))
      return judge_status(question.settings, head_status, quote(head_status));
    status = head_status;
    body = {{stream.rest.data(), 0}, stream.is_last};
    return more();
  }

  /// Writes a status to the exchange's storage.
  constexpr std::string_view quote(int number) {
    exchange.storage.cut(0);
    exchange.storage << number;
    return exchange.storage.view();
  }
};

/// It is not inlined, because its 20 KiB would be on the stack while any server is asked.
[[gnu::noinline]] constexpr Verdict judge_http2(const Question& question, const Exchange& exchange) {
  if (!http2::is_http2(exchange.received))
    return http2::judge_other_protocol(exchange, "it speaks HTTP/1, not HTTP/2");
  Http2Answer answer{question, exchange, {.rest = exchange.received, .acknowledgements = exchange.replies}};
  return answer.judge();
}

/// Returns whether the response was received to its end, or is no HTTP/2 at all.
constexpr bool is_http2_whole(std::string_view received) {
  http2::DataReader body{received, false};
  int byte = 0;
  while (byte >= 0) byte = body.next();
  return byte == no_byte || !http2::is_http2(received);
}

}  // namespace probe::http
