// mysql://HOST[:PORT]: MySQL or MariaDB greets its client (MySQL's documentation, "Client/Server Protocol",
// whose pages are cited here).
#pragma once

#include <cstddef>
#include <string_view>

#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::mysql {

/// Appends nothing: the server speaks first ("Connection Phase").
constexpr void ask(const Question& /*question*/, base::Text& /*request*/) {}

/// Reads a number of two bytes, the lowest one first ("Protocol::FixedLengthInteger").
constexpr int read_short(const char* at) {
  return static_cast<unsigned char>(at[0]) | static_cast<unsigned char>(at[1]) << 8;
}

/// Judges an ERR_Packet without its first byte: a number, perhaps # and an SQLSTATE of five bytes, and a
/// text.
constexpr Verdict judge_error(std::string_view packet, base::Text& storage) {
  constexpr std::size_t state_size = 6;  // with the #
  storage << read_short(packet.data()) << " ";
  packet.remove_prefix(2);
  if (packet.starts_with('#') && packet.size() >= state_size) packet.remove_prefix(state_size);
  storage.append(packet);
  return unhealthy("it refuses clients", storage.view());
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  constexpr std::size_t head_size = 4;  // "MySQL Packets": a length of three bytes, and a count
  constexpr int shortest = 3;
  constexpr int longest = 1024;  // an error has a text of at most 512 bytes, and a greeting is shorter
  constexpr char refuses = '\xff';
  const std::string_view received = exchange.received;
  if (received.size() < head_size - 1) return more;
  const int size = read_short(received.data());
  if (size < shortest || size > longest || received[2] != 0) return wrong_protocol(exchange, "MySQL");
  if (received.size() <= head_size) return more;
  const char kind = received[head_size];
  const bool is_greeting = kind == 10 || kind == 9;  // "Protocol::Handshake", V10 and V9
  if (!is_greeting && kind != refuses) return wrong_protocol(exchange, "MySQL");
  if (received.size() < head_size + static_cast<std::size_t>(size)) return more;
  const std::string_view text(received.data() + head_size + 1, static_cast<std::size_t>(size) - 1);
  if (!is_greeting) return judge_error(text, exchange.storage);
  const std::string_view version = before(text, '\0');
  if (version.empty() || version.size() == text.size()) return wrong_protocol(exchange, "MySQL");
  return healthy("", version);
}

inline constexpr ProtocolRow row = {
    .form = "mysql://HOST[:PORT]",
    .help = "it sends a greeting and no error",
    // A path is allowed, so that the URL that clients use can be the target.
    .protocol =
        {.scheme = "mysql", .port = 3306, .takes = Form::address_and_path, .ask = ask, .judge = judge},
};

inline constexpr ProtocolRow other_row = with_scheme(row, "mariadb");

}  // namespace probe::mysql
