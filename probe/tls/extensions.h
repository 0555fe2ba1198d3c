// The extensions that a server answers with (RFC 8446 4.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/model/byte_reader.h"
#include "probe/tls/alerts.h"
#include "probe/tls/client_hello.h"
#include "probe/tls/groups.h"
#include "probe/tls/numbers.h"

namespace probe::tls {

/// In which messages an extension may be, as bits.
enum ExtensionPlace : std::uint8_t {
  in_hello = 1,  // the ServerHello of TLS 1.3
  in_retry = 2,  // a HelloRetryRequest
  in_hello_of_tls12 = 4,
  in_encrypted_part = 8,  // EncryptedExtensions
};

struct ExtensionRow {
  Extension extension;
  std::uint8_t places;
};

/// The answers to what was offered. Any other extension was not asked for.
inline constexpr ExtensionRow extension_rows[] = {
    {Extension::supported_versions, in_hello | in_retry},
    {Extension::key_share, in_hello | in_retry},
    {Extension::cookie, in_retry},
    {Extension::server_name, in_hello_of_tls12 | in_encrypted_part},
    {Extension::application_protocol, in_hello_of_tls12 | in_encrypted_part},
    {Extension::supported_groups, in_encrypted_part},
    {Extension::ec_point_formats, in_hello_of_tls12},
    {Extension::extended_master_secret, in_hello_of_tls12},
    {Extension::renegotiation_info, in_hello_of_tls12},
};

/// Stands for no group. It is none of the numbers that a key share can have.
inline constexpr std::size_t no_group = 0x10000;

/// What the extensions of a message say.
struct Answers {
  unsigned places = ~0U;  // where all of them may be
  unsigned seen = 0;      // a bit for each row
  Version version = Version::tls12;
  bool has_extended_master_secret = false;
  std::size_t group = no_group;  // of the key share
  bool has_key = false;          // only a ServerHello has one
  std::string_view key = {};
  std::string_view cookie = {};
};

/// Checks the application protocol that the server chose: exactly the one that was offered (RFC 7301 3.1).
constexpr Alert check_protocol(ByteReader& data, const Offer& offer) {
  if (offer.application_protocol.empty()) return Alert::unsupported_extension;
  ByteReader list = data.take_part(2);
  const std::string_view name = list.take_sized_text(1);
  if (list.is_broken || !list.is_at_end()) return Alert::decode_error;
  return name == offer.application_protocol ? Alert::none : Alert::illegal_parameter;
}

/// Takes the data of an extension that has a row. Returns what is wrong with it; the caller checks that all
/// of it was taken, and not more.
constexpr Alert take_data(Extension extension, ByteReader& data, const Offer& offer, Answers& answers) {
  switch (extension) {
    case Extension::supported_versions:
      answers.version = static_cast<Version>(data.take_number(2));
      return answers.version == Version::tls13 ? Alert::none : Alert::illegal_parameter;
    case Extension::key_share:  // a HelloRetryRequest has only the group
      answers.group = data.take_number(2);
      answers.has_key = !data.is_at_end();
      if (answers.has_key) answers.key = data.take_sized_text(2);
      return Alert::none;
    case Extension::cookie:
      answers.cookie = data.take_sized_text(2);
      return answers.cookie.empty() ? Alert::decode_error : Alert::none;
    case Extension::server_name:
      return offer.server_name.empty() ? Alert::unsupported_extension : Alert::none;
    case Extension::application_protocol: return check_protocol(data, offer);
    case Extension::extended_master_secret: answers.has_extended_master_secret = true; return Alert::none;
    case Extension::renegotiation_info:  // nothing was agreed on before (RFC 5746 3.4)
      return data.take_number(1) == 0 ? Alert::none : Alert::handshake_failure;
    default: data.at = data.end; return Alert::none;  // the others are not read
  }
}

/// Takes all extensions of a message. Returns what is wrong with them.
constexpr Alert take_extensions(ByteReader list, const Offer& offer, Answers& answers) {
  while (!list.is_at_end()) {
    const auto extension = static_cast<Extension>(list.take_number(2));
    ByteReader data = list.take_part(2);
    if (list.is_broken) return Alert::decode_error;
    unsigned bit = 1;
    const ExtensionRow* row = extension_rows;
    for (; row != std::end(extension_rows) && row->extension != extension; ++row) bit <<= 1;
    if (row == std::end(extension_rows)) return Alert::unsupported_extension;
    if ((answers.seen & bit) != 0) return Alert::illegal_parameter;
    answers.seen |= bit;
    answers.places &= row->places;
    const Alert alert = take_data(extension, data, offer, answers);
    if (alert != Alert::none) return alert;
    if (data.is_broken || !data.is_at_end()) return Alert::decode_error;
  }
  return Alert::none;
}

/// Returns what is wrong with answers that are in a message of that kind (RFC 8446 4.2).
constexpr Alert check_places(const Answers& answers, ExtensionPlace place) {
  return (answers.places & place) != 0 ? Alert::none : Alert::illegal_parameter;
}

}  // namespace probe::tls
