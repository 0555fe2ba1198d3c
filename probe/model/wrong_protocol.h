// The verdict on an answer in another protocol than the target's.
#pragma once

#include <string_view>

#include "base/text.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe {

/// Returns the verdict on an answer, which is not empty and not in the protocol `name`. A TLS record starts
/// with its type (RFC 8446 5.1): an alert or a handshake. The first line of any other answer is quoted. The
/// message replaces what is in `storage`.
constexpr Verdict wrong_protocol(std::string_view received, base::Text& storage, const char* name) {
  constexpr char alert = 21;
  constexpr char handshake = 22;
  const bool is_tls = received[0] == alert || received[0] == handshake;
  storage.cut(0);
  storage << (is_tls ? "it speaks TLS, not " : "not ") << name;
  storage.put('\0');
  return unhealthy(storage.view().data(), is_tls ? std::string_view{} : first_line(received));
}

constexpr Verdict wrong_protocol(const Exchange& exchange, const char* name) {
  return wrong_protocol(exchange.received, exchange.storage, name);
}

}  // namespace probe
