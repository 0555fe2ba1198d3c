// The few acts that both programs share.
#include "base/os/system.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

#include "base/error_text.h"
#include "base/os/system_call.h"

namespace base {

namespace {

// musl gives the call that fills a kernel's own timespec another name on the 32-bit
// architectures.
#ifdef SYS_clock_gettime32
constexpr long get_time = SYS_clock_gettime32;
#else
constexpr long get_time = SYS_clock_gettime;
#endif

/// What a system call returned as an error: 0 where it did not fail.
constexpr int error_of(long result) { return result < 0 ? static_cast<int>(-result) : 0; }

}  // namespace

Nanoseconds time_of(int clock) {
  long seconds_and_rest[2] = {};  // each as wide as a register
  system_call(get_time, clock, seconds_and_rest);
  return Nanoseconds{seconds_and_rest[0]} * second + seconds_and_rest[1];
}

Nanoseconds monotonic_time() { return time_of(CLOCK_MONOTONIC); }

int write_all(int descriptor, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const long count = system_call(SYS_write, descriptor, at, end - at);
    if (count > 0) at += count;
    if (count < 0 && count != -EINTR) return error_of(count);
  }
  return 0;
}

int print(std::string_view text) {
  TextOf<8192> out;
  std::size_t line = 0;  // where it starts
  for (const char letter : text) {
    const std::size_t stop = line + (out.size() == line ? 2 : 30);
    while (letter == '\t' && out.size() < stop) out.put(' ');
    if (letter != '\t') out.put(letter);
    if (letter == '\n') line = out.size();
  }
  return write_all(STDOUT_FILENO, out.view());
}

void print_line(Text& line, int descriptor) {
  const std::string_view text = line.end_line().view();
  struct pollfd output = {.fd = descriptor, .events = POLLOUT, .revents = 0};
  constexpr long at_once[2] = {};
  const long ready = system_call(SYS_ppoll, &output, 1L, at_once, nullptr, 0L);
  if (ready < 0 || output.revents == POLLOUT) system_call(SYS_write, descriptor, text.data(), text.size());
}

void print_error(const char* what, int error) {
  Line line;
  line << what << ": ";
  put_error_text(line, error);
  print_line(line);
}

void exit_process(int exit_code) {
  for (;;) system_call(SYS_exit_group, exit_code);
}

namespace {

/// Copies until the end of `from`, down to the disk. Returns 0 or errno.
int copy(int from, int to) {
  long count = 0;
  do {
    count = system_call(SYS_sendfile, to, from, nullptr, 1L << 20);
  } while (count > 0);
  return error_of(count == 0 ? system_call(SYS_fsync, to) : count);
}

}  // namespace

int open_file(const char* path, int flags) {
  return static_cast<int>(system_call(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0755));
}

int install(const char* path, const char* own_path) {
  int from = open_file("/proc/self/exe", O_RDONLY);
  if (from < 0) from = open_file(own_path, O_RDONLY);
  if (from < 0) return error_of(from);
  if (system_call(SYS_chdir, path) == 0) path = program_name;  // a directory
  TextOf<4096> draft;
  draft << path << "." << monotonic_time();  // another container may install to the same volume
  if (draft.put('\0').is_full()) return ENAMETOOLONG;
  const char* const draft_path = draft.view().data();
  const int to = open_file(draft_path, O_WRONLY | O_CREAT | O_EXCL);
  if (to < 0) return error_of(to);
  int error = copy(from, to);
  system_call(SYS_fchmod, to, 0755);  // whatever the umask
  if (error == 0) error = error_of(system_call(SYS_renameat2, AT_FDCWD, draft_path, AT_FDCWD, path, 0));
  if (error != 0) system_call(SYS_unlinkat, AT_FDCWD, draft_path, 0);
  return error;
}

}  // namespace base
