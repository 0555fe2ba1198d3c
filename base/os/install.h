// Copies the running program's own file: --install.
#pragma once

namespace base {

/// Copies the running program's file to `path`, a directory or a file, with mode 0755; in a directory the
/// copy has the program's name. `own_path` is used if /proc is not mounted. Returns 0 or the error,
/// negative. A reader of `path` sees the old file or the whole new one, even after a crash: the copy gets a
/// name of its own, is synced (fsync(2)), and is then renamed.
///
/// Never inlined: its buffer of 4 KiB would be in the stack frame that init has while PROGRAM runs, and make
/// it touch one page more.
[[gnu::noinline]] int install(const char* path, const char* own_path);

}  // namespace base
