// The part of the handshake that only TLS 1.3 has (RFC 8446 4.3 to 4.6): everything after ServerHello.
#pragma once

#include <cstddef>

#include "base/text.h"
#include "probe/crypto/sha2.h"
#include "probe/model/byte_reader.h"
#include "probe/tls/alerts.h"
#include "probe/tls/connection.h"
#include "probe/tls/extensions.h"
#include "probe/tls/groups.h"
#include "probe/tls/key_schedule.h"
#include "probe/tls/messages.h"
#include "probe/tls/protection.h"

namespace probe::tls {

/// Takes EncryptedExtensions.
constexpr Alert take_encrypted_extensions(Connection& connection, const Message& message) {
  connection.transcript.add(message.bytes);
  ByteReader body = message.body();
  const ByteReader list = body.take_part(2);
  if (body.is_broken || !body.is_at_end()) return Alert::decode_error;
  Answers answers;
  const Alert alert = take_extensions(list, *connection.offer, answers);
  return alert != Alert::none ? alert : check_places(answers, in_encrypted_part);
}

/// The secrets of both directions, and the changes from one to the next.
class Handshake13 {
 public:
  /// Starts to protect both directions with the key share in ServerHello.
  constexpr Alert start(Connection& connection, const Answers& answers) {
    char shared[longest_shared_secret] = {};
    const Alert alert = connection.exchange_keys(answers.group, answers.key, shared);
    if (alert != Alert::none) return alert;
    const HashKind hash = connection.hash();
    const bool is_sha256 = hash == HashKind::sha256;
    const Secret& salt = is_sha256 ? handshake_salt<HashKind::sha256> : handshake_salt<HashKind::sha384>;
    Secret secret;  // the Handshake Secret
    secret.extract(hash, salt.view(), {shared, secret_size(connection.group)});
    set_traffic_secrets(connection, secret, "c hs traffic", "s hs traffic");
    connection.master.extract(hash, next_salt(hash, secret).view(), {zeros, salt.size});
    tls::start(connection.read, *connection.suite, server_);
    tls::start(connection.write, *connection.suite, client_);
    return Alert::none;
  }

  /// Checks the server's Finished, sends the client's, and changes to the keys of the application data.
  constexpr Alert take_finished(Connection& connection, const Message& message, base::Text& out) {
    crypto::Hash& transcript = connection.transcript;
    Secret code;
    compute_finished(code, server_, transcript);
    const Alert alert = check_finished(message, code);
    if (alert != Alert::none) return alert;
    transcript.add(message.bytes);
    const crypto::Hash messages = transcript;
    base::TextOf<64> flight;
    if (connection.has_request) {
      constexpr char no_certificate[] = {11, 0, 0, 4, 0, 0, 0, 0};
      flight.append({no_certificate, sizeof no_certificate});
      transcript.add(flight.view());
    }
    compute_finished(code, client_, transcript);
    put_finished(flight, code);
    if (!connection.has_retried) put_change_cipher_spec(out);
    put_record(out, connection.write, ContentType::handshake, flight.view());
    transcript = messages;
    set_traffic_secrets(connection, connection.master, "c ap traffic", "s ap traffic");
    tls::start(connection.write, *connection.suite, client_);
    tls::start(connection.read, *connection.suite, server_);
    return Alert::none;
  }

  /// Changes to the next keys of the server and, if it asks for that, of the client (RFC 8446 4.6.3).
  constexpr Alert take_key_update(Connection& connection, ByteReader body, base::Text& out) {
    const unsigned request = body.take_byte();
    if (body.is_broken || !body.is_at_end()) return Alert::decode_error;
    if (request > 1) return Alert::illegal_parameter;
    update(server_, connection.read, *connection.suite);
    if (request == 0) return Alert::none;
    constexpr char answer[] = {24, 0, 0, 1, 0};
    put_record(out, connection.write, ContentType::handshake, {answer, sizeof answer});
    update(client_, connection.write, *connection.suite);
    return Alert::none;
  }

 private:
  /// Derives the secrets of both directions from what was sent and received so far.
  constexpr void set_traffic_secrets(const Connection& connection, const Secret& from, const char* client,
                                     const char* server) {
    Secret messages;
    messages.digest(connection.transcript);
    client_.derive(connection.hash(), from, client, messages.view());
    server_.derive(connection.hash(), from, server, messages.view());
  }

  static constexpr void update(Secret& secret, Protection& keys, const Suite& suite) {
    secret.derive(suite.hash, secret, "traffic upd", "");
    tls::start(keys, suite, secret);
  }

  Secret client_;
  Secret server_;
};

}  // namespace probe::tls
