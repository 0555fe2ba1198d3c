// pid:N or pid:PATH: a process is alive. Its number is given, or a file that holds it.
#pragma once

#include <cerrno>
#include <cstdint>

#include "base/cursor.h"
#include "base/number.h"
#include "probe/model/failure.h"
#include "probe/model/protocol.h"

namespace probe::pid {

inline constexpr std::int64_t last_pid = 1 << 22;  // proc(5): the largest value of pid_max

constexpr const char* skip_blanks(const char* at) {
  while (base::is_space(*at)) ++at;
  return at;
}

/// Reads the number of a process: the first line holds only that, and perhaps blanks around it. Other lines
/// may follow, as in PostgreSQL's file. `is_cut`: more follows the text, so its end is not the end of a line.
/// Returns 1 to `last_pid`, or no_number.
constexpr std::int64_t parse(const char* text, bool is_cut = false) {
  text = skip_blanks(text);
  const std::int64_t number = base::take_number(text, last_pid);
  while (base::is_blank(*text) || *text == '\r') ++text;
  return (*text == '\n' || (*text == '\0' && !is_cut)) && number > 0 ? number : base::no_number;
}

/// Reads the state of a process, a letter, from the start of /proc/N/stat. It follows the name in
/// parentheses, and the name may hold parentheses too (proc(5)). Returns '\0' if there is none.
constexpr char parse_state(const char* text) {
  const char* parenthesis = nullptr;
  for (; *text != '\0'; ++text) {
    if (*text == ')') parenthesis = text;
  }
  return parenthesis != nullptr && parenthesis[1] == ' ' ? parenthesis[2] : '\0';
}

/// Returns whether the text of a target is the path of a file that names the process.
constexpr bool is_path(const char* text) { return *text == '/'; }

/// Judges what names a process: a file, which could not be read if `error` is an errno value and not 0, and
/// the number that it holds (parse()). Returns `more` if a process is named.
constexpr Verdict judge_name(int error, std::int64_t number, base::Text& storage) {
  if (error != 0) return judge_error(error, storage);
  return number == base::no_number ? unhealthy("no process is named in the file") : more();
}

/// What was found out about a process.
struct Finding {
  char state = '\0';  // as in proc(5), such as Z; '\0': unknown, for the reason `error`
  int error = 0;      // an errno value
};

/// Interprets the result of ppoll(2) for a descriptor of pidfd_open(2), which is readable once the process
/// has ended: how many descriptors are ready, or the error, negative.
constexpr Finding find_by_poll(int ready) {
  if (ready < 0) return {.error = -ready};
  return {.state = ready == 0 ? 'R' : 'Z'};
}

/// Whether /proc has to be read: Linux before 5.3 has no pidfd_open(2), and some seccomp filters refuse it.
constexpr bool needs_proc(const Finding& finding) {
  return finding.state == '\0' && (finding.error == ENOSYS || finding.error == EPERM);
}

/// Interprets the text of /proc/N/stat. If it could not be read, `error` is the errno value; otherwise 0.
constexpr Finding find_in_stat(int error, const char* text) {
  if (error != 0) return {.error = error == ENOENT ? ESRCH : error};
  return {.state = parse_state(text)};
}

/// Judges a process.
constexpr Verdict judge(const Finding& finding, base::Text& storage) {
  if (finding.state == 'Z' || finding.state == 'X') return unhealthy("it has ended and was not waited for");
  if (finding.state != '\0') return healthy("alive");
  // pidfd_open(2): EINVAL and, on newer kernels, ENOENT.
  const bool is_thread = finding.error == EINVAL || finding.error == ENOENT;
  return is_thread ? unhealthy("it is a thread, not a process") : judge_error(finding.error, storage);
}

constexpr base::Expected check(const char* text) {
  return base::expect(is_path(text) || parse(text) > 0, "a process number or an absolute path");
}

inline constexpr ProtocolRow row = {
    .form = "pid:N, pid:/PATH",
    .help = "process N, or the one in the file, is alive",
    .protocol = {.scheme = "pid", .takes = Form::path, .subject = Subject::process},
    .check = check,
};

}  // namespace probe::pid
