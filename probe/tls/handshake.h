// The handshake of a client (RFC 8446 4, RFC 5246 7): ClientHello and ServerHello, and which message is taken
// when. It verifies no certificate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/crypto/sha2.h"
#include "probe/model/byte_reader.h"
#include "probe/tls/alerts.h"
#include "probe/tls/certificate.h"
#include "probe/tls/client_hello.h"
#include "probe/tls/connection.h"
#include "probe/tls/groups.h"
#include "probe/tls/handshake12.h"
#include "probe/tls/handshake13.h"
#include "probe/tls/key_schedule.h"
#include "probe/tls/messages.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"
#include "probe/tls/server_hello.h"

namespace probe::tls {

class Handshake {
 public:
  /// Starts, and appends the records that are sent first. `offer` and `randomness` have to last.
  constexpr void start(const Offer& offer, const Randomness& randomness, base::Text& out) {
    connection_.offer = &offer;
    connection_.randomness = &randomness;
    static_cast<void>(put_hello({}, out));  // without a cookie, it has room
  }

  [[nodiscard]] constexpr State state() const { return state_; }
  [[nodiscard]] constexpr bool is_established() const {
    return state_ == State::established || state_ == State::established12;
  }
  [[nodiscard]] constexpr bool is_tls13() const {
    return connection_.suite != nullptr && connection_.suite->version == Version::tls13;
  }
  [[nodiscard]] constexpr const Suite& suite() const { return *connection_.suite; }
  [[nodiscard]] constexpr Group group() const { return connection_.group; }
  /// Until when the server's certificate is valid, in seconds since 1970; 0: that could not be read.
  [[nodiscard]] constexpr std::int64_t not_after() const { return not_after_; }

  /// What protects the records that are received, and those that are sent.
  constexpr Protection& read() { return connection_.read; }
  constexpr Protection& write() { return connection_.write; }

  /// Hashes a part of a message that may_be_long().
  constexpr void add_part(std::string_view bytes) { connection_.transcript.add(bytes); }

  /// Takes a message, and appends the records that answer it. Returns what is wrong with it. It is not
  /// inlined, which is smaller.
  [[gnu::noinline]] constexpr Alert take(const Message& message, base::Text& out) {
    const MessageRow* row = message_rows;
    while (row->at != state_ || row->type != message.type) {
      if (++row == std::end(message_rows)) return Alert::unexpected_message;
    }
    if (message.type == MessageType::certificate_request) connection_.has_request = true;
    const Alert alert = take_expected(message, out);
    if (alert == Alert::none && message.type != MessageType::server_hello) state_ = row->next;
    return alert;
  }

  /// Takes a ChangeCipherSpec, which only TLS 1.2 needs. Returns what is wrong with it.
  constexpr Alert change_keys() {
    if (state_ == State::change12) {
      connection_.read.suite = connection_.suite;
      state_ = State::finished12;
      return Alert::none;
    }
    const bool is_ignored =
        state_ == State::hello ? connection_.has_retried : is_tls13() && !is_established();
    return is_ignored ? Alert::none : Alert::unexpected_message;
  }

 private:
  constexpr Alert take_expected(const Message& message, base::Text& out) {
    switch (message.type) {
      case MessageType::server_hello: return take_server_hello(message, out);
      case MessageType::encrypted_extensions: return take_encrypted_extensions(connection_, message);
      case MessageType::certificate: return take_certificate(message.body());
      case MessageType::server_key_exchange:
        return Handshake12::take_key_exchange(connection_, message.body());
      case MessageType::server_hello_done: return tls12_.take_server_hello_done(connection_, message, out);
      case MessageType::finished:
        return is_tls13() ? tls13_.take_finished(connection_, message, out)
                          : Handshake12::take_finished(connection_, message);
      case MessageType::key_update: return tls13_.take_key_update(connection_, message.body(), out);
      default: return Alert::none;
    }
  }

  /// Appends a ClientHello in its record, and keeps it: which hash it needs is not known yet. Returns what is
  /// wrong: a cookie may be too long for it.
  constexpr Alert put_hello(const Retry& retry, base::Text& out) {
    connection_.group = retry.group;
    hello_.cut(0);
    put_client_hello(hello_, *connection_.offer, retry, *connection_.randomness);
    if (hello_.is_full()) return Alert::internal_error;
    if (connection_.has_retried) put_change_cipher_spec(out);
    constexpr std::size_t oldest_version = 0x0301;  // which old servers want to see first (RFC 8446 D.2)
    const auto version = connection_.has_retried ? static_cast<std::size_t>(Version::tls12) : oldest_version;
    put_header(out, ContentType::handshake, hello_.size(), version);
    out.append(hello_.view());
    return Alert::none;
  }

  constexpr Alert take_server_hello(const Message& message, base::Text& out) {
    Choice choice;
    const Alert alert =
        read_server_hello(message.body(), *connection_.offer, *connection_.randomness, choice);
    if (alert != Alert::none) return alert;
    const bool has_retried = connection_.has_retried;
    if (has_retried && choice.is_retry) return Alert::unexpected_message;  // RFC 8446 4.1.4
    if (has_retried && choice.suite != connection_.suite) return Alert::illegal_parameter;
    connection_.suite = choice.suite;
    if (choice.is_retry) return retry(message, choice.answers, out);
    if (!has_retried) connection_.transcript = crypto::Hash(connection_.hash());
    connection_.transcript.add(hello_.view());
    connection_.transcript.add(message.bytes);
    state_ = is_tls13() ? State::extensions : State::certificate12;
    if (is_tls13()) return tls13_.start(connection_, choice.answers);
    tls12_.start(choice);
    return Alert::none;
  }

  /// Sends another ClientHello (RFC 8446 4.1.4). The hash of the first one takes its place (4.4.1).
  constexpr Alert retry(const Message& message, const Answers& answers, base::Text& out) {
    Retry wanted = {.cookie = answers.cookie};
    const bool has_group = answers.group != no_group;
    if (has_group) wanted.group = find_group(answers.group);
    const bool is_no_change = !has_group && answers.cookie.empty();
    if (is_no_change || wanted.group == Group::none || (has_group && wanted.group == connection_.group))
      return Alert::illegal_parameter;
    crypto::Hash& transcript = connection_.transcript;
    transcript = crypto::Hash(connection_.hash());
    transcript.add(hello_.view());
    Secret digest;
    digest.digest(transcript);
    const char header[] = {'\xfe', 0, 0, static_cast<char>(digest.size)};
    transcript = crypto::Hash(connection_.hash());
    transcript.add({header, sizeof header});
    transcript.add(digest.view());
    transcript.add(message.bytes);
    connection_.has_retried = true;
    return put_hello(wanted, out);
  }

  /// Takes the server's own certificate, the first one of the chain (RFC 8446 4.4.2, RFC 5246 7.4.2).
  constexpr Alert take_certificate(ByteReader body) {
    const bool has_context = is_tls13() && body.take_byte() != 0;  // probe asked for none
    if (has_context) return Alert::illegal_parameter;
    if (body.take_number(3) == 0) return Alert::decode_error;  // no certificate
    body.take_number(3);
    not_after_ = read_not_after(body);
    return Alert::none;
  }

  Connection connection_;
  Handshake13 tls13_;
  Handshake12 tls12_;
  std::int64_t not_after_ = 0;
  State state_ = State::hello;
  base::TextOf<2048> hello_;  // the last ClientHello
};

}  // namespace probe::tls
