// postgres://[USER@]HOST[:PORT][/DATABASE]: PostgreSQL accepts clients. As pg_isready, probe does not log in
// (PostgreSQL's documentation, "Frontend/Backend Protocol", whose pages are cited here).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/model/big_endian.h"
#include "probe/model/literals.h"
#include "probe/model/percent_encoding.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"
#include "probe/model/wrong_protocol.h"

namespace probe::postgres {

/// Appends a StartupMessage ("Message Formats"): its length, which counts itself, the version 3.0, and names
/// with their values, each with a NUL, and one more NUL.
constexpr void ask(const Question& question, base::Text& request) {
  constexpr std::size_t place_of_length = 2;  // the lower two of its four bytes
  const std::string_view user = before(question.target.user, ':');
  const std::string_view database = name_in_path(question.target.path);
  request.append("\0\0\0\0\0\x03\0\0user\0"sv);
  put_percent_decoded(request, user.empty() ? "postgres"sv : user);
  if (!database.empty()) request.append("\0database\0"sv);
  put_percent_decoded(request, database);
  request.append("\0\0"sv);
  replace_number(request, place_of_length, request.size());
}

constexpr Verdict not_postgres(const Exchange& exchange) { return wrong_protocol(exchange, "PostgreSQL"); }

/// Judges by the fields of an ErrorResponse ("Error and Notice Message Fields"): each is a letter and a text
/// with a NUL. As for pg_isready, a server that refuses this client accepts others, unless the error is
/// 57P03: it accepts no client while it starts up, shuts down or recovers.
constexpr Verdict judge_error(std::string_view fields, const Exchange& exchange) {
  std::string_view state;
  std::string_view message;
  while (!fields.empty() && fields[0] != '\0') {
    const char kind = fields[0];
    fields.remove_prefix(1);
    const std::string_view text = before(fields, '\0');
    if (text.size() == fields.size()) break;  // its NUL is missing
    if (kind == 'C') state = text;
    if (kind == 'M') message = text;
    fields.remove_prefix(text.size() + 1);
  }
  if (state.size() != 5) return not_postgres(exchange);
  return state == "57P03"sv ? unhealthy("it accepts no clients", message)
                            : healthy("it accepts connections, but not this one", message);
}

constexpr Verdict judge(const Question& /*question*/, const Exchange& exchange) {
  constexpr std::size_t head_size = 5;  // a letter for the kind of message, and a length that counts itself
  constexpr std::uint32_t shortest = 8;
  constexpr std::uint32_t longest = 30000;  // libpq limits an error to this as well
  for (std::string_view rest = exchange.received; !rest.empty();) {
    const char kind = rest[0];  // Authentication, ErrorResponse, NegotiateProtocolVersion
    if (kind != 'R' && kind != 'E' && kind != 'v') return not_postgres(exchange);
    if (rest.size() < head_size) return more();
    const std::uint32_t size = read_number(rest.data() + 1, 4);
    if (size < shortest || size > longest) return not_postgres(exchange);
    if (kind == 'R') return healthy("it accepts clients");
    if (rest.size() <= size) return more();
    if (kind == 'E') return judge_error({rest.data() + head_size, size - 4}, exchange);
    rest.remove_prefix(size + 1);
  }
  return more();
}

inline constexpr ProtocolRow row = {
    .form = "postgres://HOST[/DATABASE]",
    .help = "it accepts clients, as for pg_isready; sends USER@",
    .protocol = {.scheme = "postgres", .port = 5432, .takes = Form::hosts_and_path, .has_drivers = true},
    .ask = ask,
    .judge = judge,
};

/// libpq allows this scheme as well ("Connection URIs").
inline constexpr ProtocolRow other_row = with_scheme(row, "postgresql");

}  // namespace probe::postgres
