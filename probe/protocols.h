// The protocols that probe speaks. One more is a header, an include and a name here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/cursor.h"
#include "base/expected.h"
#include "probe/fcgi/fcgi.h"
#include "probe/grpc/grpc.h"
#include "probe/http/http.h"
#include "probe/model/protocol.h"
#include "probe/protocols/amqp.h"
#include "probe/protocols/file.h"
#include "probe/protocols/mysql.h"
#include "probe/protocols/pid.h"
#include "probe/protocols/postgres.h"
#include "probe/protocols/redis.h"
#include "probe/protocols/sleep.h"
#include "probe/protocols/tcp.h"
#include "probe/protocols/udp.h"
#include "probe/protocols/unix.h"

namespace probe {

inline constexpr ProtocolRow protocol_rows[] = {
    http::row,  grpc::row,  tcp::row,  udp::row,  unix_socket::row, postgres::row, postgres::other_row,
    mysql::row, redis::row, amqp::row, fcgi::row, file::row,        pid::row,      sleep::row,
};

/// The same without the words: the help that is made of them holds them already.
inline constexpr auto protocols = [] {
  std::array<Protocol, std::size(protocol_rows)> bare{};
  std::transform(std::begin(protocol_rows), std::end(protocol_rows), bare.begin(),
                 [](const ProtocolRow& row) { return row.protocol; });
  return bare;
}();

/// Text put together while compiling; it ends with a NUL.
template <std::size_t capacity>
struct Composed {
  std::array<char, capacity> bytes{};
  std::size_t size = 0;

  constexpr void add(std::string_view text) {
    for (const char byte : text) bytes[size++] = byte;
  }
};

/// What `compose` puts together, in as much memory as that takes and a NUL.
template <auto compose>
inline constexpr auto exactly = [] {
  constexpr auto text = compose();
  Composed<text.size + 1> exact;
  exact.add({text.bytes.data(), text.size});
  return exact;
}();

/// A line a protocol, as --help shows them.
inline constexpr auto& protocol_help = exactly<[] {
  Composed<std::size(protocol_rows) * 120> text;
  for (const ProtocolRow& row : protocol_rows) {
    if (row.form == nullptr) continue;
    text.add("\t");
    text.add(row.form);
    text.add("\t");
    text.add(row.help);
    text.add("\n");
  }
  return text;
}>;

inline constexpr auto& expected_scheme = exactly<[] {
  Composed<64 + std::size(protocol_rows) * 16> text;
  text.add("a target whose scheme is one of");
  for (const ProtocolRow& row : protocol_rows) {
    if (row.form == nullptr) continue;
    text.add(&row == protocol_rows ? " " : ", ");
    text.add(row.protocol.scheme);
  }
  return text;
}>;

/// Takes "scheme:" off the front, in capitals or not.
constexpr bool take_scheme(const char*& at, const char* scheme) {
  const char* rest = at;
  if (!base::take(rest, scheme, base::Case::is_ignored) || !base::take(rest, ":")) return false;
  at = rest;
  return true;
}

/// Reads what stands behind the scheme of a path, which is all of it; as a URI its
/// authority is empty (unix:///run/app.sock).
constexpr base::Expected read_path(const char* at, Question& question) {
  const char* path = at;
  if (base::take(path, "///")) at = path - 1;
  question.target.path = {at, base::find(at, '\0')};
  return question.protocol->check(at);
}

constexpr base::Expected read_address(const char* at, Question& question) {
  Target& target = question.target;
  const base::Expected expected = parse_target(at, target);
  if (!expected.is_valid()) return expected;
  if (target.port == 0) target.port = question.protocol->port;
  if (target.port == 0) return base::wrong_value("a port, as in //HOST:PORT");
  const bool has_path = target.path.size() > (target.path.starts_with('/') ? 1 : 0);
  return base::expect(question.protocol->takes != Form::address || !has_path, "no path");
}

/// Makes a question of a target.
constexpr base::Expected read_target(const char* word, Question& question) {
  question.protocol = nullptr;
  for (const Protocol& protocol : protocols) {
    const char* at = word;
    if (!take_scheme(at, protocol.scheme)) continue;
    question.protocol = &protocol;
    question.target = {};
    return protocol.takes == Form::path ? read_path(at, question) : read_address(at, question);
  }
  if (take_scheme(word, "https") || take_scheme(word, "tls")) {
    return base::wrong_value("another scheme: https and tls are not supported yet");
  }
  return base::wrong_value(expected_scheme.bytes.data());
}

}  // namespace probe
