// Until when a certificate is valid (RFC 5280 4.1). Nothing else of it is read, since it is not verified.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/characters.h"
#include "probe/model/byte_reader.h"

namespace probe::tls {

/// Tags of DER (X.690 8.1.2).
inline constexpr unsigned der_sequence = 0x30;
inline constexpr unsigned der_version = 0xa0;  // [0], which an old certificate does not have
inline constexpr unsigned der_utc_time = 0x17;
inline constexpr unsigned der_generalized_time = 0x18;

/// Moves past the tag and the length of a value. Returns the length; its tag is in `tag`.
constexpr std::size_t take_der_header(ByteReader& in, unsigned& tag) {
  tag = in.take_byte();
  const unsigned length = in.take_byte();
  if (length < 0x80) return length;
  if (length - 0x80 > 3) in.fail();
  return in.take_number(length - 0x80);
}

/// Moves past a whole value.
constexpr void skip_der_value(ByteReader& in) {
  unsigned tag = 0;
  in.take_text(take_der_header(in, tag));
}

/// Takes a number of two decimal digits, which is at most `most`. Anything else is broken.
constexpr int take_two_digits(ByteReader& in, int most = 99) {
  int number = 0;
  for (int i = 0; i < 2; ++i) {
    const auto digit = static_cast<char>(in.take_byte());
    if (!base::is_digit(digit)) in.fail();
    number = number * 10 + (digit - '0');
  }
  if (number > most) in.fail();
  return number;
}

/// Returns the days from 1970 to a date of the Gregorian calendar. The year of the computation starts in
/// March, so that the day of a leap year is its last one.
constexpr std::int64_t days_of(int year, int month, int day) {
  const int shifted = month > 2 ? year : year - 1;
  const int months = (month + 9) % 12;
  return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (months * 153 + 2) / 5 + day - 719'469;
}

/// Takes a UTCTime or a GeneralizedTime (RFC 5280 4.1.2.5). Returns the seconds since 1970.
constexpr std::int64_t take_der_time(ByteReader& in) {
  unsigned tag = 0;
  take_der_header(in, tag);
  int year = take_two_digits(in);
  if (tag == der_generalized_time) {
    year = year * 100 + take_two_digits(in);
  } else {
    year += year < 50 ? 2000 : 1900;
    if (tag != der_utc_time) in.fail();
  }
  const int month = take_two_digits(in, 12);
  const int day = take_two_digits(in, 31);
  std::int64_t time = days_of(year, month, day) * 24 + take_two_digits(in, 23);
  time = time * 60 + take_two_digits(in, 59);
  time = time * 60 + take_two_digits(in, 59);
  if (in.take_byte() != 'Z' || month == 0 || day == 0) in.fail();
  return time;
}

/// Returns until when a certificate is valid, in seconds since 1970; 0 if its first bytes do not show that.
constexpr std::int64_t read_not_after(ByteReader in) {
  unsigned tag = 0;
  take_der_header(in, tag);  // Certificate
  take_der_header(in, tag);  // TBSCertificate
  if (!in.is_at_end() && static_cast<unsigned char>(*in.at) == der_version) skip_der_value(in);
  for (int i = 0; i < 3; ++i) skip_der_value(in);  // the serial number, the algorithm and the issuer
  take_der_header(in, tag);                        // Validity
  if (tag != der_sequence) in.fail();
  skip_der_value(in);
  const std::int64_t time = take_der_time(in);
  return in.is_broken ? 0 : time;
}

}  // namespace probe::tls
