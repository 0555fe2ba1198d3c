// What probe says about a session of TLS: why it failed, and what --verbose shows.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/outcome.h"
#include "probe/tls/tls.h"

namespace probe {

/// Appends until when a certificate is valid. `end`: that time; 0: it could not be read. Both are in seconds
/// since 1970.
constexpr void put_expiry(base::Text& text, std::int64_t end, std::int64_t now) {
  constexpr std::int64_t hour = 3600;
  constexpr std::int64_t day = 24 * hour;
  const std::int64_t left = end - now;
  text << "the certificate ";
  if (end == 0) {
    text << "has no readable expiry date";
  } else if (left < 0) {
    text << "has expired";
  } else {
    text << "expires in " << (left < day ? left / hour : left / day) << (left < day ? "h" : "d");
  }
}

/// Judges whether a certificate that is valid until `end` is so for at least `least` from `now` on. `why` is
/// empty, and its memory has to last as long as the outcome.
constexpr Outcome judge_expiry(std::int64_t end, std::int64_t now, base::Nanoseconds least, base::Text why) {
  if (end != 0 && end - now >= least / base::second) return {};
  put_expiry(why, end, now);
  why.put('\0');
  return {.failure = {why.view().data()}};
}

/// Returns why a session has ended, unless it goes on or the server closed it. `name` is empty, and its
/// memory has to last as long as the outcome.
constexpr Outcome judge_end(const tls::Session& session, base::Text name) {
  using End = tls::Session::End;
  const End end = session.end();
  if (end == End::none || end == End::closed) return {};
  Outcome outcome = {.phase = Phase::handshake};
  if (end == End::failed && session.alert() == tls::Alert::protocol_version) {
    outcome.failure.text = "the server speaks TLS 1.1 or older";
    return outcome;
  }
  tls::put_alert(name, static_cast<int>(session.alert()));
  outcome.failure.text = end == End::failed ? "not valid TLS" : "the server refuses";
  outcome.quote = name.view();
  return outcome;
}

/// Appends what --verbose shows of a session: the version, the group, the cipher, and put_expiry().
constexpr void put_session(base::Text& line, const tls::Session& session, std::int64_t now) {
  constexpr char ciphers[][18] = {"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305"};
  const tls::Handshake& handshake = session.handshake();
  const bool is_p384 = handshake.group() == tls::Group::p384;
  line << ", " << tls::name_of_version(session) << ", "
       << (handshake.group() == tls::Group::x25519 ? "X25519"
           : is_p384                               ? "P-384"
                                                   : "P-256")
       << ", " << ciphers[static_cast<int>(handshake.suite().aead)] << ", ";
  put_expiry(line, handshake.not_after(), now);
}

}  // namespace probe
