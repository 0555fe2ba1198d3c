// http://HOST[:PORT][/PATH]: HTTP/1.1 as kubelet speaks it (RFC 9110, RFC 9112).
// The final status line is all that is read of an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/headers.h"
#include "probe/protocol.h"

namespace probe::http {

inline constexpr std::uint16_t default_port = 80;
inline constexpr int most_interim_replies = 5;         // as Go's client, and so kubelet
inline constexpr std::ptrdiff_t longest_status = 100;  // what is kept of "200 OK"

/// The target's host as RFC 9110 7.2 wants it: brackets, no zone, no default port.
constexpr void put_host(base::Text& request, const Target& target) {
  if (target.is_ipv6) request.put('[');
  put_bytes(request, target.host.empty() ? "localhost" : target.host);
  if (target.is_ipv6) request.put(']');
  if (target.port != default_port) request << ":" << target.port;
}

constexpr void ask(const Question& question, base::Text& request) {
  const Target& target = question.target;
  put_bytes(request, question.settings.method);
  put_bytes(request, " ");
  if (target.path.empty() || target.path[0] == '?') put_bytes(request, "/");
  put_bytes(request, target.path);
  put_bytes(request, " HTTP/1.1\r\nHost: ");
  const char* const host = find_header(question.settings.headers, "Host");
  if (host != nullptr && *host != '\0') {
    put_bytes(request, host);
  } else {
    put_host(request, target);
  }
  put_bytes(request, "\r\n");
  put_headers(request, question.settings);
  put_bytes(request, "\r\n");
}

/// How far an answer follows what is expected of it.
enum class Match : std::uint8_t { more, yes, no };

struct StatusLine {
  Match match = Match::more;
  int status = 0;
  std::string_view text = {};  // the status and its reason
};

constexpr bool ends_status(char byte) { return byte == ' ' || byte == '\r' || byte == '\n'; }

/// Takes HTTP/1.x and three digits. The reason may be missing, and so may a CR.
/// Where there is no match, `at` is left at the byte that is to blame.
constexpr StatusLine take_status_line(const char*& at, const char* end) {
  for (const char* wanted = "HTTP/1.# ###"; *wanted != '\0'; ++wanted, ++at) {
    if (at == end) return {Match::more};
    if (*wanted == '#' ? !base::is_digit(*at) : *at != *wanted) return {Match::no};
  }
  if (at == end) return {Match::more};
  if (!ends_status(*at)) return {Match::no};
  const char* const text = at - 3;
  while (at != end && *at != '\n' && at - text < longest_status) ++at;
  if (at == end && at - text < longest_status) return {Match::more};
  const char* last = at;
  while (ends_status(last[-1])) --last;
  return {Match::yes, (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'), {text, last}};
}

/// Moves behind the empty line that ends a head, from anywhere in its status line.
/// Returns whether it has come.
constexpr bool skip_head(const char*& at, const char* end) {
  bool is_empty = false;  // the line so far
  for (; at != end; ++at) {
    if (*at == '\n' && is_empty) return ++at, true;
    if (*at != '\r') is_empty = *at == '\n';
  }
  return false;
}

/// What is said in place of a status line; `at` is the first byte that is wrong in it.
constexpr Verdict blame(std::string_view received, const char* at) {
  constexpr std::ptrdiff_t name_length = 5;  // of "HTTP/"
  constexpr char tls_alert = 0x15;
  constexpr char tls_handshake = 0x16;
  constexpr std::size_t kind_of_frame = 3;  // RFC 9113 4.1: behind the length
  constexpr char settings_frame = 4;
  const char first = received[0];
  if (first == tls_alert || first == tls_handshake) return unhealthy("it speaks TLS, not HTTP");
  if (first == '\0') {
    if (received.size() <= kind_of_frame) return more;
    if (received[kind_of_frame] == settings_frame) return unhealthy("it speaks HTTP/2, not HTTP/1.1");
  }
  const char* line = received.data();
  const char* const end = line + received.size();
  while (line != end && *line != '\n' && *line != '\r') ++line;
  return unhealthy(at - received.data() < name_length ? "not HTTP" : "no HTTP/1.1 status line",
                   {received.data(), line});
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
    if (line.status == 101) return unhealthy("it switches protocols unasked", line.text);
    if (line.status >= 200) {
      return question.settings.statuses.has(line.status) ? healthy("", line.text) : unhealthy("", line.text);
    }
    if (interim == most_interim_replies) return unhealthy("more than 5 interim replies", line.text);
    if (!skip_head(at, end)) return more;
  }
}

inline constexpr Protocol protocol = {
    .scheme = "http",
    .form = "http://HOST[:PORT][/PATH]",
    .help = "the status of the answer is in --status",
    .port = default_port,
    .takes = Form::address_and_path,
    .ask = ask,
    .judge = judge,
};

}  // namespace probe::http
