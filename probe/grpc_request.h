// The call of grpc.health.v1.Health/Check, all of it: it is sent before the server has
// said a word (RFC 9113 3.4).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/headers.h"
#include "probe/http2.h"
#include "probe/protocol.h"
#include "probe/protocols/http.h"

namespace probe::grpc {

/// The preface, and SETTINGS of no dynamic table and no push. Servers may use the
/// table until they have read that.
inline constexpr char preface[] =
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    "\0\0\x0c\4\0\0\0\0\0"
    "\0\1\0\0\0\0"
    "\0\2\0\0\0\0";

/// :method, :scheme and :path by their places in HPACK's static table (RFC 7541
/// appendix A), and the name of :authority.
inline constexpr char pseudo_headers[] =
    "\x83\x86\x04\x1c"
    "/grpc.health.v1.Health/Check"
    "\x01";

/// What some server or other insists on.
inline constexpr char headers[] =
    "\x0f\x10\x10"  // content-type: 15 + 16 in the static table
    "application/grpc"
    "\0\2te\x08trailers";

/// Headers of the user's that would not be metadata but break the call, or that
/// RFC 9113 8.2.2 forbids.
inline constexpr char refused_names[] =
    "Host\0Connection\0Proxy-Connection\0Keep-Alive\0Transfer-Encoding\0Upgrade\0TE\0Content-Type\0"
    "Content-Length\0";

/// Appends text as HPACK has it: its length in 7 bits, or in more bytes (RFC 7541 5.1
/// and 5.2), and no Huffman code.
constexpr void put_text(base::Text& block, std::string_view text, bool is_name = false) {
  std::size_t size = text.size();
  if (size < 127) {
    block.put(static_cast<char>(size));
  } else {
    block.put(127);
    for (size -= 127; size >= 128; size >>= 7) block.put(static_cast<char>(size | 0x80));
    block.put(static_cast<char>(size));
  }
  for (const char byte : text)
    block.put(is_name && byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte | 0x20) : byte);
}

constexpr bool is_blank_byte(char byte) { return byte == ' ' || byte == '\t'; }

/// A value without the blanks around it, which HTTP/2 does not allow (RFC 9113 8.2.1).
[[gnu::noinline]] constexpr std::string_view trim(std::string_view value) {
  const char* at = value.data();
  const char* end = at + value.size();
  while (at != end && is_blank_byte(*at)) ++at;
  while (at != end && is_blank_byte(end[-1])) --end;
  return {at, end};
}

/// Appends a field by its name, up to a colon or its end, which is in small letters
/// there (RFC 9113 8.2.1), and kept in no table (RFC 7541 6.2.2). One without a value
/// is left out.
[[gnu::noinline]] constexpr void put_field(base::Text& block, const char* name, const char* value) {
  const std::string_view trimmed = trim(value);
  if (trimmed.empty()) return;
  block.put(0);
  put_text(block, {name, base::find(name, ':')}, true);
  put_text(block, trimmed);
}

/// The deadline in eight digits at most. No server minds that it ends after 27 hours.
constexpr void put_timeout(base::Text& text, base::Nanoseconds time) {
  constexpr base::Nanoseconds millisecond = base::second / 1000;
  constexpr base::Nanoseconds most = 99'999'999;
  text << std::min(most, (time + millisecond - 1) / millisecond);
  text.put('m').put('\0');
}

constexpr void put_authority(base::Text& block, const Question& question) {
  const char* const host = find_header(question.settings.headers, "Host");
  if (host != nullptr && *host != '\0') return put_text(block, trim(host));
  Target target = question.target;
  if (question.settings.unix_socket != nullptr) {
    target.host = {};
    target.is_ipv6 = false;
  }
  base::TextOf<272> authority;
  http::put_host(authority, target);
  put_text(block, authority.view());
}

constexpr bool is_one_of(const char* header, const char* names) {
  for (; *names != '\0'; names = http2::nth(names, 1)) {
    if (value_of(header, names) != nullptr) return true;
  }
  return false;
}

/// Appends the user's headers, and what is said where they do not. An empty one
/// stands for none.
constexpr void put_metadata(base::Text& block, const Settings& settings) {
  base::TextOf<16> timeout;
  if (find_header(settings.headers, "grpc-timeout") == nullptr) {
    put_timeout(timeout, settings.timeout);
    put_field(block, "grpc-timeout", timeout.view().data());
  }
  if (find_header(settings.headers, "user-agent") == nullptr) put_field(block, "user-agent", settings.agent);
  for (const char* const header : settings.headers) {
    if (!is_one_of(header, refused_names)) put_field(block, header, base::find(header, ':') + 1);
  }
}

constexpr void ask(const Question& question, base::Text& request) {
  base::TextOf<http2::largest_frame> block;  // one that fills it leaves no room in any request
  put_bytes(block, {pseudo_headers, sizeof pseudo_headers - 1});
  put_authority(block, question);
  put_bytes(block, {headers, sizeof headers - 1});
  put_metadata(block, question.settings);
  put_bytes(request, {preface, sizeof preface - 1});
  http2::put_frame_header(request,
                          {http2::FrameKind::headers, http2::end_headers, http2::our_stream, block.view()});
  put_bytes(request, block.view());

  std::string_view service = question.target.path;
  if (service.starts_with('/')) service.remove_prefix(1);
  base::TextOf<8> field;  // 1 of the message: its kind and its length
  if (!service.empty()) field.put(012);
  for (std::size_t size = service.size(); size != 0; size >>= 7) {
    field.put(static_cast<char>(size < 128 ? size : size | 0x80));
  }
  constexpr std::size_t prefix_size = 5;
  const std::size_t size = field.size() + service.size();
  http2::put_frame_header(
      request,
      {http2::FrameKind::data, http2::end_stream, http2::our_stream, {service.data(), size + prefix_size}});
  request.put(0);  // not compressed
  http2::put_number(request, size, 4);
  put_bytes(request, field.view());
  put_bytes(request, service);
}

}  // namespace probe::grpc
