// Bytes that were received, cut into records (RFC 8446 5.1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "probe/tls/numbers.h"

namespace probe::tls {

/// Returns the size of a record whose header is at `header`, with the header. 0: it is no record of TLS.
constexpr std::size_t record_size(const char* header) {
  const auto type = static_cast<ContentType>(header[0]);
  const bool is_type = type >= ContentType::change_cipher_spec && type <= ContentType::application_data;
  const std::size_t size =
      static_cast<unsigned char>(header[3]) * std::size_t{256} + static_cast<unsigned char>(header[4]);
  return is_type && header[1] == 3 ? header_size + size : 0;
}

/// Holds the bytes from which no record was taken yet.
class RecordBuffer {
 public:
  /// What is known of the next record.
  enum class Next : unsigned char {
    incomplete,  // more bytes are needed
    whole,
    no_record,  // the bytes are not TLS
    too_large,
  };

  constexpr RecordBuffer() {}  // the bytes are not initialized: no page of them is touched

  [[nodiscard]] constexpr Next next() const {
    if (size() < header_size) return Next::incomplete;
    const std::size_t whole = record_size(bytes_ + start_);
    if (whole == 0) return Next::no_record;
    if (whole > sizeof bytes_) return Next::too_large;
    return whole > size() ? Next::incomplete : Next::whole;
  }

  /// Moves past a record that is whole. Returns where it is, until room() is called; its size is
  /// record_size().
  constexpr char* take() {
    char* const record = bytes_ + start_;
    start_ += record_size(record);
    return record;
  }

  /// Moves the bytes to the start. Returns where the next ones are received; capacity() bytes have room
  /// there.
  constexpr char* room() {
    if (start_ != 0) std::copy(bytes_ + start_, bytes_ + end_, bytes_);
    end_ -= start_;
    start_ = 0;
    return bytes_ + end_;
  }
  [[nodiscard]] constexpr std::size_t capacity() const { return sizeof bytes_ - end_; }

  /// Notes that bytes were received at room().
  constexpr void add(std::size_t count) { end_ += count; }

  [[nodiscard]] constexpr std::string_view view() const { return {bytes_ + start_, size()}; }

 private:
  [[nodiscard]] constexpr std::size_t size() const { return end_ - start_; }

  std::size_t start_ = 0;
  std::size_t end_ = 0;
  char bytes_[longest_record];
};

}  // namespace probe::tls
