// The messages of grpc.health.v1.Health/Check (gRPC's health.proto): a request with a service's name, and a
// response with its state. Both are protobuf ("Encoding"), and are in DATA after a prefix
// (PROTOCOL-HTTP2.md, "Length-Prefixed-Message").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/http2/http2.h"
#include "probe/model/big_endian.h"
#include "probe/model/byte_reader.h"
#include "probe/model/percent_encoding.h"

namespace probe::grpc {

/// The kinds of a protobuf field: the low three bits of the tag before it. The others are the field's number.
enum class Wire : std::uint8_t { varint = 0, eight_bytes = 1, sized = 2, four_bytes = 5 };

constexpr std::uint64_t tag_of(unsigned field, Wire wire) { return field << 3 | static_cast<unsigned>(wire); }

/// HealthCheckRequest.service and HealthCheckResponse.status.
inline constexpr char service_tag = static_cast<char>(tag_of(1, Wire::sized));
inline constexpr std::uint64_t state_tag = tag_of(1, Wire::varint);

/// HealthCheckResponse.ServingStatus, by its numbers; `unlisted` stands for any other.
enum class State : std::uint8_t { unknown, serving, not_serving, service_unknown, unlisted };

inline constexpr char state_texts[][41] = {
    "UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN", "a status that the protocol does not know",
};

constexpr const char* state_text(State state) { return state_texts[static_cast<std::size_t>(state)]; }

/// Appends a HealthCheckRequest. `service` is percent-encoded. If it is empty, it is left out: that asks for
/// the state of the whole server.
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

/// Skips the value of a field that is not needed. A kind that proto3 does not have breaks the reader.
constexpr void skip_value(ByteReader& reader, Wire wire) {
  constexpr unsigned longest = 64;
  switch (wire) {
    case Wire::varint: reader.take_varint(longest); break;
    case Wire::eight_bytes: reader.take_text(8); break;
    case Wire::sized: reader.take_text(reader.take_varint(longest)); break;
    case Wire::four_bytes: reader.take_text(4); break;
    default: reader.fail();
  }
}

/// Reads a HealthCheckResponse. Returns its last status, or `unknown` if it has none, as proto3 requires.
constexpr State read_response(ByteReader& reader) {
  constexpr unsigned longest = 64;  // bits of a number
  std::uint64_t state = 0;
  while (!reader.is_at_end()) {
    const std::uint64_t tag = reader.take_varint(longest);
    if (tag == state_tag) {
      state = reader.take_varint(longest);
    } else {
      skip_value(reader, static_cast<Wire>(tag & 7));
    }
  }
  return state < static_cast<std::uint64_t>(State::unlisted) ? static_cast<State>(state) : State::unlisted;
}

/// What a call returned: a state, or what is wrong with its message.
struct Response {
  State state = State::unknown;
  const char* problem = nullptr;  // nullptr: nothing, and `state` is valid
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
  const State state = read_response(reader);
  if (reader.is_broken) return {.problem = "its message is not a HealthCheckResponse"};
  return {.state = state};
}

}  // namespace probe::grpc
