// The records of FastCGI: reads what a script writes, which they may cut anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "probe/bytes.h"
#include "probe/expect.h"

namespace probe::fcgi {

enum class Record : std::uint8_t { end = 3, output = 6, error = 7 };  // the specification, 8

/// A place in an answer, within a script's output or before a record. It is a reader
/// for `search`.
struct Reader {
  enum class State : std::uint8_t { reads, has_ended, is_wrong };

  const char* at;
  const char* end;
  std::ptrdiff_t content = 0;  // how much of this record's output is to come
  std::ptrdiff_t skipped = 0;  // what stands between that and the next record
  State state = State::reads;
  std::uint8_t status = 0;          // why the request ended
  std::string_view complaint = {};  // what the script wrote as an error, at first

  constexpr int next() {
    while (content == 0) {
      if (!take_head()) return state == State::reads ? no_byte_yet : no_byte;
    }
    if (at == end) return no_byte_yet;
    --content;
    return static_cast<unsigned char>(*at++);
  }

 private:
  /// Takes the head of a record (3.3), and all of one that is not output. Returns
  /// false at the end, and where there is none or no whole one yet.
  constexpr bool take_head() {
    constexpr std::ptrdiff_t head_size = 8;
    constexpr std::uint32_t end_size = 8;  // 5.5
    if (state != State::reads || end - at <= skipped) return false;
    const char* const head = at + skipped;
    if (*head != 1) state = State::is_wrong;  // the version
    if (state == State::is_wrong || end - head < head_size) return false;
    const auto record = static_cast<Record>(head[1]);
    const std::uint32_t size = read_number(head + 4, 2);
    const bool is_known =
        record == Record::output || record == Record::error || (record == Record::end && size == end_size);
    if (!is_known || read_number(head + 2, 2) != 1) state = State::is_wrong;
    const std::string_view rest(head + head_size, static_cast<std::size_t>(end - head - head_size));
    if (state == State::is_wrong || (record != Record::output && rest.size() < size)) return false;
    at = rest.data();
    content = record == Record::output ? size : 0;
    skipped = static_cast<unsigned char>(head[6]) + (record == Record::output ? 0 : size);
    if (record == Record::error && complaint.empty()) complaint = {at, size};
    if (record != Record::end) return true;
    state = State::has_ended;
    status = static_cast<std::uint8_t>(at[4]);
    return false;
  }
};

}  // namespace probe::fcgi
