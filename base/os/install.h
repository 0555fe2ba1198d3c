// How a program copies its own file.
#pragma once

namespace base {

/// Copies the running program's file to `path`, a directory or a file, with mode 0755; in a directory the
/// copy has the program's name. `own_path` is where the file is if /proc cannot tell. Returns 0 or errno. A
/// reader of `path` sees the old file or the whole new one, also after a crash: the copy gets a name of its
/// own, is synced (fsync(2)), and then renamed.
int install(const char* path, const char* own_path);

}  // namespace base
