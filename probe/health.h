// What gRPC says of a call, and grpc.health.v1.HealthCheckResponse of a service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/expect.h"
#include "probe/http2.h"

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

inline constexpr char no_response[] = "its message is no HealthCheckResponse";

/// The fields of a header block that matter.
class Head {
 public:
  enum Name : std::uint8_t { http_status, grpc_status, grpc_message, count };

  constexpr void put(std::string_view name, std::string_view value) {
    const char* wanted = ":status\0grpc-status\0grpc-message";
    for (std::string_view& each : values_) {
      if (name == wanted) each = value;
      wanted = http2::nth(wanted, 1);
    }
  }
  constexpr std::string_view operator[](Name name) const { return values_[name]; }

 private:
  std::string_view values_[count];
};

/// Appends a grpc-message, whose other bytes than visible ASCII are %XX. A % that
/// starts no such thing stands for itself: a message is never an error.
constexpr void put_message(base::Text& words, std::string_view message) {
  const char* at = message.data();
  for (const char* const end = at + message.size(); at != end; ++at) {
    const int high = *at == '%' && end - at > 2 ? hexadecimal_digit(at[1]) : -1;
    const int low = high < 0 ? -1 : hexadecimal_digit(at[2]);
    words.put(low < 0 ? *at : static_cast<char>(high * 16 + low));
    if (low >= 0) at += 2;
  }
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

/// What is wrong with a HealthCheckResponse: its status, which is field 1, and 0 where
/// there is none. nullptr: nothing, it is SERVING.
constexpr const char* check_response(const char* at, const char* end) {
  MessageReader reader{at, end};
  std::uint64_t status = 0;
  while (reader.at != reader.end) {
    const std::uint64_t tag = reader.take_number();
    const unsigned kind = tag & 7;
    const bool is_fixed = kind == 1 || kind == 5;
    if (kind > 2 && !is_fixed) reader.is_broken = true;  // groups: proto3 has none
    const std::uint64_t number = is_fixed ? (kind == 1 ? 8 : 4) : reader.take_number();
    if (tag == 010) status = number;
    if (kind != 0) reader.skip(number);
  }
  if (reader.is_broken) return no_response;
  if (status == serving) return nullptr;
  return http2::nth(serving_statuses, status < serving_status_count ? status : serving_status_count);
}

/// What is wrong with the messages of a call that ended with OK: there has to be one.
constexpr const char* check_messages(std::string_view messages) {
  constexpr std::size_t prefix_size = 5;  // whether it is compressed, and its size
  if (messages.empty()) return "OK, but without a message";
  if (messages[0] != 0) return "its message is compressed";
  const char* const at = messages.data();
  const std::size_t size = messages.size() - prefix_size;
  if (messages.size() < prefix_size || size != http2::number_at(at + 1, 4)) return no_response;
  return check_response(at + prefix_size, at + messages.size());
}

inline constexpr unsigned no_status = 100;

/// The number that a grpc-status is; status_count or more: it is none.
constexpr unsigned status_of(std::string_view digits) {
  unsigned status = digits.empty() ? no_status : 0;
  for (const char digit : digits) {
    status = base::is_digit(digit) && status < 10 ? status * 10 + static_cast<unsigned>(digit - '0') : 99;
  }
  return status;
}

}  // namespace probe::grpc
