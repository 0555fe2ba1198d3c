// The call of grpc.health.v1.Health/Check (gRPC's PROTOCOL-HTTP2.md, "Requests"). All of it is sent at once,
// before the server's SETTINGS have come, as RFC 9113 3.4 allows.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/grpc/health.h"
#include "probe/http2/http2.h"
#include "probe/model/headers.h"
#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe::grpc {

/// Whether the call sets a header itself, so that the user's would break it.
constexpr bool is_own(const char* header) {
  return value_of(header, "Content-Type") != nullptr || value_of(header, "Content-Length") != nullptr;
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
  http2::put_user_agent(block, settings);
  for (const char* const header : settings.headers) {
    if (!http2::is_left_out(header) && !is_own(header)) http2::put_header(block, header);
  }
}

/// Appends HEADERS, in the order of "Request-Headers".
constexpr void put_headers_frame(base::Text& request, const Question& question) {
  const std::size_t start =
      http2::start_frame(request, http2::FrameType::headers, http2::end_headers, http2::our_stream);
  hpack::put_indexed(request, hpack::method_post);
  hpack::put_indexed(request, question.is_secured ? hpack::scheme_https : hpack::scheme_http);
  hpack::put_field(request, hpack::path, "/grpc.health.v1.Health/Check"sv);
  http2::put_authority_field(request, question);
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
  http2::put_preface(request);
  put_headers_frame(request, question);
  put_data_frame(request, question.target);
}

}  // namespace probe::grpc
