// The records of FastCGI: reads what a script writes, which they may cut anywhere, and
// the head of that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/number.h"
#include "base/text.h"
#include "probe/model/bytes.h"
#include "probe/model/search.h"
#include "probe/model/settings.h"

namespace probe::fcgi {

inline constexpr std::size_t longest_status = 100;  // what is kept of "200 OK"

enum class Record : std::uint8_t { end = 3, output = 6, error = 7 };  // the specification, 8

/// A place in an answer, within a script's output or before a record. It is a reader
/// for `search`.
struct Reader {
  enum class State : std::int8_t { reads = no_byte_yet, has_ended = no_byte, is_wrong = broken_bytes };

  const char* at;
  const char* end;
  std::ptrdiff_t content = 0;  // how much of this record's output is to come
  std::ptrdiff_t skipped = 0;  // what stands between that and the next record
  State state = State::reads;
  std::uint8_t status = 0;          // why the request ended
  std::string_view complaint = {};  // what the script wrote as an error, at first

  constexpr int next() {
    while (content == 0) {
      if (!take_head()) return static_cast<int>(state);
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
    constexpr std::ptrdiff_t end_size = 8;  // 5.5
    if (state != State::reads || end - at <= skipped) return false;
    const char* const head = at + skipped;
    if (*head != 1) state = State::is_wrong;  // the version
    if (state == State::is_wrong || end - head < head_size) return false;
    const auto record = static_cast<Record>(head[1]);
    const auto size = static_cast<std::ptrdiff_t>(read_number(head + 4, 2));
    const bool is_output = record == Record::output;
    const bool is_known = is_output || record == Record::error || (record == Record::end && size == end_size);
    if (!is_known || read_number(head + 2, 2) != 1) state = State::is_wrong;
    if (state == State::is_wrong || (!is_output && end - head - head_size < size)) return false;
    at = head + head_size;
    content = is_output ? size : 0;
    skipped = static_cast<unsigned char>(head[6]) + size - content;
    if (record == Record::error && complaint.empty()) complaint = {at, at + size};
    if (record != Record::end) return true;
    state = State::has_ended;
    status = static_cast<std::uint8_t>(at[4]);
    return false;
  }
};

/// Takes a script's head (RFC 3875 6.2) up to its empty line, and puts its status in
/// `status`. Returns whether all of it is there.
constexpr bool take_head(Reader& reader, base::Text& status) {
  constexpr std::string_view name = "status:";
  std::size_t column = 0;
  bool is_status = true;  // this line, so far
  for (;;) {
    const int byte = reader.next();
    if (byte < 0) return false;
    if (byte == '\r') continue;
    if (byte == '\n') {
      if (column == 0) return true;
      column = 0;
      is_status = status.size() == 0;
      continue;
    }
    if (column < name.size()) {
      is_status = is_status && base::to_small(static_cast<char>(byte)) == base::to_small(name[column]);
    } else if (is_status && status.size() < longest_status && (byte != ' ' || status.size() != 0)) {
      status.put(static_cast<char>(byte));
    }
    ++column;
  }
}

/// The number in "200 OK"; 0: it is no status.
constexpr int status_of(std::string_view text) {
  int status = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i == text.size() || !base::is_digit(text[i])) return 0;
    status = status * 10 + (text[i] - '0');
  }
  const bool is_status = status >= first_status && status <= last_status;
  return is_status && (text.size() == 3 || text[3] == ' ') ? status : 0;
}

}  // namespace probe::fcgi
