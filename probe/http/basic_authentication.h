// The value of an Authorization header for Basic authentication (RFC 7617): NAME:PASSWORD in base64
// (RFC 4648 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "probe/model/percent_encoding.h"

namespace probe::http {

/// Appends bytes in base64: call put() for each of them, then end().
class Base64 {
 public:
  constexpr explicit Base64(base::Text& out) : out_(out) {}

  constexpr void put(char byte) {
    bits_ = bits_ << 8 | static_cast<unsigned char>(byte);
    bit_count_ += 8;
    for (; bit_count_ >= 6; bit_count_ -= 6) put_digit(bits_ >> (bit_count_ - 6));
  }

  /// Appends the last digit, if bits are left, and the padding.
  constexpr void end() {
    if (bit_count_ == 0) return;
    put_digit(bits_ << (6 - bit_count_));
    for (; bit_count_ != 6; bit_count_ += 2) out_.put('=');
  }

 private:
  constexpr void put_digit(std::uint32_t digit) {
    out_.put("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[digit & 63]);
  }

  base::Text& out_;
  std::uint32_t bits_ = 0;
  int bit_count_ = 0;
};

/// Appends the value for NAME[:PASSWORD]. If `is_encoded`, the credentials come from a target and are
/// percent-encoded. A missing colon is added, because RFC 7617 2 requires it: the password is empty then.
constexpr void put_basic(base::Text& out, std::string_view credentials, bool is_encoded) {
  bool has_colon = false;
  Base64 base64(out << "Basic ");
  while (!credentials.empty()) {
    has_colon = has_colon || credentials[0] == ':';
    if (is_encoded) {
      base64.put(take_percent_decoded(credentials));
    } else {
      base64.put(credentials[0]);
      credentials.remove_prefix(1);
    }
  }
  if (!has_colon) base64.put(':');
  base64.end();
}

}  // namespace probe::http
