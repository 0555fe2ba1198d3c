// A connection that TLS protects, seen from the client: what the records of the server say, and which records
// are sent. What is sent depends on nothing but the offer, the random bytes, the server's bytes and what the
// caller sends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/tls/alerts.h"
#include "probe/tls/handshake.h"
#include "probe/tls/numbers.h"
#include "probe/tls/protection.h"

namespace probe::tls {

/// What is kept of a message.
inline constexpr std::size_t longest_kept_message = 2048;

/// A message may be longer, for a chain of certificates, but not endless.
inline constexpr std::size_t longest_message = 131072;

class Session {
 public:
  /// How the connection ended.
  enum class End : std::uint8_t {
    none,     // it goes on
    closed,   // by the server, with close_notify
    refused,  // by the server, with the alert
    failed,   // the server did something wrong, for which it was sent the alert
  };

  /// Starts, and appends the records that are sent first. Both arguments have to last.
  constexpr void start(const Offer& offer, const Randomness& randomness, base::Text& out) {
    handshake_.start(offer, randomness, out);
  }

  [[nodiscard]] constexpr const Handshake& handshake() const { return handshake_; }
  [[nodiscard]] constexpr End end() const { return end_; }
  /// Why it ended, if it was not closed.
  [[nodiscard]] constexpr Alert alert() const { return alert_; }

  /// Takes a whole record, which is decrypted in place, and appends records that answer it. Returns the
  /// application data in it, which may be empty.
  constexpr std::string_view take_record(char* record, std::size_t size, base::Text& out) {
    Content content;
    content.type = static_cast<ContentType>(*record);
    content.text = record + header_size;
    content.size = size - header_size;
    std::string_view data;
    const Alert alert = take(content, data, out);
    if (alert == Alert::none) return data;
    fail(alert, out);
    return {};
  }

  /// Ends the session because of what the server did, and appends the alert that says so.
  constexpr void fail(Alert alert, base::Text& out) {
    end_ = End::failed;
    alert_ = alert;
    put_alert_record(out, alert);
  }

  /// Appends records with application data. Only after the handshake.
  constexpr void put_application_data(base::Text& out, std::string_view data) {
    put_record(out, handshake_.write(), ContentType::application_data, data);
  }

  /// Appends the alert that ends the connection.
  constexpr void put_close(base::Text& out) { put_alert_record(out, Alert::close_notify); }

 private:
  constexpr void put_alert_record(base::Text& out, Alert alert) {
    constexpr char warning = 1;
    constexpr char fatal = 2;
    const char text[] = {alert == Alert::close_notify ? warning : fatal, static_cast<char>(alert)};
    put_record(out, handshake_.write(), ContentType::alert, {text, sizeof text});
  }

  constexpr Alert take(Content& content, std::string_view& data, base::Text& out) {
    if (content.size > longest_record - header_size) return Alert::record_overflow;
    const bool is_plain = content.type == ContentType::change_cipher_spec && handshake_.is_tls13();
    if (handshake_.read().suite != nullptr && !is_plain) {
      const Alert alert = decrypt(content);
      if (alert != Alert::none) return alert;
    }
    if (content.size > longest_text) return Alert::record_overflow;
    const std::string_view text(content.text, content.size);
    const bool is_inside_message = size_ != 0;
    switch (content.type) {
      case ContentType::handshake: return take_messages(text, out);
      case ContentType::alert: return take_alert(text);
      case ContentType::change_cipher_spec:
        return text == "\x01" && !is_inside_message ? handshake_.change_keys() : Alert::unexpected_message;
      case ContentType::application_data:
        if (!handshake_.is_established() || is_inside_message) return Alert::unexpected_message;
        data = text;
        return Alert::none;
    }
    return Alert::unexpected_message;
  }

  constexpr Alert decrypt(Content& content) {
    if (handshake_.is_tls13() && content.type != ContentType::application_data)
      return Alert::unexpected_message;
    if (!open_record(handshake_.read(), content)) return Alert::bad_record_mac;
    if (!handshake_.is_tls13()) return Alert::none;
    if (content.size > longest_text + 1) return Alert::record_overflow;  // with the type and the zeros
    return take_type(content) && content.type != ContentType::change_cipher_spec ? Alert::none
                                                                                 : Alert::unexpected_message;
  }

  /// Takes an alert (RFC 8446 6, RFC 5246 7.2). A warning of TLS 1.2 ends nothing.
  constexpr Alert take_alert(std::string_view text) {
    if (text.size() != 2) return Alert::decode_error;
    constexpr char warning = 1;
    const auto alert = static_cast<Alert>(text[1]);
    const bool is_warning = text[0] == warning && !handshake_.is_tls13();
    if (alert == Alert::close_notify && handshake_.is_established()) {
      end_ = End::closed;
    } else if (alert != Alert::user_canceled && (!is_warning || alert == Alert::close_notify)) {
      end_ = End::refused;
      alert_ = alert;
    }
    return Alert::none;
  }

  /// Takes the messages, or the parts of messages, in a record.
  constexpr Alert take_messages(std::string_view text, base::Text& out) {
    if (text.empty()) return Alert::unexpected_message;
    while (!text.empty()) {
      const Alert alert = take_byte(text.front(), out);
      text.remove_prefix(1);
      if (alert != Alert::none) return alert;
      // What follows a change of keys is protected by the new ones (RFC 8446 5.1).
      const bool has_new_keys = handshake_.read().suite != nullptr && handshake_.read().sequence == 0;
      if (has_new_keys && !text.empty()) return Alert::unexpected_message;
    }
    return Alert::none;
  }

  /// Takes a byte of a message and, if it is the last one, the message.
  constexpr Alert take_byte(char byte, base::Text& out) {
    if (size_ < sizeof message_) message_[size_] = byte;
    const auto type = static_cast<MessageType>(message_[0]);
    if (size_ + 1 == message_header_size)
      whole_ = message_header_size + ByteReader{message_ + 1, message_ + message_header_size}.take_number(3);
    if (++size_ < message_header_size) return Alert::none;
    const std::string_view kept(message_, std::min(size_, sizeof message_));
    const bool is_long = may_be_long(type);
    if (is_long) handshake_.add_part(size_ == message_header_size ? kept : std::string_view(&byte, 1));
    if (whole_ > (is_long ? longest_message : sizeof message_)) return Alert::illegal_parameter;
    if (size_ != whole_) return Alert::none;
    size_ = 0;
    return handshake_.take({type, kept}, out);
  }

  Handshake handshake_;
  std::size_t size_ = 0;   // of the message so far
  std::size_t whole_ = 0;  // its size, once its header was received
  End end_ = End::none;
  Alert alert_ = Alert::none;
  char message_[longest_kept_message];
};

/// The version that was chosen.
constexpr const char* name_of_version(const Session& session) {
  return session.handshake().is_tls13() ? "TLS 1.3" : "TLS 1.2";
}

}  // namespace probe::tls
