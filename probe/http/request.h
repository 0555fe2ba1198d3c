// An HTTP/1.1 request (RFC 9112 3). It has no body.
#pragma once

#include <string_view>

#include "probe/http/basic_authentication.h"
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

/// Appends the request: the request line, Host (the user's, unless a redirect named another host), and the
/// headers.
constexpr void ask(const Question& question, base::Text& request) {
  const Target& target = question.target;
  request.append(question.settings.method);
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
  request.append("\r\n"sv);
}

}  // namespace probe::http
