// Alerts: why one side ends a connection (RFC 8446 6).
#pragma once

#include <cstdint>

#include "base/names.h"
#include "base/text.h"

namespace probe::tls {

enum class Alert : std::uint8_t {
  close_notify = 0,
  unexpected_message = 10,
  bad_record_mac = 20,
  record_overflow = 22,
  handshake_failure = 40,
  illegal_parameter = 47,
  decode_error = 50,
  decrypt_error = 51,
  protocol_version = 70,
  internal_error = 80,
  user_canceled = 90,
  missing_extension = 109,
  unsupported_extension = 110,
  none = 255,  // nothing is wrong
};

/// All that a server may send: RFC 8446 6 and B.2, RFC 5246 7.2, and RFC 7301 3.2.
inline constexpr base::Name alert_names[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {22, "record_overflow"},
    {40, "handshake_failure"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
};

/// Appends the name and the number of an alert: handshake_failure (40).
constexpr void put_alert(base::Text& text, int number) {
  const char* const name = base::name_of(number, base::packed<alert_names>.data());
  text << name;
  if (*name != '\0') text << " ";
  text << "(" << number << ")";
}

}  // namespace probe::tls
