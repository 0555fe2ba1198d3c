// The verdict on an answer that is in another protocol than the target's.
#pragma once

#include <string_view>

#include "base/text.h"
#include "probe/model/protocol.h"
#include "probe/model/text_parts.h"

namespace probe {

/// Returns the verdict on an answer that is not of the protocol `name`. It must not be empty. A record of TLS
/// has its type first (RFC 8446 5.1): an alert or a handshake. Of any other answer the first line is quoted.
/// The message is written to `words`.
constexpr Verdict wrong_protocol(std::string_view received, base::Text& words, const char* name) {
  constexpr char alert = 21;
  constexpr char handshake = 22;
  const bool is_tls = received[0] == alert || received[0] == handshake;
  words.cut(0);
  words << (is_tls ? "it speaks TLS, not " : "not ") << name;
  words.put('\0');
  return unhealthy(words.view().data(), is_tls ? std::string_view{} : first_line(received));
}

constexpr Verdict wrong_protocol(const Exchange& exchange, const char* name) {
  return wrong_protocol(exchange.received, exchange.words, name);
}

}  // namespace probe
