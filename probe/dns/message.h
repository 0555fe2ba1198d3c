// Messages of DNS (RFC 1035 4): writes a question, and judges what came back. A reply is judged
// as a whole, whatever its bytes are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/text.h"
#include "probe/model/bytes.h"
#include "probe/model/headers.h"
#include "probe/model/ip_address.h"
#include "probe/model/target.h"

namespace probe::dns {

inline constexpr std::size_t prefix_size = 2;  // TCP has the length in front (RFC 1035 4.2.2)
inline constexpr std::size_t header_size = 12;
inline constexpr std::size_t longest_name = 255;  // RFC 1035 3.1, with lengths and end
inline constexpr std::size_t longest_query = prefix_size + header_size + longest_name + 4;
inline constexpr std::size_t query_capacity = longest_query + 1;  // what is too long is full
inline constexpr std::size_t longest_reply = 65535;

enum Type : std::uint8_t { type_a = 1, type_aaaa = 28 };  // RFC 1035 3.2.2, RFC 3596 2.1

/// Appends a name as labels, each with its length in front. A dot at its end adds nothing.
/// Returns whether it is a name.
constexpr bool put_labels(base::Text& out, std::string_view name) {
  std::size_t place = 0;  // of a length
  for (bool is_start = true; const char byte : name) {
    if (is_start) place = out.size(), out.put('\0');
    is_start = byte == '.';
    if (!is_start) out.put(byte);
    const std::size_t length = out.size() - place - 1;
    if (length > 63 || (is_start && length == 0)) return false;  // RFC 1035 2.3.4
    out.replace(place, static_cast<char>(length));
  }
  return true;
}

/// Writes a query for the addresses of IPv4, its length in front. The name is that of a host in a
/// domain, which may be empty. Returns whether there can be such a name.
constexpr bool write_query(base::Text& out, std::uint32_t id, std::string_view host,
                           std::string_view domain) {
  out.append({"\0\0\0\0\1\0\0\1\0\0\0\0\0\0", prefix_size + header_size});  // it wants recursion
  replace_number(out, prefix_size, id);
  if (!put_labels(out, host) || !put_labels(out, domain)) return false;
  out.append({"\0\0\1\0\1", 5});
  replace_number(out, 0, out.size() - prefix_size);
  return !out.is_full();
}

/// Makes a query one for the other family, with an id of its own, or back.
constexpr void toggle_family(base::Text& query) {
  constexpr char change = type_a ^ type_aaaa;
  const std::string_view bytes = query.view();
  for (const std::size_t place : {prefix_size, bytes.size() - 3}) {
    query.replace(place, static_cast<char>(bytes[place] ^ change));
  }
}

/// What a reply is.
enum class Reply : std::uint8_t {
  foreign,    // of another question: it says nothing
  truncated,  // TCP has all of it
  failed,     // the server cannot tell, or is broken
  refused,
  no_name,    // NXDOMAIN
  addresses,  // the name is there; it may have none of this type
};

/// Goes behind a name. A pointer ends it, and may lead back alone (RFC 1035 4.1.4). Returns
/// whether it is one.
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

/// Whether a reply has the id and the question of a query (RFC 5452 9.1).
constexpr bool is_reply_to(std::string_view query, std::string_view reply) {
  constexpr std::size_t size = header_size;
  return reply.size() >= query.size() && read_number(reply.data(), 2) == read_number(query.data(), 2) &&
         (static_cast<unsigned char>(reply[2]) & 0xf8) == 0x80 && read_number(reply.data() + 4, 2) == 1 &&
         is_same({query.data() + size, query.size() - size}, {reply.data() + size, query.size() - size});
}

/// What the code of a reply says (RFC 1035 4.1.1).
constexpr Reply judge_code(const char* reply) {
  switch (reply[3] & 15) {
    case 0: return (reply[2] & 2) != 0 ? Reply::truncated : Reply::addresses;
    case 3: return Reply::no_name;
    case 5: return Reply::refused;
    default: return Reply::failed;
  }
}

/// Judges a reply to a query, which is without its length, and adds the addresses that it holds if it is
/// whole. All of the wanted type count: those behind a chain of CNAMEs stand under other names, in any order,
/// and whoever may answer at all may name any of them.
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

}  // namespace probe::dns
