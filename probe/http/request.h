// An HTTP/1.1 request (RFC 9112 3). --send is its body, as for curl.
#pragma once

#include <cstdint>
#include <string_view>

#include "probe/http/basic_authentication.h"
#include "probe/model/escapes.h"
#include "probe/model/headers.h"
#include "probe/model/host_header.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"

namespace probe::http {

/// Appends an Authorization header if the user gave credentials, with --user or in the target, and did not
/// give the header itself.
constexpr void put_credentials(base::Text& request, const Question& question) {
  const char* const given = question.settings.credentials;
  const bool is_encoded = given == nullptr;
  const std::string_view credentials = is_encoded ? question.target.user : std::string_view{given};
  if (credentials.empty() || find_header(question.settings.headers, "Authorization") != nullptr) return;
  request.append("Authorization: "sv);
  put_basic(request, credentials, is_encoded);
  request.append("\r\n"sv);
}

/// The method of the request: as for curl, POST if there is a body, unless the user gives another.
constexpr const char* method_of(const Settings& settings) {
  if (settings.method != nullptr) return settings.method;
  return settings.steps.has(false) ? "POST" : "GET";
}

/// Appends the body: the texts of --send, with & between them.
constexpr void put_body(base::Text& out, const StepList& steps) {
  bool is_first = true;
  for (const Step& step : steps) {
    if (step.is_expected) continue;
    if (!is_first) out.put('&');
    is_first = false;
    put_unescaped(out, step.text);
  }
}

constexpr std::int64_t size_of_body(const StepList& steps) {
  std::int64_t size = -1;
  for (const Step& step : steps) {
    if (step.is_expected) continue;
    ++size;
    for (const char* at = step.text; *at != '\0'; take_unescaped(at)) ++size;
  }
  return size;
}

/// Returns whether a request with this method usually has a body, so that its length is expected even if it
/// has none (RFC 9110 8.6).
constexpr bool expects_body(std::string_view method) {
  return method == "POST"sv || method == "PUT"sv || method == "PATCH"sv;
}

/// Appends an empty line and the body, and before it the headers that describe it, unless the user gives
/// them.
constexpr void put_end(base::Text& request, const Question& question) {
  const Settings& settings = question.settings;
  const bool has_body = settings.steps.has(false) && !question.omits_body;
  const std::int64_t size = has_body ? size_of_body(settings.steps) : 0;
  const bool is_sized = (has_body || expects_body(method_of(settings))) &&
                        find_header(settings.headers, "Content-Length") == nullptr;
  if (has_body && find_header(settings.headers, "Content-Type") == nullptr)
    request.append("Content-Type: application/x-www-form-urlencoded\r\n"sv);
  if (is_sized) (request.append("Content-Length: "sv) << size).append("\r\n"sv);
  request.append("\r\n"sv);
  if (has_body) put_body(request, settings.steps);
}

/// Appends the request: the request line, Host (the user's, unless a redirect named another host), and the
/// headers.
constexpr void ask(const Question& question, base::Text& request) {
  const Target& target = question.target;
  request.append(method_of(question.settings));
  request.append(" "sv);
  if (target.path.empty() || target.path[0] == '?') request.append("/"sv);
  request.append(target.path);
  request.append(" HTTP/1.1\r\nHost: "sv);
  const char* const host = find_header(question.settings.headers, "Host");
  if (host != nullptr && *host != '\0' && !question.is_elsewhere) {
    request.append(host);
  } else {
    put_host(request, target);
  }
  request.append("\r\n"sv);
  put_headers(request, question.settings);
  put_credentials(request, question);
  put_end(request, question);
}

}  // namespace probe::http
