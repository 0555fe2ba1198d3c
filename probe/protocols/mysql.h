// mysql://[USER@]HOST[:PORT]: MySQL or MariaDB greets its client (MySQL's documentation, "Client/Server
// Protocol", whose pages are cited here). For USER without a password, probe logs in and sends COM_QUIT,
// because servers log clients that do neither.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::mysql {

/// The first byte of the payload of a server's packet.
enum class Kind : std::uint8_t {
  accepted = 0,        // "OK_Packet"
  greeting_v9 = 9,     // "Protocol::HandshakeV9"
  greeting_v10 = 10,   // "Protocol::HandshakeV10"
  other_plugin = 254,  // "Protocol::AuthSwitchRequest": the account needs another authentication
  refused = 255,       // "ERR_Packet"
};

/// A packet of the server ("MySQL Packets").
struct Packet {
  enum class State : std::uint8_t { whole, cut, wrong };
  State state;
  Kind kind = {};
  char sequence_id = 0;
  std::string_view content = {};  // the payload after its kind
};

/// Appends nothing: the server speaks first ("Connection Phase").
constexpr void ask(const Question& /*question*/, base::Text& /*request*/) {}

/// Reads a number of two bytes, the lowest one first ("Protocol::FixedLengthInteger").
constexpr int read_short(const char* at) {
  return static_cast<unsigned char>(at[0]) | static_cast<unsigned char>(at[1]) << 8;
}

constexpr bool is_greeting(Kind kind) { return kind == Kind::greeting_v9 || kind == Kind::greeting_v10; }

/// Takes a packet: the length of its payload in three bytes, its sequence id, and its payload. `is_first`: it
/// has to be a greeting or a refusal; otherwise it has to be the answer to a login.
constexpr Packet take_packet(std::string_view& rest, bool is_first) {
  constexpr std::size_t head_size = 4;
  constexpr int longest = 1024;  // an error has a text of at most 512 bytes, and the others are shorter
  if (rest.size() < head_size - 1) return {Packet::State::cut};
  const int size = read_short(rest.data());
  const int shortest = is_first ? 3 : 1;
  if (size < shortest || size > longest || rest[2] != 0) return {Packet::State::wrong};
  if (rest.size() <= head_size) return {Packet::State::cut};
  const auto kind = static_cast<Kind>(static_cast<unsigned char>(rest[head_size]));
  const bool is_error = kind == Kind::refused && size > 2;  // it has an error number
  const bool is_answer = kind == Kind::accepted || kind == Kind::other_plugin;
  if (!is_error && !(is_first ? is_greeting(kind) : is_answer)) return {Packet::State::wrong};
  const std::size_t end = head_size + static_cast<std::size_t>(size);
  if (rest.size() < end) return {Packet::State::cut};
  const Packet packet = {
      Packet::State::whole, kind, rest[head_size - 1], {rest.data() + head_size + 1, rest.data() + end}};
  rest.remove_prefix(end);
  return packet;
}

/// Whether probe logs in. With a password it does not, because it cannot prove that: the server would count
/// failed logins, and might lock the account.
constexpr bool logs_in(const Target& target) {
  return !target.user.empty() && before(target.user, ':').size() == target.user.size();
}

/// Writes a packet that is shorter than 64 KiB. Its payload is `start`, `name` with %NN decoded, and `end`.
constexpr void put_packet(base::Text& out, int sequence_id, std::string_view start,
                          std::string_view name = {}, std::string_view end = {}) {
  out.append("\0\0\0"sv).put(static_cast<char>(sequence_id)).append(start);
  put_percent_decoded(out, name);
  out.append(end);
  const std::size_t size = out.size() - 4;
  out.replace(0, static_cast<char>(size));
  out.replace(1, static_cast<char>(size >> 8));
}

/// Writes a login without a password ("Protocol::HandshakeResponse41"): CLIENT_PROTOCOL_41,
/// CLIENT_SECURE_CONNECTION and CLIENT_PLUGIN_AUTH; packets of 16 MiB; utf8mb4; 23 unused bytes; the name; a
/// password of no bytes; and the plugin that proves it.
constexpr void put_login(base::Text& out, std::string_view user) {
  put_packet(out, 1, "\0\x82\x08\0\0\0\0\x01\x2d\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, user,
             "\0\0mysql_native_password\0"sv);
}

