// fcgi://HOST[:PORT]/PATH: a GET of that script over FastCGI 1.0, as PHP-FPM speaks it
// (the FastCGI specification; what a script answers: RFC 3875 6).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "probe/fcgi/records.h"
#include "probe/model/bytes.h"
#include "probe/model/headers.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/search.h"
#include "probe/model/wrong_protocol.h"

namespace probe::fcgi {

using namespace std::string_view_literals;

/// 5.1: a responder, for one request. Then 5.2: the parameters that are always the same,
/// each behind the lengths of its name and value (3.4). They are those without which
/// PHP-FPM cannot do, nor Go's net/http/fcgi.
inline constexpr std::string_view start =
    "\1\1\0\1\0\x08\0\0\0\1\0\0\0\0\0\0"
    "\1\4\0\1\0\0\0\0"
    "\x11\7GATEWAY_INTERFACECGI/1.1"
    "\x0e\3REQUEST_METHODGET"
    "\x0f\x08SERVER_PROTOCOLHTTP/1.1"sv;
inline constexpr std::size_t parameters = 24;  // where they begin in that

/// No more parameters, and no input (5.3).
inline constexpr std::string_view finish = "\1\4\0\1\0\0\0\0\1\5\0\1\0\0\0\0"sv;

/// A parameter; `name` stands behind its length. That of the value takes four bytes,
/// whatever it is, as it is known only once the value is there.
constexpr void put_parameter(base::Text& request, const char* name, std::string_view value, bool is_decoded) {
  request.put(*name++);
  request.append("\x80\0\0\0"sv);
  const std::size_t behind_length = request.size();
  request.append(name);
  const std::size_t start_of_value = request.size();
  if (is_decoded) {
    put_percent_decoded(request, value);
  } else {
    request.append(value);
  }
  replace_number(request, behind_length - 2, request.size() - start_of_value);
}

constexpr void ask(const Question& question, base::Text& request) {
  std::string_view path = question.target.path;
  if (path.empty()) path = "/"sv;
  std::string_view script = before(path, '?');
  std::string_view query = path;
  query.remove_prefix(script.size() + (script.size() == path.size() ? 0 : 1));
  if (script.empty()) script = "/"sv;
  request.append(start);
  put_parameter(request, "\x0bSCRIPT_NAME", script, true);
  put_parameter(request, "\x0fSCRIPT_FILENAME", script, true);
  put_parameter(request, "\x0bREQUEST_URI", path, false);
  put_parameter(request, "\x0cQUERY_STRING", query, false);
  replace_number(request, parameters - 4, request.size() - parameters);
  request.append(finish);
}

/// What is said of a request that has ended without an answer, by its status (5.5).
inline constexpr char end_texts[][32] = {
    "no whole head of an answer", "it takes one request at a time", "it is overloaded",
    "it knows no responders",     "it refuses the request",
};

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  const char* const expect = question.settings.expect;
  const std::string_view received = exchange.received;
  Reader reader{.at = received.data(), .end = received.data() + received.size()};
  const bool has_head = take_head(reader, exchange.words);
  if (has_head && exchange.words.size() == 0) exchange.words.append("200 OK");  // RFC 3875 6.3.3
  const std::string_view quote = exchange.words.view();
  if (has_head) {
    const int status = status_of(quote);
    if (status == 0) return unhealthy("no HTTP status", quote);
    if (!question.settings.statuses.has(status)) return unhealthy("", quote);
    if (expect == nullptr || search(reader, expect) == Found::yes) return healthy("", quote);
  }
  while (reader.next() >= 0) {
  }
  if (reader.state == Reader::State::is_wrong) return wrong_protocol(received, "it speaks TLS, not FastCGI");
  if (reader.state == Reader::State::reads) return more;
  if (has_head && reader.status == 0) return unhealthy("the body does not hold --expect", quote);
  return unhealthy(end_texts[std::min<std::size_t>(reader.status, std::size(end_texts) - 1)],
                   reader.complaint);
}

inline constexpr ProtocolRow row = {
    .form = "fcgi://HOST[:PORT]/PATH",
    .help = "a FastCGI GET of that script has a status in --status",
    .protocol = {.scheme = "fcgi", .port = 9000, .takes = Form::address_and_path, .ask = ask, .judge = judge},
};

}  // namespace probe::fcgi
