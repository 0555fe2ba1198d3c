// pid:N or pid:PATH: a process, by its number or by a file that holds it.
#pragma once

#include "base/cursor.h"
#include "base/number.h"
#include "probe/protocol.h"

namespace probe::pid {

inline constexpr std::int64_t last_pid = 1 << 22;  // proc(5): the largest pid_max there can be

constexpr const char* skip_blanks(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') ++at;
  return at;
}

/// Reads the number of a process, all of the text but for blanks around it. Returns
/// no_number where it is none.
constexpr std::int64_t parse(const char* text) {
  text = skip_blanks(text);
  const std::int64_t number = base::take_number(text, last_pid);
  text = skip_blanks(text);
  return *text == '\0' && number > 0 ? number : base::no_number;
}

constexpr base::Expected check(const char* text) {
  return *text == '/' || parse(text) > 0 ? nullptr : "the number of a process, or an absolute path";
}

inline constexpr Protocol protocol = {
    .scheme = "pid",
    .form = "pid:N, pid:/PATH",
    .help = "process N, or the one named in the file, lives",
    .takes = Form::path,
    .subject = Subject::process,
    .check = check,
};

}  // namespace probe::pid
