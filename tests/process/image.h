// A place for tests of programs of other users.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "tests/process/support.h"

namespace process {

inline constexpr uid_t nobody = 65534;

inline void become_nobody() {
  (void)!setgid(nobody);
  (void)!setuid(nobody);
}

/// Copies of the binary under test and of the child, in a folder that every user can read.
struct Image {
  Folder folder;
  std::string init = folder.path() + "/init";
  std::string child = folder.path() + "/child";

  Image() {
    std::filesystem::copy_file(INIT_BINARY, init);
    std::filesystem::copy_file(CHILD_BINARY, child);
  }
};

}  // namespace process
