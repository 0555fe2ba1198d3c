// The handshake of a client (RFC 8446 4, RFC 5246 7): which message is taken when, and what is answered. It
// verifies no certificate.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/crypto/sha2.h"
#include "probe/crypto/words.h"
#include "probe/model/byte_reader.h"
#include "probe/tls/alerts.h"
#include "probe/tls/bytes.h"
#include "probe/tls/certificate.h"
#include "probe/tls/client_hello.h"
#include "probe/tls/groups.h"
#include "probe/tls/key_schedule.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"
#include "probe/tls/server_hello.h"

namespace probe::tls {

/// Which message comes next.
enum class State : std::uint8_t {
  hello,
  extensions,
  request,
  certificate,
  verify,
  finished,
  established,
  certificate12,  // from here on: of TLS 1.2
  key_exchange12,
  request12,
  done12,
  change12,  // no message, but a change of keys
  finished12,
  established12,
};

struct MessageRow {
  State at;
  MessageType type;
  State next;  // unless the message itself decides
};

/// Any other message is unexpected.
inline constexpr MessageRow message_rows[] = {
    {State::hello, MessageType::server_hello, State::hello},
    {State::extensions, MessageType::encrypted_extensions, State::request},
    {State::request, MessageType::certificate_request, State::certificate},
    {State::request, MessageType::certificate, State::verify},
    {State::certificate, MessageType::certificate, State::verify},
    {State::verify, MessageType::certificate_verify, State::finished},
    {State::finished, MessageType::finished, State::established},
    {State::established, MessageType::new_session_ticket, State::established},
    {State::established, MessageType::key_update, State::established},
    {State::certificate12, MessageType::certificate, State::key_exchange12},
    {State::key_exchange12, MessageType::server_key_exchange, State::request12},
    {State::request12, MessageType::certificate_request, State::done12},
    {State::request12, MessageType::server_hello_done, State::change12},
    {State::done12, MessageType::server_hello_done, State::change12},
    {State::finished12, MessageType::finished, State::established12},
    {State::established12, MessageType::hello_request, State::established12},
};

/// Returns whether a message may be longer than what is kept of it: its end is only hashed.
constexpr bool may_be_long(MessageType type) {
  return type == MessageType::certificate || type == MessageType::certificate_request ||
         type == MessageType::certificate_verify || type == MessageType::server_key_exchange ||
         type == MessageType::new_session_ticket;
}

/// A handshake message, with its header. Of one that may_be_long(), `bytes` may hold only the first ones.
struct Message {
  MessageType type;
  std::string_view bytes;
  [[nodiscard]] constexpr ByteReader body() const {
    return {bytes.data() + message_header_size, bytes.data() + bytes.size()};
  }
};

class Handshake {
 public:
  /// Starts, and appends the records that are sent first. `offer` and `randomness` have to last.
  constexpr void start(const Offer& offer, const Randomness& randomness, base::Text& out) {
    offer_ = &offer;
    randomness_ = &randomness;
    state_ = State::hello;
    static_cast<void>(put_hello({}, out));  // without a cookie, it has room
  }

  [[nodiscard]] constexpr State state() const { return state_; }
  [[nodiscard]] constexpr bool is_established() const {
    return state_ == State::established || state_ == State::established12;
  }
  [[nodiscard]] constexpr bool is_tls13() const {
    return suite_ != nullptr && suite_->version == Version::tls13;
  }
  [[nodiscard]] constexpr const Suite& suite() const { return *suite_; }
  [[nodiscard]] constexpr Group group() const { return group_; }
  /// Until when the server's certificate is valid, in seconds since 1970; 0: that could not be read.
  [[nodiscard]] constexpr std::int64_t not_after() const { return not_after_; }

  /// Hashes a part of a message that may_be_long().
  constexpr void add_part(std::string_view bytes) { transcript_.add(bytes); }

  /// Takes a message, and appends the records that answer it. Returns what is wrong with it. It is not
  /// inlined, which is smaller.
  [[gnu::noinline]] constexpr Alert take(const Message& message, base::Text& out) {
    const MessageRow* row = message_rows;
    while (row->at != state_ || row->type != message.type) {
      if (++row == std::end(message_rows)) return Alert::unexpected_message;
    }
    has_request_ = has_request_ || message.type == MessageType::certificate_request;
    const Alert alert = take_expected(message, out);
    if (alert == Alert::none && message.type != MessageType::server_hello) state_ = row->next;
    return alert;
  }

