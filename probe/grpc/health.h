// The messages of grpc.health.v1.Health/Check (gRPC's health.proto): a request with a service's name, and a
// response with its status. Both are protobuf ("Encoding"), and are in DATA after a prefix
// (PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/names.h"
#include "base/text.h"
#include "probe/http2/http2.h"
#include "probe/model/big_endian.h"
#include "probe/model/byte_reader.h"
#include "probe/model/percent_encoding.h"

namespace probe::grpc {

/// Protobuf's wire types ("Message Structure"), in the low three bits of the tag before a field. The other
/// bits are the number of the field.
enum class WireType : std::uint8_t { varint = 0, i64 = 1, len = 2, i32 = 5 };

constexpr std::uint64_t tag_of(unsigned field, WireType type) {
  return field << 3 | static_cast<unsigned>(type);
}

/// HealthCheckRequest.service and HealthCheckResponse.status.
inline constexpr char service_tag = static_cast<char>(tag_of(1, WireType::len));
inline constexpr std::uint64_t status_tag = tag_of(1, WireType::varint);

/// HealthCheckResponse.ServingStatus, by its numbers; `unlisted` stands for any other.
enum class ServingStatus : std::uint8_t { unknown, serving, not_serving, service_unknown, unlisted };

inline constexpr base::Name serving_status_texts[] = {
    {0, "UNKNOWN"},
    {1, "SERVING"},
    {2, "NOT_SERVING"},
    {3, "SERVICE_UNKNOWN"},
    {4, "a status that the protocol does not know"},
};

constexpr const char* serving_status_text(ServingStatus status) {
  return base::name_of(static_cast<int>(status), base::packed<serving_status_texts>.data());
}

/// Appends a HealthCheckRequest. `service` is percent-encoded. If it is empty, it is left out: that asks for
/// the status of the whole server.
constexpr void put_request(base::Text& out, std::string_view service) {
  if (service.empty()) return;
  const std::size_t start = out.size();
  put_percent_decoded(out, service);
  const std::size_t size = out.size() - start;
  out.cut(start);  // it was appended only to measure it: the size comes first
  out.put(service_tag);
  hpack::put_varint(out, size);
  put_percent_decoded(out, service);
}

/// Skips the value of a field that is not needed. A wire type that proto3 does not have breaks the reader.
constexpr void skip_value(ByteReader& reader, WireType type) {
  constexpr unsigned longest = 64;
  switch (type) {
    case WireType::varint: reader.take_varint(longest); break;
    case WireType::i64: reader.take_text(8); break;
    case WireType::len: reader.take_text(reader.take_varint(longest)); break;
    case WireType::i32: reader.take_text(4); break;
    default: reader.fail();
  }
}

/// Reads a HealthCheckResponse. Returns its last status, or `unknown` if it has none, as proto3 requires.
constexpr ServingStatus read_response(ByteReader& reader) {
  constexpr unsigned longest = 64;  // bits of a number
  std::uint64_t status = 0;
  while (!reader.is_at_end()) {
    const std::uint64_t tag = reader.take_varint(longest);
    if (tag == status_tag) {
      status = reader.take_varint(longest);
    } else {
      skip_value(reader, static_cast<WireType>(tag & 7));
    }
  }
  return status < static_cast<std::uint64_t>(ServingStatus::unlisted) ? static_cast<ServingStatus>(status)
                                                                      : ServingStatus::unlisted;
}

/// What a call returned: a status, or what is wrong with its message.
struct Response {
  ServingStatus status = ServingStatus::unknown;
  const char* problem = nullptr;  // nullptr: nothing, and `status` is valid
};

/// Reads what came in DATA of a call whose status is OK: exactly one message, after a byte that is 1 if it is
/// compressed, and its size in four bytes.
constexpr Response read_messages(std::string_view bytes) {
  ByteReader reader{bytes.data(), bytes.data() + bytes.size()};
  if (reader.is_at_end()) return {.problem = "OK, but without a message"};
  if (reader.take_byte() != 0) return {.problem = "its message is compressed"};
  const std::string_view size = reader.take_text(4);
  const auto left = static_cast<std::size_t>(reader.end - reader.at);
  if (size.empty() || read_number(size.data(), 4) != left) reader.fail();
  const ServingStatus status = read_response(reader);
  if (reader.is_broken) return {.problem = "its message is not a HealthCheckResponse"};
  return {.status = status};
}

}  // namespace probe::grpc
