// The records of FastCGI (the FastCGI specification, whose sections are cited here), as a server sends them:
// the output of a script, which records may cut anywhere, its errors, and the end of the request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/model/big_endian.h"
#include "probe/model/search.h"

namespace probe::fcgi {

inline constexpr char version = 1;              // 3.3
inline constexpr std::uint8_t our_request = 1;  // 3.3: the request's number on the connection

/// The types of records, by their numbers (8).
enum class RecordType : std::uint8_t { begin = 1, end = 3, parameters = 4, input = 5, output = 6, error = 7 };

/// Reads a script's output byte by byte, for search() too. It keeps views of what was received.
struct OutputReader {
  enum class State : std::int8_t { reads = no_byte_yet, has_ended = no_byte, is_wrong = broken_bytes };

  const char* at;
  const char* end;
  std::ptrdiff_t content = 0;  // bytes of output in this record that are still to come
  std::ptrdiff_t skipped = 0;  // bytes between those and the next record
  State state = State::reads;
  std::uint8_t status = 0;            // why the request ended (5.5)
  std::string_view first_error = {};  // the script's first error

  /// Takes a byte of the output: 0 to 255. Returns no_byte_yet, no_byte or broken_bytes if there is none.
  constexpr int next() {
    while (content == 0) {
      if (!take_record()) return static_cast<int>(state);
    }
    if (at == end) return no_byte_yet;
    --content;
    return static_cast<unsigned char>(*at++);
  }

 private:
  /// Takes the head of a record (3.3), and if it is not output, all of it. Returns false at the end of the
  /// request, and if the record is wrong or not whole.
  constexpr bool take_record() {
    constexpr std::ptrdiff_t head_size = 8;
    constexpr std::ptrdiff_t end_size = 8;  // 5.5
    if (state != State::reads || end - at <= skipped) return false;
    const char* const head = at + skipped;
    if (*head != version) state = State::is_wrong;
    if (state == State::is_wrong || end - head < head_size) return false;
    const auto type = static_cast<RecordType>(head[1]);
    const auto size = static_cast<std::ptrdiff_t>(read_number(head + 4, 2));
    const bool is_output = type == RecordType::output;
    const bool is_known =
        is_output || type == RecordType::error || (type == RecordType::end && size == end_size);
    if (!is_known || read_number(head + 2, 2) != our_request) state = State::is_wrong;
    if (state == State::is_wrong || (!is_output && end - head - head_size < size)) return false;
    at = head + head_size;
    content = is_output ? size : 0;
    const std::ptrdiff_t padding = static_cast<unsigned char>(head[6]);
    skipped = padding + size - content;
    if (type == RecordType::error && first_error.empty()) first_error = {at, at + size};
    if (type != RecordType::end) return true;
    state = State::has_ended;
    status = static_cast<std::uint8_t>(at[4]);
    return false;
  }
};

}  // namespace probe::fcgi
