#include "base/os/install.h"

#include <fcntl.h>

#include <cerrno>
#include <cstddef>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t most_at_once = 1 << 20;

/// The errno of a system call's result; 0 if it did not fail.
constexpr int error_of(long result) { return result < 0 ? static_cast<int>(-result) : 0; }

/// Copies until the end of `from`, and down to the disk. Returns 0 or errno.
int copy(int from, int to) {
  long count = 0;
  do {
    count = system::sendfile(to, from, most_at_once);
  } while (count > 0);
  return error_of(count == 0 ? system::fsync(to) : count);
}

}  // namespace

int install(const char* path, const char* own_path) {
  int from = open_file("/proc/self/exe", O_RDONLY);
  if (from < 0) from = open_file(own_path, O_RDONLY);
  if (from < 0) return error_of(from);
  if (system::chdir(path) == 0) path = program_name;  // it is a directory
  TextOf<4096> draft;
  draft << path << "." << monotonic_time();  // another container may install to the same volume
  if (draft.put('\0').is_full()) return ENAMETOOLONG;
  const char* const draft_path = draft.view().data();
  const int to = open_file(draft_path, O_WRONLY | O_CREAT | O_EXCL);
  if (to < 0) return error_of(to);
  int error = copy(from, to);
  system::fchmod(to, mode_of_programs);  // the umask may have taken some of it away
  if (error == 0) error = error_of(system::rename(draft_path, path));
  if (error != 0) system::unlink(draft_path);
  return error;
}

}  // namespace base
