// Network addresses and why they did not answer.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/cursor.h"
#include "base/number.h"
#include "base/text.h"
#include "probe/model/target.h"

namespace probe {

/// Whether a target's host is this machine, whatever a resolver would say.
constexpr bool is_loopback(const Target& target) {
  return target.host.empty() || base::equals_ignoring_case(target.host, "localhost") ||
         base::equals_ignoring_case(target.host, "localhost.");
}

/// Whether a target's host is an address, or can be nothing else: nobody is asked what it means. Digits
/// alone may be the name of a container.
constexpr bool is_address(const Target& target) {
  bool has_dot = false;
  for (const char byte : target.host) {
    if (!base::is_digit(byte) && byte != '.' && !target.is_ipv6) return false;
    has_dot = has_dot || byte == '.';
  }
  return has_dot || target.is_ipv6;
}

/// Whether an error of connect(2), or of another act on a socket, says that its time was up.
constexpr bool is_late(int error) { return error == EAGAIN || error == EINPROGRESS || error == EALREADY; }

/// How much an error of connect(2) tells of the other side. 0: this machine has no way there, which is
/// usual where there is no IPv6; 1: nobody answered in a part of the time; 2: it is an answer.
constexpr int weight_of(int error) {
  if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == ENETUNREACH) return 0;
  return is_late(error) ? 1 : 2;
}

constexpr void put_ipv4(base::Text& text, const unsigned char* bytes) {
  for (int i = 0; i < 4; ++i) text << (i == 0 ? "" : ".") << bytes[i];
}

/// As RFC 5952 wants it, but that IPv4 in IPv6 is not told apart: the longest run of
/// zeros, the first if there are several, is "::".
constexpr void put_ipv6(base::Text& text, const unsigned char* bytes) {
  constexpr int count = 8;
  const auto group = [bytes](int i) {
    return bytes[std::ptrdiff_t{2} * i] << 8 | bytes[std::ptrdiff_t{2} * i + 1];
  };
  int gap = count;
  int gap_size = 1;  // one zero alone is written
  for (int i = 0; i < count; ++i) {
    int size = 0;
    while (i + size < count && group(i + size) == 0) ++size;
    if (size > gap_size) gap = i, gap_size = size;
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
      if (is_started) text.put(base::small_digits[digit]);
    }
  }
}

}  // namespace probe