/// Writes "no password" for the plugin that the server asks for ("Protocol::AuthSwitchResponse"): for
/// mysql_native_password nothing, for the others an empty text with its NUL.
constexpr void put_no_password(base::Text& out, const Packet& asked) {
  const bool is_native = before(asked.content, '\0') == "mysql_native_password"sv;
  put_packet(out, asked.sequence_id + 1, is_native ? ""sv : "\0"sv);
}

/// Writes what ends the connection ("COM_QUIT").
constexpr void put_quit(base::Text& out) { put_packet(out, 0, "\x01"sv); }

/// Whether an error is only about the account: its SQLSTATE is "invalid authorization", or its password has
/// expired (1862), or it is locked (3118; 3955 after failed logins; 4151 for MariaDB).
constexpr bool is_of_account(int number, std::string_view state_and_text) {
  constexpr int numbers[] = {1862, 3118, 3955, 4151};
  return state_and_text.starts_with("#28000"sv) ||
         std::find(std::begin(numbers), std::end(numbers), number) != std::end(numbers);
}

/// Judges an ERR_Packet: a number, perhaps # and an SQLSTATE of five bytes, and a text. As for mysqladmin
/// ping, a server that refuses this account accepts others.
constexpr Verdict judge_error(std::string_view error, base::Text& storage) {
  constexpr std::size_t state_size = 6;  // with the #
  const int number = read_short(error.data());
  error.remove_prefix(2);
  const bool is_account = is_of_account(number, error);
  storage << number << " ";
  if (error.starts_with('#') && error.size() >= state_size) error.remove_prefix(state_size);
  storage.append(error);
  return is_account ? healthy("it accepts connections, but not this one", storage.view())
                    : unhealthy("it refuses clients", storage.view());
}

/// Judges the answers to a login, after the greeting. probe replies to each answer except a refusal: with
/// what the plugin asks for, or with COM_QUIT.
constexpr Verdict judge_login(std::string_view answers, const Exchange& exchange, std::string_view version) {
  for (std::size_t replies = exchange.replies - 1;; --replies) {
    const Packet packet = take_packet(answers, false);
    if (packet.state == Packet::State::cut) return more();
    if (packet.state == Packet::State::wrong) return wrong_protocol(exchange, "MySQL");
    if (packet.kind == Kind::refused) return judge_error(packet.content, exchange.storage);
    const bool is_accepted = packet.kind == Kind::accepted;
    if (replies == 0) {
      is_accepted ? put_quit(exchange.storage) : put_no_password(exchange.storage, packet);
      return reply();
    }
    if (is_accepted) return healthy("", version);
  }
}

constexpr Verdict judge(const Question& question, const Exchange& exchange) {
  std::string_view rest = exchange.received;
  const Packet packet = take_packet(rest, true);
  if (packet.state == Packet::State::cut) return more();
  if (packet.state == Packet::State::wrong) return wrong_protocol(exchange, "MySQL");
  if (packet.kind == Kind::refused) return judge_error(packet.content, exchange.storage);
  const std::string_view version = before(packet.content, '\0');
  if (version.empty() || version.size() == packet.content.size()) return wrong_protocol(exchange, "MySQL");
  if (!logs_in(question.target)) return healthy("", version);
  if (exchange.replies != 0) return judge_login(rest, exchange, version);
  put_login(exchange.storage, question.target.user);
  return reply();
}

inline constexpr ProtocolRow row = {
    .form = "mysql://[USER@]HOST[:PORT]",
    .help = "it sends a greeting; USER can log in",
    // A path is allowed, so that the URL that clients use can be the target.
    .protocol = {.scheme = "mysql", .port = 3306, .takes = Form::address_and_path, .has_drivers = true},
    .ask = ask,
    .judge = judge,
};

inline constexpr ProtocolRow other_row = with_scheme(row, "mariadb");

}  // namespace probe::mysql
