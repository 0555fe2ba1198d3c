// Queries of DNS (RFC 1035 4), and what they share with replies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/composed.h"
#include "base/text.h"
#include "probe/model/big_endian.h"

namespace probe::dns {

// Over TCP, the size of a message comes before it (RFC 1035 4.2.2).
inline constexpr std::size_t prefix_size = 2;
inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t longest_name = 255;  // RFC 1035 3.1, with the lengths and the root
inline constexpr std::size_t longest_query = prefix_size + header_size + longest_name + 4;
// One byte more, so that a full text is one that was cut.
inline constexpr std::size_t query_capacity = longest_query + 1;

/// The types of a query: for IPv4 addresses and for name servers (RFC 1035 3.2.2), and for IPv6 addresses
/// (RFC 3596 2.1).
enum Type : std::uint8_t { type_a = 1, type_ns = 2, type_aaaa = 28 };
/// The two queries for the addresses of a name, in the order in which they are sent.
inline constexpr Type query_types[] = {type_a, type_aaaa};
inline constexpr std::uint16_t class_internet = 1;  // RFC 1035 3.2.4

/// Parts of the two bytes after the id (RFC 1035 4.1.1).
enum Flag : std::uint16_t {
  is_response = 0x8000,
  opcode = 0x7800,  // 0: a standard query
  is_truncated = 0x0200,
  recursion_desired = 0x0100,
  response_code = 0x000f,
};

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

/// Writes a query of type A for a host in a domain, which may be empty, after the query's size.
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

/// Returns where the type of a query is: the lower one of its two bytes.
constexpr std::size_t place_of_type(const base::Text& query) { return query.size() - 3; }

/// Turns a query of type A into one of type AAAA, with another id, or back.
constexpr void toggle_type(base::Text& query) {
  constexpr char change = type_a ^ type_aaaa;
  const std::string_view bytes = query.view();
  for (const std::size_t place : {prefix_size, place_of_type(query)}) {
    query.replace(place, static_cast<char>(bytes[place] ^ change));
  }
}

}  // namespace probe::dns
