// The call of grpc.health.v1.Health/Check, all of it: it is sent before the server has
// said a word (RFC 9113 3.4).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/http/request.h"
#include "probe/http2/frames.h"
#include "probe/http2/hpack_writer.h"
#include "probe/model/bytes.h"
#include "probe/model/headers.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"

namespace probe::grpc {

using namespace std::string_view_literals;

/// Where the frame of HEADERS starts.
inline constexpr std::size_t headers_place = 45;

/// The preface; SETTINGS of no dynamic table and no push (servers may use the table until
/// they have read that); and the start of HEADERS, whose size is put in its place later.
/// :method, :scheme, :path and the name of :authority are numbers in HPACK's static table
/// (RFC 7541 appendix A).
constexpr void put_opening(base::Text& request) {
  request.append(
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      "\0\0\x0c\4\0\0\0\0\0"
      "\0\1\0\0\0\0"
      "\0\2\0\0\0\0"
      "\0\0\0\1\4\0\0\0\1"
      "\x83\x86\x04\x1c/grpc.health.v1.Health/Check"
      "\x01"sv);
}

/// What some server or other insists on. content-type is 15 + 16 in the static table.
constexpr void put_fixed_headers(base::Text& request) {
  request.append(
      "\x0f\x10\x10"
      "application/grpc"
      "\0\2te\x08trailers"sv);
}

/// Headers of the user's that would not be metadata but break the call, or that
/// RFC 9113 8.2.2 forbids.
inline constexpr const char* refused_names =
    "Host\0Connection\0Proxy-Connection\0Keep-Alive\0Transfer-Encoding\0Upgrade\0TE\0Content-Type\0"
    "Content-Length\0";

constexpr bool is_refused(const char* header) {
  for (const char* name = refused_names; *name != '\0'; name = base::find(name, '\0') + 1) {
    if (value_of(header, name) != nullptr) return true;
  }
  return false;
}

/// Appends the user's Host, or the target's. It is written two bytes behind its place, and
/// moved there with its length before it.
constexpr void put_authority(base::Text& request, const Question& question) {
  const std::size_t place = request.size();
  const char* const host = find_header(question.settings.headers, "Host");
  request.put(0).put(0);
  if (host != nullptr && *host != '\0') {
    request.append(host);
  } else {
    http::put_host(request, question.target);
  }
  const char* const at = request.view().data();
  const char* const end = at + request.size();
  request.cut(place);
  hpack::put_text(request, at + place + 2, end);
}

/// Appends the deadline, in seconds: eight digits at most, as it is under a year.
constexpr void put_timeout(base::Text& request, base::Nanoseconds time) {
  request.append("\0\x0cgrpc-timeout\0"sv);
  const std::size_t place = request.size();
  request << (time + base::second - 1) / base::second;
  request.put('S');
  request.replace(place - 1, static_cast<char>(request.size() - place));
}

/// Appends the user's headers, and what is said where they do not. An empty one
/// stands for none.
constexpr void put_metadata(base::Text& request, const Settings& settings) {
  if (find_header(settings.headers, "grpc-timeout") == nullptr) put_timeout(request, settings.timeout);
  if (find_header(settings.headers, "user-agent") == nullptr)
    hpack::put_field(request, "user-agent", settings.agent);
  for (const char* const header : settings.headers) {
    if (!is_refused(header)) hpack::put_field(request, header, base::find(header, ':') + 1);
  }
}

/// Appends DATA with a HealthCheckRequest: the service, which is field 1, unless it is
/// empty; its %NN are the bytes that they stand for. The sizes are put in their places
/// later, but for the service's, which stands before it.
constexpr void put_message(base::Text& request, std::string_view service) {
  const std::size_t place = request.size();
  request.append(
      "\0\0\0\0\1\0\0\0\1"
      "\0\0\0\0\0"sv);  // the message is not compressed
  const std::size_t start = request.size();
  service = before(service, '?');
  if (!service.empty()) service.remove_prefix(1);  // the slash
  if (!service.empty()) {
    put_percent_decoded(request, service);
    const std::size_t service_size = request.size() - start;
    request.cut(start);
    request.put(012);
    hpack::put_varint(request, service_size);
    put_percent_decoded(request, service);
  }
  const std::size_t size = request.size() - start;
  replace_number(request, start - 2, size);
  replace_number(request, place + http2::Frame::place_of_size,
                 size + start - place - http2::frame_header_size);
}

constexpr void ask(const Question& question, base::Text& request) {
  put_opening(request);
  put_authority(request, question);
  put_fixed_headers(request);
  put_metadata(request, question.settings);
  replace_number(request, headers_place + http2::Frame::place_of_size,
                 request.size() - headers_place - http2::frame_header_size);
  put_message(request, question.target.path);
}

}  // namespace probe::grpc
