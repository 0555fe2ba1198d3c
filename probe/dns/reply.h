// Replies of DNS (RFC 1035 4): they are judged. Any bytes may come as a reply.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "probe/dns/query.h"
#include "probe/model/big_endian.h"
#include "probe/model/ip_address.h"

namespace probe::dns {

inline constexpr std::size_t longest_reply = 65535;

/// The values of `response_code` that matter (RFC 1035 4.1.1).
enum Code : std::uint8_t { no_error = 0, server_failure = 2, name_error = 3, refused = 5 };

/// Returns a message, which comes after its size, without that size.
constexpr std::string_view without_prefix(std::string_view message) {
  return {message.data() + prefix_size, message.size() - prefix_size};
}

/// What a reply is. From `no_name` on, it is an answer.
enum class Reply : std::uint8_t {
  foreign,    // it is not a reply to this query, and is ignored
  truncated,  // only over TCP it is whole
  failed,     // the server has an error, or the reply is malformed
  refused,
  no_name,    // NXDOMAIN
  addresses,  // the name exists; it may have no address of this type
};

/// Skips a name. A compression pointer ends it and may only point backwards (RFC 1035 4.1.4). Returns whether
/// it is a name; `at` is then after it.
constexpr bool skip_name(const char* message, const char*& at, const char* end) {
  while (at != end) {
    const char* const label = at;
    const auto size = static_cast<unsigned char>(*at++);
    if (size == 0) return true;
    if (size >= 0xc0) {
      if (at++ == end) return false;
      return static_cast<std::ptrdiff_t>(read_number(label, 2) & 0x3fff) < label - message;
    }
    if (size > 63 || end - at < size) return false;
    at += size;
  }
  return false;
}

/// Returns whether bytes start as a reply to the query with that id.
constexpr bool is_reply(std::uint32_t id, std::string_view bytes) {
  return bytes.size() >= header_size && read_number(bytes.data(), 2) == id &&
         (read_number(bytes.data() + 2, 2) & (is_response | opcode)) == is_response;
}

/// Returns whether a reply has the id and the question of a query (RFC 5452 9.1).
constexpr bool is_reply_to(std::string_view query, std::string_view reply) {
  constexpr std::size_t size = header_size;
  return reply.size() >= query.size() && is_reply(read_number(query.data(), 2), reply) &&
         read_number(reply.data() + 4, 2) == 1 &&
         base::equals_ignoring_case({query.data() + size, query.size() - size},
                                    {reply.data() + size, query.size() - size});
}

/// Returns the code of a reply, which has a whole header: one of Code, or another.
constexpr std::uint32_t code_of(const char* reply) { return read_number(reply + 2, 2) & response_code; }

/// Returns what the flags and the code of a reply mean (RFC 1035 4.1.1). `reply` has a whole header.
constexpr Reply judge_code(const char* reply) {
  const bool is_cut = (read_number(reply + 2, 2) & is_truncated) != 0;
  switch (code_of(reply)) {
    case no_error: return is_cut ? Reply::truncated : Reply::addresses;
    case name_error: return Reply::no_name;
    case refused: return Reply::refused;
    default: return Reply::failed;
  }
}

/// Judges a reply to a query; both are without their prefixes. Adds the addresses that it holds if all of it
/// is correct. All addresses of the wanted type count, whatever names they have: those at the end of a chain
/// of CNAMEs have other names, in any order, and a server that the user trusts may name any address.
constexpr Reply judge(std::string_view query, std::string_view bytes, AddressList& found) {
  if (!is_reply_to(query, bytes)) return Reply::foreign;
  const Reply reply = judge_code(bytes.data());
  if (reply != Reply::addresses) return reply;
  AddressList all = found;
  const char* at = bytes.data() + query.size();
  const char* const end = bytes.data() + bytes.size();
  const std::uint32_t wanted = read_number(query.data() + query.size() - 4, 4);  // type and class
  for (std::uint32_t left = read_number(bytes.data() + 6, 2); left != 0; --left) {
    constexpr int fixed_size = 10;  // type, class, time to live, size
    if (!skip_name(bytes.data(), at, end) || end - at < fixed_size) return Reply::failed;
    const bool is_wanted = read_number(at, 4) == wanted;
    const auto size = static_cast<int>(read_number(at + 8, 2));
    at += fixed_size;
    IpAddress address;
    address.is_ipv6 = wanted >> 16 == type_aaaa;
    if (end - at < size || (is_wanted && size != (address.is_ipv6 ? 16 : 4))) return Reply::failed;
    if (is_wanted) {
      for (int i = 0; i < size; ++i) address.bytes[i] = static_cast<unsigned char>(at[i]);
      all.add(address);
    }
    at += size;
  }
  found = all;
  return reply;
}

/// Returns how many bytes are to be received next of a message over TCP: the rest of its size, the rest of
/// the message, or 0 if it is whole.
constexpr std::size_t missing_bytes(std::string_view received) {
  if (received.size() < prefix_size) return prefix_size - received.size();
  return prefix_size + read_number(received.data(), prefix_size) - received.size();
}

/// Judges what was received over TCP, as judge() does. There is no better way to ask: a reply that is not
/// whole, truncated or to another query means that the server failed.
constexpr Reply judge_stream(std::string_view query, std::string_view received, AddressList& found) {
  if (missing_bytes(received) != 0) return Reply::failed;
  const Reply reply = judge(query, without_prefix(received), found);
  return reply == Reply::foreign || reply == Reply::truncated ? Reply::failed : reply;
}

}  // namespace probe::dns
