// The call of grpc.health.v1.Health/Check (gRPC's PROTOCOL-HTTP2.md, "Requests"). All of it is sent at once,
// before the server's SETTINGS have come, as RFC 9113 3.4 allows.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/grpc/health.h"
#include "probe/http2/http2.h"
#include "probe/model/headers.h"
#include "probe/model/host_header.h"
#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe::grpc {

/// Appends the preface, and SETTINGS that allow neither a dynamic table nor a push (RFC 9113 6.5.2). A server
/// may use the table until it has read them, so the decoder has one anyway.
constexpr void put_preface(base::Text& request) {
  request.append(http2::preface);
  const std::size_t start =
      http2::start_frame(request, http2::FrameType::settings, http2::no_flags, http2::connection);
  http2::put_setting(request, http2::Setting::header_table_size, 0);
  http2::put_setting(request, http2::Setting::enable_push, 0);
  http2::end_frame(request, start);
}

/// Whether a header from the user would break the call: RFC 9113 8.2.2 forbids it, or the call sets it
/// itself.
constexpr bool is_refused(const char* header) {
  constexpr char names[][18] = {
      "Host",    "Connection", "Proxy-Connection", "Keep-Alive",     "Transfer-Encoding",
      "Upgrade", "TE",         "Content-Type",     "Content-Length",
  };
  for (const char* const name : names) {
    if (value_of(header, name) != nullptr) return true;
  }
  return false;
}

/// Appends :authority: the Host that the user gave, or else the host and port of the target.
constexpr void put_authority_field(base::Text& block, const Question& question) {
  const char* const given = find_header(question.settings.headers, "Host");
  if (given != nullptr && *given != '\0')
    return hpack::put_field(block, hpack::authority, std::string_view(given));
  base::TextOf<longest_host> host;
  put_host(host, question.target);
  hpack::put_field(block, hpack::authority, host.view());
}

/// Appends the deadline in seconds, rounded up: eight digits at most ("Timeout"), as no duration is over a
/// year.
constexpr void put_timeout(base::Text& block, base::Nanoseconds time) {
  base::TextOf<16> value;
  value << (time + base::second - 1) / base::second << "S";
  hpack::put_field(block, "grpc-timeout"sv, value.view());
}

/// Appends the user's headers, and the defaults of those that the user did not give. An empty one removes a
/// default.
constexpr void put_metadata(base::Text& block, const Settings& settings) {
  if (find_header(settings.headers, "grpc-timeout") == nullptr) put_timeout(block, settings.timeout);
  if (find_header(settings.headers, "user-agent") == nullptr)
    hpack::put_field(block, "user-agent"sv, std::string_view(settings.agent));
  for (const char* const header : settings.headers) {
    if (is_refused(header)) continue;
    const char* const colon = base::find(header, ':');
    hpack::put_field(block, {header, colon}, std::string_view(colon + 1));
  }
}

/// Appends HEADERS, in the order of "Request-Headers".
constexpr void put_headers_frame(base::Text& request, const Question& question) {
  const std::size_t start =
      http2::start_frame(request, http2::FrameType::headers, http2::end_headers, http2::our_stream);
  hpack::put_indexed(request, hpack::method_post);
  hpack::put_indexed(request, hpack::scheme_http);
  hpack::put_field(request, hpack::path, "/grpc.health.v1.Health/Check"sv);
  put_authority_field(request, question);
  hpack::put_field(request, hpack::content_type, "application/grpc"sv);
  hpack::put_field(request, "te"sv, "trailers"sv);
  put_metadata(request, question.settings);
  http2::end_frame(request, start);
}

/// Appends DATA with the message, which is not compressed ("Length-Prefixed-Message").
constexpr void put_data_frame(base::Text& request, const Target& target) {
  const std::size_t start =
      http2::start_frame(request, http2::FrameType::data, http2::end_stream, http2::our_stream);
  request.put(0);
  const std::size_t place_of_size = request.size();
  request.put(0).put(0).put(0).put(0);
  const std::size_t start_of_message = request.size();
  put_request(request, name_in_path(target.path));
  replace_number(request, place_of_size + 2, request.size() - start_of_message);
  http2::end_frame(request, start);
}

constexpr void ask(const Question& question, base::Text& request) {
  put_preface(request);
  put_headers_frame(request, question);
  put_data_frame(request, question.target);
}

}  // namespace probe::grpc
