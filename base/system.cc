// The few acts that both programs share.
#include "base/system.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace base {

int write_all(int descriptor, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const ssize_t count = write(descriptor, at, static_cast<std::size_t>(end - at));
    if (count > 0) at += count;
    if (count < 0 && errno != EINTR) return errno;
  }
  return 0;
}

void say(Text& line, int descriptor) {
  std::string_view text = line.put('\n').view();
  struct pollfd output = {.fd = descriptor, .events = POLLOUT, .revents = 0};
  poll(&output, 1, 0);
  if (output.revents == POLLOUT) write_all(descriptor, text);
}

namespace {

/// Copies until the end of `from`. Returns 0 or errno.
int copy(int from, int to) {
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(from, buffer, sizeof buffer);
    if (count < 0) return errno;
    if (count == 0) return fsync(to) == 0 ? 0 : errno;
    const int error = write_all(to, {buffer, static_cast<std::size_t>(count)});
    if (error != 0) return error;
  }
}

}  // namespace

int open_at(int folder, const char* path, int flags) {
  return static_cast<int>(syscall(SYS_openat, folder, path, flags | O_CLOEXEC, 0755));
}

int install(const char* path, const char* own_path, const char* name) {
  int from = open_at(AT_FDCWD, "/proc/self/exe", O_RDONLY);
  if (from < 0) from = open_at(AT_FDCWD, own_path, O_RDONLY);
  if (from < 0) return errno;
  // In a directory the file has the program's name; a draft stands beside it.
  const int directory = open_at(AT_FDCWD, path, O_PATH | O_DIRECTORY);
  TextOf<4096> draft;
  draft << (directory < 0 ? path : name) << ".new";
  if (draft.put('\0').is_full()) return ENAMETOOLONG;
  const int base = directory < 0 ? AT_FDCWD : directory;
  const char* const draft_path = draft.view().data();
  const int to = open_at(base, draft_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
  if (to < 0) return errno;
  int error = copy(from, to);
  syscall(SYS_fchmod, to, 0755);  // whatever the umask
  if (error == 0 && renameat(base, draft_path, base, directory < 0 ? path : name) != 0) error = errno;
  if (error != 0) unlinkat(base, draft_path, 0);
  return error;
}

}  // namespace base
