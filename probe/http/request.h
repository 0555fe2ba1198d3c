// What a request has, whatever the version of HTTP. --send is its body, as for curl.
#pragma once

#include <cstdint>
#include <string_view>

#include "probe/http/basic_authentication.h"
#include "probe/model/escapes.h"
#include "probe/model/headers.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"

namespace probe::http {

/// The credentials to send, from --user or the target. Empty: there are none, or the user gives the header.
struct Credentials {
  std::string_view text;    // NAME[:PASSWORD]
  bool is_encoded = false;  // percent-encoded
};

constexpr Credentials credentials_of(const Question& question) {
  const char* const given = question.settings.credentials;
  if (find_header(question.settings.headers, "Authorization") != nullptr) return {};
  if (given != nullptr) return {given};
  return {question.target.user, true};
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

/// The body of the request, and the headers that describe it.
struct Body {
  std::int64_t size = no_length;  // of Content-Length; no_length: it is not sent
  bool is_sent = false;
  bool has_type = false;  // Content-Type is sent

  static constexpr std::int64_t no_length = -1;
};

constexpr Body body_of(const Question& question) {
  const Settings& settings = question.settings;
  Body body;
  body.is_sent = settings.steps.has(false) && !question.omits_body;
  body.has_type = body.is_sent && find_header(settings.headers, "Content-Type") == nullptr;
  const bool is_sized = (body.is_sent || expects_body(method_of(settings))) &&
                        find_header(settings.headers, "Content-Length") == nullptr;
  if (is_sized) body.size = body.is_sent ? size_of_body(settings.steps) : 0;
  return body;
}

inline constexpr char default_type[] = "application/x-www-form-urlencoded";

/// Appends the path and the query as a request has them.
constexpr void put_path(base::Text& out, const Target& target) {
  if (target.path.empty() || target.path[0] == '?') out.put('/');
  out.append(target.path);
}

}  // namespace probe::http
