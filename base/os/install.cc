#include "base/os/install.h"

#include <fcntl.h>

#include <cerrno>
#include <cstddef>

#include "base/os/clock.h"
#include "base/os/file_calls.h"
#include "base/os/output.h"
#include "base/os/signal_calls.h"
#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t most_at_once = 1 << 20;

/// Copies until the end of `from`, and down to the disk. Returns 0 or the error, negative.
int copy(int from, int to) {
  long count = 0;
  do {
    count = system::sendfile(to, from, most_at_once);
  } while (count > 0);
  return count == 0 ? system::fsync(to) : static_cast<int>(count);
}

/// Whether a new file may take the place of `path`: not of a device, which a mistake such as
/// --install=/dev/null would remove for everybody.
bool is_replaceable(const char* path) {
  const int existing = open_file(path, O_PATH | O_NOFOLLOW);
  system::FileStatus file = {};
  return existing < 0 || system::status_of(existing, file) != 0 || S_ISREG(file.mode) || S_ISLNK(file.mode);
}

}  // namespace

int install(const char* path, const char* own_path) {
  // A signal would leave a part of the copy. None is unblocked again, because the process ends next.
  system::set_signal_mask(~SignalSet{0}, nullptr);
  int from = open_file("/proc/self/exe", O_RDONLY);
  if (from < 0) from = open_file(own_path, O_RDONLY);
  if (from < 0) return from;
  if (system::chdir(path) == 0) path = program_name;  // it is a directory: the draft and the copy are in it
  if (!is_replaceable(path)) return -EEXIST;
  TextOf<4096> draft;
  draft << path << "." << monotonic_time();  // another container may install to the same volume
  if (draft.put('\0').is_full()) return -ENAMETOOLONG;
  const char* const draft_path = draft.view().data();
  const int to = open_file(draft_path, O_WRONLY | O_CREAT | O_EXCL);
  if (to < 0) return to;
  int result = copy(from, to);
  system::fchmod(to, mode_of_programs);  // the umask may have taken some of it away
  if (result == 0) result = system::rename(draft_path, path);
  if (result != 0) system::unlink(draft_path);
  return result;
}

}  // namespace base
