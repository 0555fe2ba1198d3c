// The messages of a handshake that a server sends, and which of them may come when (RFC 8446 4, RFC 5246 7).
#pragma once

#include <cstdint>
#include <string_view>

#include "probe/model/byte_reader.h"
#include "probe/tls/numbers.h"

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

}  // namespace probe::tls
