// pid:N or pid:PATH: a process is alive. Its number is given, or a file that holds it.
#pragma once

#include "base/cursor.h"
#include "base/number.h"
#include "probe/model/protocol.h"

namespace probe::pid {

inline constexpr std::int64_t last_pid = 1 << 22;  // proc(5): the largest value of pid_max

constexpr const char* skip_blanks(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') ++at;
  return at;
}

/// Reads the number of a process: all of the first line, but for blanks around it. PostgreSQL's file has more
/// lines. Returns 1 to `last_pid`, or no_number.
constexpr std::int64_t parse(const char* text) {
  text = skip_blanks(text);
  const std::int64_t number = base::take_number(text, last_pid);
  while (*text == ' ' || *text == '\t' || *text == '\r') ++text;
  return (*text == '\0' || *text == '\n') && number > 0 ? number : base::no_number;
}

/// Reads the state of a process, a letter, from the start of /proc/N/stat. It follows the name in brackets,
/// and the name may have brackets of its own (proc(5)). Returns '\0' if there is none.
constexpr char parse_state(const char* text) {
  const char* bracket = nullptr;
  for (; *text != '\0'; ++text) {
    if (*text == ')') bracket = text;
  }
  return bracket != nullptr && bracket[1] == ' ' ? bracket[2] : '\0';
}

constexpr base::Expected check(const char* text) {
  return *text == '/' || parse(text) > 0 ? nullptr : "the number of a process, or an absolute path";
}

inline constexpr ProtocolRow row = {
    .form = "pid:N, pid:/PATH",
    .help = "process N, or the one named in the file, lives",
    .protocol = {.scheme = "pid", .takes = Form::path, .subject = Subject::process, .check = check},
};

}  // namespace probe::pid
