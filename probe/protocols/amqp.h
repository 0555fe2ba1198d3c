// amqp://HOST[:PORT]: a broker starts to speak AMQP 0-9-1, as RabbitMQ does (AMQP
// 0-9-1, "Protocol Specification").
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/model/headers.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::amqp {

using namespace std::string_view_literals;

/// 4.2.2: the protocol header.
constexpr void ask(const Question& /*question*/, base::Text& request) {
  request.append("AMQP\0\0\x09\x01"sv);
}

/// A header in answer to ours (4.2.2): the one version that is spoken.
constexpr Verdict another_version(std::string_view header, base::Text& words) {
  for (std::size_t place = 5;; words << ".") {
    words << static_cast<unsigned char>(header[place]);
    if (++place == 8) break;
  }
  return unhealthy("it wants another version of AMQP", words.view());
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  // 4.2.3: a method, on channel 0, its size, which is under 64 KiB, and what method it
  // is: 10 of class 10 (1.4.2.1).
  constexpr std::string_view start = "\1\0\0\0\0##\0\x0a\0\x0a"sv;
  constexpr std::string_view header = "AMQP####"sv;
  const std::string_view received = exchange.received;
  if (matches_pattern(received, start))
    return received.size() < start.size() ? more : healthy("Connection.Start");
  if (!matches_pattern(received, header)) return wrong_protocol(exchange, "AMQP");
  return received.size() < header.size() ? more : another_version(received, exchange.words);
}

inline constexpr ProtocolRow row = {
    .form = "amqp://HOST[:PORT]",
    .help = "it answers with Connection.Start, as RabbitMQ does",
    // A path may stand there, so that what a client is given can be a target.
    .protocol = {.scheme = "amqp", .port = 5672, .takes = Form::address_and_path, .ask = ask, .judge = judge},
};

}  // namespace probe::amqp
