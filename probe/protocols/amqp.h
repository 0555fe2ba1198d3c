// amqp://HOST[:PORT]: a broker, such as RabbitMQ, starts a connection of AMQP 0-9-1 (the AMQP 0-9-1
// specification, whose sections are cited here).
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/model/literals.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::amqp {

/// Appends the protocol header (4.2.2).
constexpr void ask(const Question& /*question*/, base::Text& request) {
  request.append("AMQP\0\0\x09\x01"sv);
}

/// Judges a protocol header from the broker: it names the version that the broker speaks instead (4.2.2),
/// which is quoted as "1.0.0".
constexpr Verdict another_version(std::string_view header, base::Text& storage) {
  constexpr std::size_t major = 5;  // after "AMQP" and a byte that 0-9-1 has as 0
  for (std::size_t place = major; place != header.size(); ++place) {
    if (place != major) storage << ".";
    storage << static_cast<unsigned char>(header[place]);
  }
  return unhealthy("it wants another version of AMQP", storage.view());
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  // 4.2.3: a frame of under 64 KiB with a method, on channel 0. 1.4.2.1: it is Connection.Start, number 10 of
  // class 10.
  constexpr std::string_view start = "\x01\0\0\0\0##\0\x0a\0\x0a"sv;
  constexpr std::string_view header = "AMQP####"sv;
  const std::string_view received = exchange.received;
  if (matches_pattern(received, start))
    return received.size() < start.size() ? more() : healthy("Connection.Start");
  if (!matches_pattern(received, header)) return wrong_protocol(exchange, "AMQP");
  if (received.size() < header.size()) return more();
  return another_version({received.data(), header.size()}, exchange.storage);
}

inline constexpr ProtocolRow row = {
    .form = "amqp://HOST[:PORT]",
    .help = "it answers with Connection.Start",
    // A path is allowed, so that the URL that clients use can be the target.
    .protocol = {.scheme = "amqp", .port = 5672, .takes = Form::address_and_path},
    .ask = ask,
    .judge = judge,
};

inline constexpr ProtocolRow secured_row = over_tls(row, "amqps", 5671);

}  // namespace probe::amqp