  /// Takes a ChangeCipherSpec, which only TLS 1.2 needs. Returns what is wrong with it.
  constexpr Alert change_keys() {
    if (state_ == State::change12) {
      read.suite = suite_;
      state_ = State::finished12;
      return Alert::none;
    }
    const bool is_ignored = state_ == State::hello ? has_retried_ : is_tls13() && !is_established();
    return is_ignored ? Alert::none : Alert::unexpected_message;
  }

  Protection read = {};
  Protection write = {};

 private:
  [[nodiscard]] constexpr HashKind hash() const { return suite_->hash; }

  constexpr Alert take_expected(const Message& message, base::Text& out) {
    switch (message.type) {
      case MessageType::server_hello: return take_server_hello(message, out);
      case MessageType::encrypted_extensions: return take_encrypted_extensions(message);
      case MessageType::certificate: return take_certificate(message.body());
      case MessageType::server_key_exchange: return take_key_exchange(message.body());
      case MessageType::server_hello_done: return take_server_hello_done(message, out);
      case MessageType::finished: return is_tls13() ? take_finished(message, out) : take_finished12(message);
      case MessageType::key_update: return take_key_update(message.body(), out);
      default: return Alert::none;
    }
  }

  /// Appends a ClientHello in its record, and keeps it: which hash it needs is not known yet. Returns what is
  /// wrong: a cookie may be too long for it.
  constexpr Alert put_hello(const Retry& retry, base::Text& out) {
    group_ = retry.group;
    hello_.cut(0);
    put_client_hello(hello_, *offer_, retry, *randomness_);
    if (hello_.is_full()) return Alert::internal_error;
    if (has_retried_) put_change_cipher_spec(out);
    constexpr std::size_t oldest_version = 0x0301;  // which old servers want to see first (RFC 8446 D.2)
    const auto version = has_retried_ ? static_cast<std::size_t>(Version::tls12) : oldest_version;
    put_header(out, ContentType::handshake, hello_.size(), version);
    out.append(hello_.view());
    return Alert::none;
  }

  constexpr void put_change_cipher_spec(base::Text& out) {
    put_header(out, ContentType::change_cipher_spec, 1);
    put_number(out, 1, 1);
  }

  constexpr Alert take_server_hello(const Message& message, base::Text& out) {
    Choice choice;
    const Alert alert = read_server_hello(message.body(), *offer_, *randomness_, choice);
    if (alert != Alert::none) return alert;
    if (has_retried_ && choice.is_retry) return Alert::unexpected_message;  // RFC 8446 4.1.4
    if (has_retried_ && choice.suite != suite_) return Alert::illegal_parameter;
    suite_ = choice.suite;
    if (choice.is_retry) return retry(message, choice.answers, out);
    if (!has_retried_) transcript_ = crypto::Hash(hash());
    transcript_.add(hello_.view());
    transcript_.add(message.bytes);
    if (is_tls13()) return start_encryption(choice.answers);
    has_extended_master_secret_ = choice.answers.has_extended_master_secret;
    choice.random.copy(server_random_, sizeof server_random_);
    state_ = State::certificate12;
    return Alert::none;
  }

  /// Sends another ClientHello (RFC 8446 4.1.4). The hash of the first one takes its place (4.4.1).
  constexpr Alert retry(const Message& message, const Answers& answers, base::Text& out) {
    Retry wanted = {.cookie = answers.cookie};
    const bool has_group = answers.group != no_group;
    if (has_group) wanted.group = find_group(answers.group);
    const bool is_no_change = !has_group && answers.cookie.empty();
    if (is_no_change || wanted.group == Group::none || (has_group && wanted.group == group_))
      return Alert::illegal_parameter;
    crypto::Hash first(hash());
    first.add(hello_.view());
    Secret digest;
    digest.digest(first);
    const char header[] = {'\xfe', 0, 0, static_cast<char>(crypto::digest_size(hash()))};
    transcript_ = crypto::Hash(hash());
    transcript_.add({header, sizeof header});
    transcript_.add(digest.view());
    transcript_.add(message.bytes);
    has_retried_ = true;
    return put_hello(wanted, out);
  }

