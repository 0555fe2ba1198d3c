// pid:N or pid:PATH: a process, by its number or by a file that holds it.
#pragma once

#include "base/cursor.h"
#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::pid {

inline constexpr std::int64_t last_pid = 1 << 22;  // proc(5): the largest pid_max there can be

constexpr const char* skip_blanks(const char* at) {
  while (base::is_space(*at)) ++at;
  return at;
}

/// Reads the number of a process, all of the first line but for blanks around it: PostgreSQL's file has
/// more of them. Returns no_number where it is none.
constexpr std::int64_t parse(const char* text) {
  text = skip_blanks(text);
  const std::int64_t number = base::take_number(text, last_pid);
  while (base::is_blank(*text) || *text == '\r') ++text;
  return (*text == '\0' || *text == '\n') && number > 0 ? number : base::no_number;
}

/// The state of a process, of what /proc/N/stat starts with: it stands behind a name in brackets, which
/// may hold some itself (proc(5)). Returns 0 where there is none.
constexpr char parse_state(const char* text) {
  const char* bracket = nullptr;
  for (; *text != '\0'; ++text) {
    if (*text == ')') bracket = text;
  }
  return bracket != nullptr && bracket[1] == ' ' ? bracket[2] : '\0';
}

constexpr base::Expected check(const char* text) {
  return base::expect(*text == '/' || parse(text) > 0, "the number of a process, or an absolute path");
}

inline constexpr ProtocolRow row = {
    .form = "pid:N, pid:/PATH",
    .help = "process N, or the one named in the file, lives",
    .protocol = {.scheme = "pid", .takes = Form::path, .subject = Subject::process, .check = check},
};

}  // namespace probe::pid
