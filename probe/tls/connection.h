// What the handshakes of TLS 1.3 and 1.2 have in common: what they keep of a connection, and the steps of
// both.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "probe/crypto/sha2.h"
#include "probe/crypto/words.h"
#include "probe/tls/alerts.h"
#include "probe/tls/bytes.h"
#include "probe/tls/client_hello.h"
#include "probe/tls/groups.h"
#include "probe/tls/key_schedule.h"
#include "probe/tls/messages.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"
#include "probe/tls/suites.h"

namespace probe::tls {

struct Connection {
  [[nodiscard]] constexpr HashKind hash() const { return suite->hash; }

  /// Computes the secret that is shared with the server. Returns what is wrong with the server's key.
  constexpr Alert exchange_keys(std::size_t of_group, std::string_view key, char* shared) const {
    const bool is_right = of_group != 0 && of_group == static_cast<std::size_t>(group);
    return is_right && write_shared_secret(group, randomness->scalar, key, shared) ? Alert::none
                                                                                   : Alert::illegal_parameter;
  }

  Protection read = {};
  Protection write = {};
  const Offer* offer;
  const Randomness* randomness;
  const Suite* suite = nullptr;               // nullptr: none was chosen yet
  crypto::Hash transcript{HashKind::sha256};  // of all messages, once it is known which hash they need
  Secret master;                              // in TLS 1.2, first the secret that is shared
  Group group = Group::x25519;                // of the key exchange
  bool has_retried = false;                   // after a HelloRetryRequest
  bool has_request = false;                   // for a certificate
};

constexpr void put_change_cipher_spec(base::Text& out) {
  put_header(out, ContentType::change_cipher_spec, 1);
  put_number(out, 1, 1);
}

/// Appends the message Finished with its code.
constexpr void put_finished(base::Text& out, const Secret& code) {
  put_number(out, static_cast<std::size_t>(MessageType::finished), 1);
  put_number(out, code.size, 3);
  out.append(code.view());
}

/// Checks the code of a Finished that was received.
constexpr Alert check_finished(const Message& message, const Secret& code) {
  const bool is_right = message.bytes.size() == message_header_size + code.size &&
                        crypto::are_same(message.bytes.data() + message_header_size, code.bytes, code.size);
  return is_right ? Alert::none : Alert::decrypt_error;
}

}  // namespace probe::tls
