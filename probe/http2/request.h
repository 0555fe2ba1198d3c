// What all requests of HTTP/2 have in common: their start, and the header fields from the target and the
// user.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/text.h"
#include "probe/http2/frames.h"
#include "probe/http2/hpack_encoder.h"
#include "probe/model/headers.h"
#include "probe/model/host_header.h"
#include "probe/model/protocol.h"

namespace probe::http2 {

/// Appends the preface, and SETTINGS that allow neither a dynamic table nor a push (RFC 9113 6.5.2). A server
/// may use the table until it has read them, so the decoder has one anyway.
constexpr void put_preface(base::Text& request) {
  request.append(preface);
  const std::size_t start = start_frame(request, FrameType::settings, no_flags, connection);
  put_setting(request, Setting::header_table_size, 0);
  put_setting(request, Setting::enable_push, 0);
  end_frame(request, start);
}

/// Appends what `put` appends, after its length.
template <class Put>
constexpr void put_after_length(base::Text& block, Put put) {
  const std::size_t start = block.size();
  put();
  const std::size_t size = block.size() - start;
  block.cut(start);  // it was appended only to measure it
  hpack::put_length(block, size);
  put();
}

/// Appends :authority: the Host that the user gave, or else the host and port of the target.
constexpr void put_authority_field(base::Text& block, const Question& question) {
  hpack::put_name(block, hpack::authority);
  put_after_length(block, [&] { put_host_of(block, question); });
}

/// Whether a header of the user is not sent as it is: HTTP/2 forbids it (RFC 9113 8.2.2), or :authority
/// replaces it (8.3.1).
constexpr bool is_left_out(const char* header) {
  constexpr char names[][18] = {
      "Host", "Connection", "Proxy-Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "TE",
  };
  for (const char* const name : names) {
    if (value_of(header, name) != nullptr) return true;
  }
  return false;
}

/// Appends User-Agent, unless the user gives that header, or no name.
constexpr void put_user_agent(base::Text& block, const Settings& settings) {
  if (find_header(settings.headers, "User-Agent") == nullptr && *settings.agent != '\0')
    hpack::put_field(block, hpack::user_agent, settings.agent);
}

/// Appends a header of the user as a field.
constexpr void put_header(base::Text& block, const char* header) {
  const char* const colon = base::find(header, ':');
  hpack::put_field(block, {header, colon}, std::string_view(colon + 1));
}

}  // namespace probe::http2
