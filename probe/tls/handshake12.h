// The part of the handshake that only TLS 1.2 has (RFC 5246 7.4, RFC 8422): the key exchange, and Finished.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"
#include "probe/model/byte_reader.h"
#include "probe/tls/alerts.h"
#include "probe/tls/bytes.h"
#include "probe/tls/connection.h"
#include "probe/tls/groups.h"
#include "probe/tls/key_schedule.h"
#include "probe/tls/messages.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"
#include "probe/tls/server_hello.h"

namespace probe::tls {

class Handshake12 {
 public:
  /// Keeps what the keys need of ServerHello.
  constexpr void start(const Choice& choice) {
    has_extended_master_secret_ = choice.answers.has_extended_master_secret;
    choice.random.copy(server_random_, sizeof server_random_);
  }

  /// Takes the server's key (RFC 8422 5.4). The signature that follows is not verified.
  static constexpr Alert take_key_exchange(Connection& connection, ByteReader body) {
    constexpr unsigned named_curve = 3;
    if (body.take_byte() != named_curve) return Alert::illegal_parameter;
    const Group group = connection.group = find_group(body.take_number(2));
    const std::string_view key = body.take_sized_text(1);
    if (body.is_broken) return Alert::decode_error;
    connection.master.size = secret_size(group);
    return connection.exchange_keys(static_cast<std::size_t>(group), key, connection.master.bytes);
  }

  /// Sends the client's key and its Finished, and changes to the keys that follow from it.
  constexpr Alert take_server_hello_done(Connection& connection, const Message& message, base::Text& out) {
    if (message.bytes.size() != message_header_size) return Alert::decode_error;
    connection.transcript.add(message.bytes);
    base::TextOf<128> flight;
    if (connection.has_request) {
      constexpr char no_certificate[] = {11, 0, 0, 3, 0, 0, 0};
      flight.append({no_certificate, sizeof no_certificate});
    }
    put_number(flight, static_cast<std::size_t>(MessageType::client_key_exchange), 1);
    {
      const Length length(flight, 3);
      const Length key(flight, 1);
      put_public_key(flight, connection.group, connection.randomness->scalar);
    }
    connection.transcript.add(flight.view());
    put_record(out, connection.write, ContentType::handshake, flight.view());
    start_keys(connection);
    put_change_cipher_spec(out);
    flight.cut(0);
    Secret code;
    compute_code(connection, code, "client finished");
    put_finished(flight, code);
    connection.transcript.add(flight.view());
    put_record(out, connection.write, ContentType::handshake, flight.view());
    return Alert::none;
  }

  /// Checks the server's Finished.
  static constexpr Alert take_finished(const Connection& connection, const Message& message) {
    Secret code;
    compute_code(connection, code, "server finished");
    return check_finished(message, code);
  }

 private:
  /// Makes the master secret (RFC 5246 8.1, RFC 7627 4) and the keys.
  constexpr void start_keys(Connection& connection) const {
    Secret& master = connection.master;
    const Secret shared = master;
    const std::string_view client_random(connection.randomness->random, random_size);
    const std::string_view server_random(server_random_, random_size);
    Secret messages;
    messages.digest(connection.transcript);
    const bool is_extended = has_extended_master_secret_;
    write_pseudorandom(connection.hash(), shared.view(),
                       is_extended ? "extended master secret" : "master secret",
                       is_extended ? messages.view() : client_random,
                       is_extended ? std::string_view() : server_random, master.bytes, master_secret_size);
    master.size = master_secret_size;
    start_tls12(connection.write, connection.read, *connection.suite, master, server_random, client_random);
  }

  /// Computes the code of a Finished (RFC 5246 7.4.9).
  static constexpr void compute_code(const Connection& connection, Secret& code, std::string_view label) {
    Secret messages;
    messages.digest(connection.transcript);
    code.size = verify_size;
    write_pseudorandom(connection.hash(), connection.master.view(), label, messages.view(), "", code.bytes,
                       code.size);
  }

  char server_random_[random_size];
  bool has_extended_master_secret_ = false;
};

}  // namespace probe::tls
