// What gRPC says of a call, and grpc.health.v1.HealthCheckResponse of a service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/expect.h"
#include "probe/http2.h"
#include "probe/protocol.h"

namespace probe::grpc {

inline constexpr unsigned status_count = 17;
inline constexpr char status_names[] =
    "OK\0CANCELLED\0UNKNOWN\0INVALID_ARGUMENT\0DEADLINE_EXCEEDED\0"
    "NOT_FOUND: the server does not know this service\0ALREADY_EXISTS\0PERMISSION_DENIED\0"
    "RESOURCE_EXHAUSTED\0FAILED_PRECONDITION\0ABORTED\0OUT_OF_RANGE\0"
    "UNIMPLEMENTED: the server does not implement grpc.health.v1.Health\0INTERNAL\0UNAVAILABLE\0DATA_LOSS\0"
    "UNAUTHENTICATED";

inline constexpr std::uint64_t serving = 1;
inline constexpr std::uint64_t serving_status_count = 4;
inline constexpr char serving_statuses[] =
    "UNKNOWN\0SERVING\0NOT_SERVING\0SERVICE_UNKNOWN\0a status that the protocol does not know";

/// The fields that end a call (its trailers), as they came.
struct Trailers {
  std::string_view status;
  std::string_view message;
};

/// Appends a grpc-message, whose other bytes than visible ASCII are %XX. A % that
/// starts no such thing stands for itself: a message is never an error.
constexpr std::string_view put_message(base::Text& words, std::string_view message) {
  const char* at = message.data();
  for (const char* const end = at + message.size(); at != end; ++at) {
    const int high = *at == '%' && end - at > 2 ? hexadecimal_digit(at[1]) : -1;
    const int low = high < 0 ? -1 : hexadecimal_digit(at[2]);
    words.put(low < 0 ? *at : static_cast<char>(high * 16 + low));
    if (low >= 0) at += 2;
  }
  return words.view();
}

/// Reads protobuf's numbers and skips what it does not know.
struct MessageReader {
  const char* at;
  const char* end;
  bool is_broken = false;

  /// Seven bits a byte, the least significant ones first; ten bytes at most.
  constexpr std::uint64_t take_number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && at != end; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at++);
      number |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return number;
    }
    is_broken = true;
    return 0;
  }

  constexpr void skip(std::uint64_t size) {
    if (size > static_cast<std::size_t>(end - at)) is_broken = true;
    at = is_broken ? end : at + size;
  }
};

/// Judges a HealthCheckResponse: its field 1 is the status, and none is 0.
constexpr Verdict judge_response(const char* at, const char* end) {
  MessageReader reader{at, end};
  std::uint64_t status = 0;
  while (reader.at != reader.end && !reader.is_broken) {
    const std::uint64_t tag = reader.take_number();
    const unsigned kind = tag & 7;
    if (kind == 0) {
      const std::uint64_t number = reader.take_number();
      if (tag == 010) status = number;
    } else if (kind == 1 || kind == 5) {
      reader.skip(kind == 1 ? 8 : 4);
    } else if (kind == 2) {
      reader.skip(reader.take_number());
    } else {
      reader.is_broken = true;  // groups: proto3 has none
    }
  }
  if (reader.is_broken) return unhealthy("its message is no HealthCheckResponse");
  if (status == serving) return healthy(http2::nth(serving_statuses, serving));
  const bool is_known = status < serving_status_count;
  return unhealthy(http2::nth(serving_statuses, is_known ? status : serving_status_count));
}

/// Judges a call that ended with OK by its messages: there has to be one.
constexpr Verdict judge_messages(std::string_view messages) {
  constexpr std::size_t prefix_size = 5;  // whether it is compressed, and its size
  if (messages.empty()) return unhealthy("OK, but without a message");
  if (messages[0] != 0) return unhealthy("its message is compressed");
  if (messages.size() < prefix_size ||
      messages.size() - prefix_size != http2::number_at(messages.data() + 1, 4)) {
    return unhealthy("its message has another size than it says");
  }
  return judge_response(messages.data() + prefix_size, messages.data() + messages.size());
}

/// Judges a call that ended. `words` is for what the verdict quotes.
constexpr Verdict judge_call(const Trailers& trailers, std::string_view messages, base::Text& words) {
  unsigned status = 0;
  for (const char digit : trailers.status) {
    status = base::is_digit(digit) && status < 10 ? status * 10 + static_cast<unsigned>(digit - '0') : 100;
  }
  if (status >= status_count) return unhealthy("a grpc-status that gRPC does not know", trailers.status);
  if (status == 0) return judge_messages(messages);
  return unhealthy(http2::nth(status_names, status), put_message(words, trailers.message));
}

}  // namespace probe::grpc