  /// Computes the secret that is shared with the server. Returns what is wrong with the server's key.
  constexpr Alert exchange_keys(std::size_t group, std::string_view key, char* shared) const {
    const bool is_right = group != 0 && group == static_cast<std::size_t>(group_);
    return is_right && write_shared_secret(group_, randomness_->scalar, key, shared)
               ? Alert::none
               : Alert::illegal_parameter;
  }

  // TLS 1.3

  /// Derives the secrets of both directions from what was sent and received so far.
  constexpr void set_traffic_secrets(const Secret& from, const char* client, const char* server) {
    Secret messages;
    messages.digest(transcript_);
    client_.derive(hash(), from, client, messages.view());
    server_.derive(hash(), from, server, messages.view());
  }

  constexpr Alert start_encryption(const Answers& answers) {
    char shared[longest_shared_secret] = {};
    const Alert alert = exchange_keys(answers.group, answers.key, shared);
    if (alert != Alert::none) return alert;
    const bool is_sha256 = hash() == HashKind::sha256;
    const Secret& salt = is_sha256 ? handshake_salt<HashKind::sha256> : handshake_salt<HashKind::sha384>;
    Secret secret;  // the Handshake Secret, and then the Master Secret
    secret.extract(hash(), salt.view(), {shared, secret_size(group_)});
    set_traffic_secrets(secret, "c hs traffic", "s hs traffic");
    master_.extract(hash(), next_salt(hash(), secret).view(), {zeros, salt.size});
    tls::start(read, *suite_, server_);
    tls::start(write, *suite_, client_);
    state_ = State::extensions;
    return Alert::none;
  }

  constexpr Alert take_encrypted_extensions(const Message& message) {
    transcript_.add(message.bytes);
    ByteReader body = message.body();
    const ByteReader list = body.take_part(2);
    if (body.is_broken || !body.is_at_end()) return Alert::decode_error;
    Answers answers;
    const Alert alert = take_extensions(list, *offer_, answers);
    return alert != Alert::none ? alert : check_places(answers, in_encrypted_part);
  }

  /// Checks the server's Finished, sends the client's, and changes to the keys of the application data.
  constexpr Alert take_finished(const Message& message, base::Text& out) {
    Secret code;
    compute_finished(code, server_, transcript_);
    if (!is_body(message, code)) return Alert::decrypt_error;
    transcript_.add(message.bytes);
    const crypto::Hash messages = transcript_;
    base::TextOf<64> flight;
    if (has_request_) {
      constexpr char no_certificate[] = {11, 0, 0, 4, 0, 0, 0, 0};
      flight.append({no_certificate, sizeof no_certificate});
      transcript_.add(flight.view());
    }
    compute_finished(code, client_, transcript_);
    put_finished(flight, code);
    if (!has_retried_) put_change_cipher_spec(out);
    put_record(out, write, ContentType::handshake, flight.view());
    transcript_ = messages;
    set_traffic_secrets(master_, "c ap traffic", "s ap traffic");
    tls::start(write, *suite_, client_);
    tls::start(read, *suite_, server_);
    return Alert::none;
  }

  /// Changes to the next keys of the server and, if it asks for that, of the client (RFC 8446 4.6.3).
  constexpr Alert take_key_update(ByteReader body, base::Text& out) {
    const unsigned request = body.take_byte();
    if (body.is_broken || !body.is_at_end()) return Alert::decode_error;
    if (request > 1) return Alert::illegal_parameter;
    server_.derive(hash(), server_, "traffic upd", "");
    tls::start(read, *suite_, server_);
    if (request == 0) return Alert::none;
    constexpr char answer[] = {24, 0, 0, 1, 0};
    put_record(out, write, ContentType::handshake, {answer, sizeof answer});
    client_.derive(hash(), client_, "traffic upd", "");
    tls::start(write, *suite_, client_);
    return Alert::none;
  }

  // TLS 1.2

