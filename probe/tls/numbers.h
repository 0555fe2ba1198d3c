// The numbers of TLS: RFC 8446 (TLS 1.3), RFC 5246 (TLS 1.2), and the extensions that are offered.
#pragma once

#include <cstddef>
#include <cstdint>

namespace probe::tls {

/// Of a record (RFC 8446 5.1).
enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
};

/// Of a handshake message (RFC 8446 4, RFC 5246 7.4).
enum class MessageType : std::uint8_t {
  hello_request = 0,
  client_hello = 1,
  server_hello = 2,
  new_session_ticket = 4,
  encrypted_extensions = 8,
  certificate = 11,
  server_key_exchange = 12,
  certificate_request = 13,
  server_hello_done = 14,
  certificate_verify = 15,
  client_key_exchange = 16,
  finished = 20,
  key_update = 24,
};

/// RFC 8446 4.2; extended_master_secret is of RFC 7627, renegotiation_info of RFC 5746, and ec_point_formats
/// of RFC 8422.
enum class Extension : std::uint16_t {
  server_name = 0,
  supported_groups = 10,
  ec_point_formats = 11,
  signature_algorithms = 13,
  application_protocol = 16,
  extended_master_secret = 23,
  supported_versions = 43,
  cookie = 44,
  key_share = 51,
  renegotiation_info = 0xff01,
};

enum class Version : std::uint16_t { tls12 = 0x0303, tls13 = 0x0304 };

// Sizes in bytes.
inline constexpr std::size_t header_size = 5;       // of a record
inline constexpr std::size_t longest_text = 16384;  // in a record, before encryption
inline constexpr std::size_t longest_record = header_size + longest_text + 256;
inline constexpr std::size_t message_header_size = 4;
inline constexpr std::size_t random_size = 32;

}  // namespace probe::tls
