// IP addresses: how they are read and written, and the list of those that a name has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"
#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/settings.h"

namespace probe {

inline constexpr std::size_t longest_zone = 16;  // with its NUL: IFNAMSIZ (netdevice(7))
inline constexpr int most_addresses = 16;

struct IpAddress {
  unsigned char bytes[16] = {};  // IPv4 takes the first four
  char zone[longest_zone] = {};  // the interface of an IPv6 address, by name or number; may be empty
  bool is_ipv6 = false;
};

/// Takes a dotted quad. Returns whether there was one; `at` is then after it. The other forms of
/// inet_aton(3), such as `127.1` or `0x7f.0.0.1`, are rejected: RFC 3986 3.2.2 excludes them, and a leading
/// zero is octal to some programs and decimal to others.
constexpr bool take_ipv4(const char*& at, unsigned char* bytes) {
  for (int i = 0; i < 4; ++i) {
    if (i != 0 && !base::take(at, ".")) return false;
    const char* const start = at;
    const std::int64_t number = base::take_number(at, 255);
    if (number < 0 || (*start == '0' && at != start + 1)) return false;
    bytes[i] = static_cast<unsigned char>(number);
  }
  return true;
}

/// Takes an IPv6 address in any form of RFC 4291 2.2, as inet_pton(3) reads it. Returns whether there was
/// one.
constexpr bool take_ipv6(const char*& at, unsigned char* bytes) {
  constexpr int whole = 16;
  int size = 0;
  int gap = base::take(at, "::") ? 0 : -1;
  for (bool is_more = true; is_more;) {
    const char* const start = at;
    int group = 0;
    for (; base::hexadecimal_digit(*at) >= 0 && at != start + 4; ++at)
      group = group * 16 + base::hexadecimal_digit(*at);
    if (at == start && gap == size) break;  // "::" was the end
    const bool is_quad = *at == '.';
    if (at == start || size + (is_quad ? 4 : 2) > whole) return false;
    if (is_quad) {
      at = start;
      if (!take_ipv4(at, bytes + size)) return false;
      size += 4;
      break;
    }
    bytes[size++] = static_cast<unsigned char>(group >> 8);
    bytes[size++] = static_cast<unsigned char>(group);
    is_more = base::take(at, ":");
    if (is_more && base::take(at, ":")) {
      if (gap >= 0) return false;
      gap = size;
    }
  }
  if (gap < 0 || size == whole) return gap < 0 && size == whole;
  for (int to = whole; to != gap;) bytes[--to] = size != gap ? bytes[--size] : 0;
  return true;
}

/// Takes an IPv4 or an IPv6 address. Returns whether there was one; `at` is then after it.
constexpr bool take_ip_address(const char*& at, IpAddress& address) {
  address = {};
  const char* const start = at;
  if (take_ipv4(at, address.bytes)) return true;
  at = start;
  address.is_ipv6 = true;
  return take_ipv6(at, address.bytes);
}

/// Writes a dotted quad.
constexpr void put_ipv4(base::Text& text, const unsigned char* bytes) {
  for (int i = 0; i < 4; ++i) text << (i == 0 ? "" : ".") << bytes[i];
}

/// Writes an IPv6 address as RFC 5952 4 says: the longest run of zero groups, the first of several, is "::".
/// IPv4 within IPv6 is written like any other group (RFC 5952 5 only recommends more).
constexpr void put_ipv6(base::Text& text, const unsigned char* bytes) {
  constexpr int count = 8;
  const auto group = [bytes](int i) {
    return bytes[std::ptrdiff_t{2} * i] << 8 | bytes[std::ptrdiff_t{2} * i + 1];
  };
  int gap = count;
  int gap_size = 1;  // a single zero group is written (RFC 5952 4.2.2)
  for (int i = 0; i < count; ++i) {
    int size = 0;
    while (i + size < count && group(i + size) == 0) ++size;
    if (size <= gap_size) continue;
    gap = i;
    gap_size = size;
  }
  for (int i = 0; i < count; ++i) {
    if (i == gap) {
      text << "::";
      i += gap_size - 1;
      continue;
    }
    if (i != 0 && i != gap + gap_size) text << ":";
    bool is_started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const int digit = group(i) >> shift & 15;
      is_started = is_started || digit != 0 || shift == 0;
      if (is_started) text.put(base::lower_hexadecimal_digits[digit]);
    }
  }
}

/// Writes an address without its zone.
constexpr void put_address(base::Text& text, const IpAddress& address) {
  address.is_ipv6 ? put_ipv6(text, address.bytes) : put_ipv4(text, address.bytes);
}

/// The addresses of a name that are of the wanted family. First come those of IPv4, because more servers
/// listen there, then those of IPv6; each family in the order in which they were added.
struct AddressList {
  IpAddress list[most_addresses] = {};
  int count = 0;
  Family family = Family::any;
  bool is_named = false;  // the name exists, even if it has no address of that family

  /// Adds an address if it is of the wanted family. A full list drops IPv6 addresses to make room for IPv4.
  constexpr void add(const IpAddress& address) {
    is_named = true;
    if (family == (address.is_ipv6 ? Family::ipv4 : Family::ipv6)) return;
    if (count == most_addresses) {
      if (address.is_ipv6 || !list[count - 1].is_ipv6) return;
      --count;
    }
    int place = count++;
    for (; place != 0 && list[place - 1].is_ipv6 && !address.is_ipv6; --place) list[place] = list[place - 1];
    list[place] = address;
  }
};

}  // namespace probe