  /// Takes the server's key (RFC 8422 5.4). The signature that follows is not verified.
  constexpr Alert take_key_exchange(ByteReader body) {
    constexpr unsigned named_curve = 3;
    if (body.take_byte() != named_curve) return Alert::illegal_parameter;
    group_ = find_group(body.take_number(2));
    const std::string_view key = body.take_sized_text(1);
    if (body.is_broken) return Alert::decode_error;
    master_.size = secret_size(group_);
    return exchange_keys(static_cast<std::size_t>(group_), key, master_.bytes);
  }

  /// Sends the client's key and its Finished, and changes to the keys that follow from it.
  constexpr Alert take_server_hello_done(const Message& message, base::Text& out) {
    if (message.bytes.size() != message_header_size) return Alert::decode_error;
    transcript_.add(message.bytes);
    base::TextOf<128> flight;
    if (has_request_) {
      constexpr char no_certificate[] = {11, 0, 0, 3, 0, 0, 0};
      flight.append({no_certificate, sizeof no_certificate});
    }
    put_number(flight, static_cast<std::size_t>(MessageType::client_key_exchange), 1);
    {
      const Length length(flight, 3);
      const Length key(flight, 1);
      put_public_key(flight, group_, randomness_->scalar);
    }
    transcript_.add(flight.view());
    put_record(out, write, ContentType::handshake, flight.view());
    start_keys12();
    put_change_cipher_spec(out);
    flight.cut(0);
    Secret code;
    compute_finished12(code, "client finished");
    put_finished(flight, code);
    transcript_.add(flight.view());
    put_record(out, write, ContentType::handshake, flight.view());
    return Alert::none;
  }

  /// Makes the master secret (RFC 5246 8.1, RFC 7627 4) and the keys.
  constexpr void start_keys12() {
    const Secret shared = master_;
    const std::string_view client_random(randomness_->random, random_size);
    const std::string_view server_random(server_random_, random_size);
    Secret messages;
    messages.digest(transcript_);
    const bool is_extended = has_extended_master_secret_;
    write_pseudorandom(hash(), shared.view(), is_extended ? "extended master secret" : "master secret",
                       is_extended ? messages.view() : client_random,
                       is_extended ? std::string_view() : server_random, master_.bytes, master_secret_size);
    master_.size = master_secret_size;
    start_tls12(write, read, *suite_, master_, server_random, client_random);
  }

  /// The code of a Finished (RFC 5246 7.4.9).
  constexpr void compute_finished12(Secret& code, std::string_view label) const {
    Secret messages;
    messages.digest(transcript_);
    code.size = verify_size;
    write_pseudorandom(hash(), master_.view(), label, messages.view(), "", code.bytes, code.size);
  }

  constexpr Alert take_finished12(const Message& message) {
    Secret code;
    compute_finished12(code, "server finished");
    return is_body(message, code) ? Alert::none : Alert::decrypt_error;
  }

  // both

  /// Takes the server's own certificate, the first one of the chain (RFC 8446 4.4.2, RFC 5246 7.4.2).
  constexpr Alert take_certificate(ByteReader body) {
    if (is_tls13() && body.take_byte() != 0)
      return Alert::illegal_parameter;                         // a context, which none was asked for
    if (body.take_number(3) == 0) return Alert::decode_error;  // no certificate
    body.take_number(3);
    not_after_ = read_not_after(body);
    return Alert::none;
  }

  static constexpr bool is_body(const Message& message, const Secret& code) {
    return message.bytes.size() == message_header_size + code.size &&
           crypto::are_same(message.bytes.data() + message_header_size, code.bytes, code.size);
  }

  static constexpr void put_finished(base::Text& out, const Secret& code) {
    put_number(out, static_cast<std::size_t>(MessageType::finished), 1);
    put_number(out, code.size, 3);
    out.append(code.view());
  }

  const Offer* offer_;
  const Randomness* randomness_;
  const Suite* suite_ = nullptr;
  crypto::Hash transcript_{HashKind::sha256};
  Secret client_;  // the traffic secrets of TLS 1.3
  Secret server_;
  Secret master_;  // in TLS 1.2, first the secret that is shared
  char server_random_[random_size];
  std::int64_t not_after_ = 0;
  Group group_ = Group::x25519;
  State state_ = State::hello;
  bool has_retried_ = false;
  bool has_request_ = false;  // for a certificate
  bool has_extended_master_secret_ = false;
  base::TextOf<2048> hello_;  // the last ClientHello
};

}  // namespace probe::tls
