// What gRPC says of a call, and grpc.health.v1.HealthCheckResponse of a service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "probe/http2/frames.h"
#include "probe/http2/hpack.h"

namespace probe::grpc {

inline constexpr unsigned status_count = 17;
inline constexpr const char* status_names =
    "OK\0CANCELLED\0UNKNOWN\0INVALID_ARGUMENT\0DEADLINE_EXCEEDED\0"
    "NOT_FOUND: the server does not know this service\0ALREADY_EXISTS\0PERMISSION_DENIED\0"
    "RESOURCE_EXHAUSTED\0FAILED_PRECONDITION\0ABORTED\0OUT_OF_RANGE\0"
    "UNIMPLEMENTED: the server does not implement grpc.health.v1.Health\0INTERNAL\0UNAVAILABLE\0DATA_LOSS\0"
    "UNAUTHENTICATED";

/// The fields of header blocks that matter.
struct Head {
  enum Name : std::uint8_t { http_status, grpc_status, grpc_message, name_count };

  std::string_view values[name_count] = {};

  constexpr std::string_view& operator[](Name name) { return values[name]; }

  constexpr void put(const hpack::Field& field) {
    const char* name = ":status\0grpc-status\0grpc-message";
    for (std::string_view& value : values) {
      if (http2::is(field.name, name)) value = field.value;
      name = http2::nth(name, 1);
    }
  }
};

/// The number that a grpc-status is; status_count or more: it is none.
constexpr unsigned status_of(std::string_view digits) {
  unsigned status = 0;
  for (const char digit : digits) {
    status = base::is_digit(digit) && status < 10 ? status * 10 + static_cast<unsigned>(digit - '0') : 99;
  }
  return status;
}

inline constexpr std::uint64_t serving_status_count = 4;
inline constexpr char serving_statuses[] =  // an array: what is said is told by its place

    "UNKNOWN\0SERVING\0NOT_SERVING\0SERVICE_UNKNOWN\0a status that the protocol does not know";
inline constexpr const char* serving = http2::nth(serving_statuses, 1);

/// What a HealthCheckResponse says: its status, which is field 1, and 0 where there is
/// none.
constexpr const char* read_response(http2::Reader& reader) {
  constexpr unsigned bits = 64;
  std::uint64_t status = 0;
  while (reader.at != reader.end) {
    const std::uint64_t tag = reader.take_number(bits);
    const unsigned kind = tag & 7;
    std::uint64_t number = ~std::uint64_t{0};  // more than there is: proto3 has no other kinds
    if (kind == 0 || kind == 2) number = reader.take_number(bits);
    if (kind == 1) number = 8;
    if (kind == 5) number = 4;
    if (tag == 010) status = number;
    if (kind != 0) reader.take_text(number);
  }
  const std::uint64_t known = status < serving_status_count ? status : serving_status_count;
  return http2::nth(serving_statuses, static_cast<std::size_t>(known));
}

/// What the messages of a call that ended with OK say: there has to be one, which is not
/// compressed. Before it stand a byte that tells and, in four bytes, its size.
constexpr const char* read_messages(http2::Reader& reader) {
  if (reader.at == reader.end) return "OK, but without a message";
  std::uint64_t prefix = 0;
  for (int i = 0; i < 5; ++i) prefix = prefix << 8 | reader.take_byte();
  if (prefix >> 32 != 0) return "its message is compressed";
  if (prefix != static_cast<std::size_t>(reader.end - reader.at)) reader.fail();
  const char* const said = read_response(reader);
  return reader.is_broken ? "its message is no HealthCheckResponse" : said;
}

}  // namespace probe::grpc
