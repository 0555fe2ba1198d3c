// The message in which a server chooses from what was offered: a ServerHello, or a HelloRetryRequest (RFC
// 8446 4.1.3 and 4.1.4, RFC 5246 7.4.1.3).
#pragma once

#include <string_view>

#include "base/cursor.h"
#include "probe/model/byte_reader.h"
#include "probe/model/literals.h"
#include "probe/tls/alerts.h"
#include "probe/tls/client_hello.h"
#include "probe/tls/extensions.h"
#include "probe/tls/numbers.h"
#include "probe/tls/suites.h"

namespace probe::tls {

/// The random of a HelloRetryRequest: the SHA-256 of its name (RFC 8446 4.1.3).
inline constexpr char retry_random[] =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

/// Ends the random of a server that speaks TLS 1.3, but has chosen an older version: an attacker
/// changed the ClientHello. A 1 or a 0 follows (RFC 8446 4.1.3).
inline constexpr char downgrade_sentinel[] = "DOWNGRD";

/// What a server chose.
struct Choice {
  const Suite* suite = nullptr;
  bool is_retry = false;
  std::string_view random = {};
  Answers answers = {};
};

/// Checks what only TLS 1.3 has.
constexpr Alert check_tls13(const Choice& choice) {
  const Answers& answers = choice.answers;
  const Alert alert = check_places(answers, choice.is_retry ? in_retry : in_hello);
  if (alert != Alert::none) return alert;
  if (choice.is_retry) return answers.has_key ? Alert::decode_error : Alert::none;
  return answers.has_key ? Alert::none : Alert::missing_extension;
}

/// Checks what only TLS 1.2 has.
constexpr Alert check_tls12(const Choice& choice) {
  const std::string_view end(choice.random.data() + random_size - 8, 8);
  const bool is_downgrade = end.starts_with(downgrade_sentinel) && static_cast<unsigned char>(end[7]) <= 1;
  if (is_downgrade || choice.is_retry) return Alert::illegal_parameter;
  return check_places(choice.answers, in_hello_of_tls12);
}

/// Reads the body of the message. Returns what is wrong with it.
constexpr Alert read_server_hello(ByteReader body, const Offer& offer, const Randomness& randomness,
                                  Choice& choice) {
  const auto version = static_cast<Version>(body.take_number(2));
  choice.random = body.take_text(random_size);
  const std::string_view session_id = body.take_sized_text(1);
  const std::uint32_t number = body.take_number(2);
  const bool has_compression = body.take_byte() != 0;
  if (body.is_broken || session_id.size() > sizeof randomness.session_id) return Alert::decode_error;
  if (version < Version::tls12) return Alert::protocol_version;
  if (!body.is_at_end()) {
    const Alert alert = take_extensions(body.take_part(2), offer, choice.answers);
    if (body.is_broken || !body.is_at_end()) return Alert::decode_error;
    if (alert != Alert::none) return alert;
  }
  choice.is_retry = choice.random == std::string_view(retry_random, random_size);
  const bool is_tls13 = choice.answers.version == Version::tls13;
  // TLS 1.3 repeats the session ID. In TLS 1.2, that would mean to resume that session, and there is none.
  const bool is_echo = session_id == std::string_view(randomness.session_id, sizeof randomness.session_id);
  choice.suite = find_suite(static_cast<std::uint16_t>(number), choice.answers.version);
  if (version != Version::tls12 || has_compression || is_echo != is_tls13 || choice.suite == nullptr)
    return Alert::illegal_parameter;
  return is_tls13 ? check_tls13(choice) : check_tls12(choice);
}

}  // namespace probe::tls
