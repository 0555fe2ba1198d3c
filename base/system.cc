// The few acts that both programs share.
#include "base/system.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "base/reason.h"

namespace base {

namespace {

// musl gives the call that fills a kernel's own timespec another name on the 32-bit
// architectures.
#ifdef SYS_clock_gettime32
constexpr long get_time = SYS_clock_gettime32;
#else
constexpr long get_time = SYS_clock_gettime;
#endif

}  // namespace

Nanoseconds time_of(int clock) {
  long seconds_and_rest[2] = {};  // each as wide as a register
  syscall(get_time, clock, seconds_and_rest);
  return Nanoseconds{seconds_and_rest[0]} * second + seconds_and_rest[1];
}

Nanoseconds monotonic_time() { return time_of(CLOCK_MONOTONIC); }

Text& start_line() {
  static char buffer[4096 + 256];  // a path and what is wrong with it; pages that nobody touches are free
  static Text line(nullptr, 0);
  line = Text(buffer, sizeof buffer);
  return line << program_name << ": ";
}

int write_all(int descriptor, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const long count = syscall(SYS_write, descriptor, at, end - at);
    if (count > 0) at += count;
    if (count < 0 && errno != EINTR) return errno;
  }
  return 0;
}

int print(std::string_view text) {
  static char page[8192];
  Text out(page, sizeof page);
  std::size_t line = 0;  // where it starts
  for (const char letter : text) {
    const std::size_t stop = line + (out.size() == line ? 2 : 30);
    while (letter == '\t' && out.size() < stop) out.put(' ');
    if (letter != '\t') out.put(letter);
    if (letter == '\n') line = out.size();
  }
  return write_all(STDOUT_FILENO, out.view());
}

void say(Text& line, int descriptor) {
  const std::string_view text = line.end_line().view();
  struct pollfd output = {.fd = descriptor, .events = POLLOUT, .revents = 0};
  constexpr long at_once[2] = {};
  const long ready = syscall(SYS_ppoll, &output, 1, at_once, nullptr, 0);
  if (ready < 0 || output.revents == POLLOUT) syscall(SYS_write, descriptor, text.data(), text.size());
}

void complain(const char* what, int error) {
  Text& line = start_line() << what << ": ";
  give_reason(line, error);
  say(line);
}

namespace {

/// Copies until the end of `from`, down to the disk. Returns 0 or errno.
int copy(int from, int to) {
  long count = 0;
  do {
    count = syscall(SYS_sendfile, to, from, nullptr, 1 << 20);
  } while (count > 0);
  return count == 0 && syscall(SYS_fsync, to) == 0 ? 0 : errno;
}

}  // namespace

int open_file(const char* path, int flags) {
  return static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0755));
}

int install(const char* path, const char* own_path) {
  int from = open_file("/proc/self/exe", O_RDONLY);
  if (from < 0) from = open_file(own_path, O_RDONLY);
  if (from < 0) return errno;
  if (syscall(SYS_chdir, path) == 0) path = program_name;  // a directory
  static char draft_path[4096];
  Text draft(draft_path, sizeof draft_path);
  draft << path << "." << monotonic_time();  // another container may install to the same volume
  if (draft.put('\0').is_full()) return ENAMETOOLONG;
  const int to = open_file(draft_path, O_WRONLY | O_CREAT | O_EXCL);
  if (to < 0) return errno;
  int error = copy(from, to);
  syscall(SYS_fchmod, to, 0755);  // whatever the umask
  if (error == 0 && rename(draft_path, path) != 0) error = errno;
  if (error != 0) unlink(draft_path);
  return error;
}

}  // namespace base
