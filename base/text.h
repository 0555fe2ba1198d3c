// Text in a buffer of a fixed size. What does not fit is cut off; nothing is allocated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/characters.h"

namespace base {

/// Appends to a buffer of the caller.
class Text {
 public:
  /// It is not inlined: that would be longer than a call.
  [[gnu::noinline]] constexpr Text(char* buffer, std::size_t capacity)
      : buffer_(buffer), capacity_(capacity) {}

  /// Appends one byte as it is.
  constexpr Text& put(char byte) {
    if (size_ < capacity_) buffer_[size_++] = byte;
    return *this;
  }

  /// Appends bytes as they are.
  constexpr Text& append(std::string_view bytes) {
    const std::size_t count = std::min(bytes.size(), capacity_ - size_);
    for (const char byte : std::string_view(bytes.data(), count)) buffer_[size_++] = byte;
    return *this;
  }

  /// Appends text with all but ASCII characters as \xNN, so that text from outside can neither end a line nor
  /// control a terminal (0x9b is CSI).
  constexpr Text& operator<<(const char* text) {
    const char* end = text;
    while (*end != '\0') ++end;
    return *this << std::string_view(text, end);
  }

  constexpr Text& operator<<(std::string_view text) {
    for (const char byte : text) put_visible(byte);
    return *this;
  }

  /// Appends any byte as \xNN.
  constexpr Text& put_escaped(char byte) {
    const auto number = static_cast<unsigned char>(byte);
    return put('\\')
        .put('x')
        .put(lower_hexadecimal_digits[number >> 4])
        .put(lower_hexadecimal_digits[number & 15]);
  }

  /// Appends a number that is not negative, in decimal digits.
  constexpr Text& operator<<(std::int64_t number) {
    if (number > 9) *this << number / 10;
    return put(static_cast<char>('0' + number % 10));
  }

  constexpr Text& operator<<(int number) { return *this << std::int64_t{number}; }

  /// Appends a newline, which replaces the last byte if there is no room.
  constexpr Text& end_line() {
    if (is_full()) --size_;
    return put('\n');
  }

  /// Keeps only the first `size` bytes, which is at most size().
  constexpr void cut(std::size_t size) { size_ = size; }

  /// Replaces the byte at `place`, if one was appended there. For a length that is known only later.
  constexpr void replace(std::size_t place, char byte) {
    if (place < size_) buffer_[place] = byte;
  }

  /// Where the next byte is appended.
  [[nodiscard]] constexpr char* end() { return buffer_ + size_; }
  [[nodiscard]] constexpr std::string_view view() const { return {buffer_, size_}; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  /// Whether there is no room for another byte: something may have been cut.
  [[nodiscard]] constexpr bool is_full() const { return size_ == capacity_; }

 private:
  constexpr void put_visible(char byte) { is_visible(byte) || byte == ' ' ? put(byte) : put_escaped(byte); }

  char* buffer_;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

/// Appends a name or a path that may be long to the start of a line: what would make the line longer than
/// 1,000 bytes is "...", so that what follows is shown.
constexpr void put_name(Text& line, std::string_view name) {
  constexpr std::size_t most = 1000;
  const std::size_t room = line.size() < most ? most - line.size() : 0;
  line << std::string_view(name.data(), name.size() < room ? name.size() : room);
  if (name.size() > room) line << "...";
}

/// A text that holds its buffer.
template <std::size_t capacity>
class TextOf : public Text {
 public:
  constexpr TextOf() : Text(storage_, capacity) {}
  TextOf(const TextOf&) = delete;
  TextOf& operator=(const TextOf&) = delete;

 private:
  char storage_[capacity];
};

}  // namespace base
