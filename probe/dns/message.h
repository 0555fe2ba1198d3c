// DNS messages (RFC 1035 4): queries are written, replies are judged. Any bytes may come as a reply.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/characters.h"
#include "base/composed.h"
#include "base/text.h"
#include "probe/model/big_endian.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe::dns {

// Over TCP, the size of a message comes before it (RFC 1035 4.2.2).
inline constexpr std::size_t prefix_size = 2;
inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t longest_name = 255;  // RFC 1035 3.1, with the lengths and the root
inline constexpr std::size_t longest_query = prefix_size + header_size + longest_name + 4;
// One byte more, so that a full text is one that was cut.
inline constexpr std::size_t query_capacity = longest_query + 1;
inline constexpr std::size_t longest_reply = 65535;

enum Type : std::uint8_t { type_a = 1, type_aaaa = 28 };  // RFC 1035 3.2.2, RFC 3596 2.1
inline constexpr std::uint16_t class_internet = 1;        // RFC 1035 3.2.4

/// Parts of the two bytes after the id (RFC 1035 4.1.1).
enum Flag : std::uint16_t {
  is_response = 0x8000,
  kind_of_query = 0x7800,  // 0: a standard query
  is_truncated = 0x0200,
  recursion_desired = 0x0100,
  response_code = 0x000f,
};

/// The values of `response_code` that matter here (RFC 1035 4.1.1).
enum Code : std::uint8_t { no_error = 0, name_error = 3, refused = 5 };

/// Appends a name as labels, each after its length. A dot at the end adds nothing, and an empty name adds
/// nothing. Returns false if a label has no byte or more than 63 (RFC 1035 2.3.4).
constexpr bool put_labels(base::Text& out, std::string_view name) {
  std::size_t place = 0;  // of the length of the label
  for (bool is_start = true; const char byte : name) {
    if (is_start) {
      place = out.size();
      out.put('\0');
    }
    is_start = byte == '.';
    if (!is_start) out.put(byte);
    const std::size_t length = out.size() - place - 1;
    if (length > 63 || (is_start && length == 0)) return false;
    out.replace(place, static_cast<char>(length));
  }
  return true;
}

/// Appends a size and the header of a query (RFC 1035 4.1.1). The size and the id are 0 until they are known.
constexpr void put_query_start(base::Text& out) {
  put_two_bytes(out, 0);  // the size
  put_two_bytes(out, 0);  // the id
  put_two_bytes(out, recursion_desired);
  put_two_bytes(out, 1);  // questions
  put_two_bytes(out, 0);  // answers
  put_two_bytes(out, 0);  // authorities
  put_two_bytes(out, 0);  // additional records
}

/// Appends what comes after the labels of a question (RFC 1035 4.1.2).
constexpr void put_question_end(base::Text& out) {
  out.put('\0');  // the root
  put_two_bytes(out, type_a);
  put_two_bytes(out, class_internet);
}

/// Writes a query for the IPv4 addresses of a host in a domain, which may be empty, after the query's size.
/// `id`: its lowest 16 bits are used. Returns false if there can be no such name.
constexpr bool write_query(base::Text& out, std::uint32_t id, std::string_view host,
                           std::string_view domain) {
  out.append(base::composed<put_query_start>());
  replace_number(out, prefix_size, id);
  if (!put_labels(out, host) || !put_labels(out, domain)) return false;
  out.append(base::composed<put_question_end>());
  replace_number(out, 0, out.size() - prefix_size);
  return !out.is_full();
}

/// Returns a message, which comes after its size, without that size.
constexpr std::string_view without_prefix(std::string_view message) {
  return {message.data() + prefix_size, message.size() - prefix_size};
}

/// Turns a query for IPv4 addresses into one for IPv6 addresses, with another id, or back.
constexpr void toggle_family(base::Text& query) {
  constexpr char change = type_a ^ type_aaaa;
  const std::string_view bytes = query.view();
  for (const std::size_t place : {prefix_size, bytes.size() - 3}) {
    query.replace(place, static_cast<char>(bytes[place] ^ change));
  }
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

/// Returns whether a reply has the id and the question of a query (RFC 5452 9.1).
constexpr bool is_reply_to(std::string_view query, std::string_view reply) {
  constexpr std::size_t size = header_size;
  return reply.size() >= query.size() && read_number(reply.data(), 2) == read_number(query.data(), 2) &&
         (read_number(reply.data() + 2, 2) & (is_response | kind_of_query)) == is_response &&
         read_number(reply.data() + 4, 2) == 1 &&
         base::equals_ignoring_case({query.data() + size, query.size() - size},
                                    {reply.data() + size, query.size() - size});
}

/// Returns what the flags and the code of a reply mean (RFC 1035 4.1.1). `reply` has a whole header.
constexpr Reply judge_code(const char* reply) {
  const std::uint32_t flags = read_number(reply + 2, 2);
  switch (flags & response_code) {
    case no_error: return (flags & is_truncated) != 0 ? Reply::truncated : Reply::addresses;
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
  all.is_named = true;
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
