// The system calls on files and descriptors. Each returns what its man page says or, if it failed, the error,
// negative.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "base/os/system_call.h"

namespace base {

/// The mode of new files (0755): every user may read and execute them, only the owner may write to them.
inline constexpr mode_t mode_of_programs = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH;

/// openat(2), relative to the working directory. `flags` are O_*; O_CLOEXEC is added; a new file gets
/// the mode of programs. Returns the descriptor.
inline int open_file(const char* path, int flags) {
  return static_cast<int>(detail::call(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode_of_programs));
}

namespace system {

// On the 32-bit architectures, the plain name means 16-bit user ids.
#ifdef SYS_fchown32
inline constexpr long number_of_fchown = SYS_fchown32;
#else
inline constexpr long number_of_fchown = SYS_fchown;
#endif

/// close(2).
inline int close(int descriptor) { return static_cast<int>(detail::call(SYS_close, descriptor)); }

/// close_range(2), since Linux 5.9: closes the descriptors from `first` to `last`.
inline int close_range(unsigned first, unsigned last) {
  return static_cast<int>(detail::call(SYS_close_range, first, last, 0));
}

/// read(2). Returns the count of bytes; 0 at the end of the file.
inline long read(int descriptor, void* buffer, std::size_t size) {
  return detail::call(SYS_read, descriptor, buffer, size);
}

/// write(2). Returns the count of bytes, which may be less than `size`.
inline long write(int descriptor, const void* bytes, std::size_t size) {
  return detail::call(SYS_write, descriptor, bytes, size);
}

/// sendfile(2), from the position of `from` on. Returns the count of bytes; 0 at the end of the file.
inline long sendfile(int to, int from, std::size_t size) {
  constexpr const off_t* own_position = nullptr;
  return detail::call(SYS_sendfile, to, from, own_position, size);
}

/// fsync(2).
inline int fsync(int descriptor) { return static_cast<int>(detail::call(SYS_fsync, descriptor)); }

/// fchmod(2).
inline int fchmod(int descriptor, mode_t mode) {
  return static_cast<int>(detail::call(SYS_fchmod, descriptor, mode));
}

/// The kernel's own struct statx, which not every libc has. Those that have no name are not read.
struct FileStatus {
  std::uint32_t before_mode[7];
  std::uint16_t mode;
  std::uint8_t before_seconds[82];
  std::int64_t seconds;       // of the last modification, since 1970
  std::uint32_t nanoseconds;  // of that
  std::uint8_t before_device[4];
  std::uint32_t device_major;  // of a device file
  std::uint32_t device_minor;
  std::uint8_t rest[120];
};
static_assert(offsetof(FileStatus, mode) == 28 && offsetof(FileStatus, seconds) == 112 &&
              offsetof(FileStatus, device_major) == 128);
static_assert(sizeof(FileStatus) == 256);

/// statx(2), since Linux 4.11, of a path from the directory `from`.
inline int status_of(int from, const char* path, int flags, FileStatus& file) {
  constexpr unsigned basic = 0x7ff;  // STATX_BASIC_STATS
  return static_cast<int>(detail::call(SYS_statx, from, path, flags, basic, &file));
}

/// The same of a path.
inline int status_of(const char* path, FileStatus& file) { return status_of(AT_FDCWD, path, 0, file); }

/// The same of an open file.
inline int status_of(int descriptor, FileStatus& file) {
  return status_of(descriptor, "", AT_EMPTY_PATH, file);
}

/// fchown(2), which leaves the group.
inline int change_owner(int descriptor, uid_t owner) {
  constexpr gid_t same_group = ~gid_t{0};
  return static_cast<int>(detail::call(number_of_fchown, descriptor, owner, same_group));
}

/// renameat2(2), both relative to the working directory: replaces `to` if it exists.
inline int rename(const char* from, const char* to) {
  return static_cast<int>(detail::call(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

/// unlinkat(2), relative to the working directory.
inline int unlink(const char* path) {
  return static_cast<int>(detail::call(SYS_unlinkat, AT_FDCWD, path, 0));
}

/// faccessat(2), relative to the working directory: whether the file exists (F_OK). Returns 0 if so.
inline int find_file(const char* path) {
  return static_cast<int>(detail::call(SYS_faccessat, AT_FDCWD, path, F_OK));
}

/// chdir(2).
inline int chdir(const char* path) { return static_cast<int>(detail::call(SYS_chdir, path)); }

/// ioctl(2), for requests that take a pointer.
inline int ioctl(int descriptor, unsigned long request, void* argument) {
  return static_cast<int>(detail::call(SYS_ioctl, descriptor, request, argument));
}

/// ppoll(2), with the same signal mask. Waits up to `timeout`, or without a limit if that is nullptr; the
/// kernel overwrites it with the time that is left, unless it is 0. Returns how many descriptors are ready.
inline int poll(pollfd* descriptors, std::size_t count, const KernelTime* timeout) {
  constexpr const void* same_mask = nullptr;
  return static_cast<int>(detail::call(SYS_ppoll, descriptors, count, timeout, same_mask, 0));
}

}  // namespace system
}  // namespace base
