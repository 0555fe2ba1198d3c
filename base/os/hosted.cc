// What base/machine has for the programs that ship, for those that the host's libc starts: they are
// what the sanitizers watch.
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "base/os/system_call.h"

namespace base {

long system_call(long number, ...) {
  std::va_list list;
  va_start(list, number);
  long words[5];
  for (long& word : words) word = va_arg(list, long);  // what was not given is read, and not used
  va_end(list);
  const long result = syscall(number, words[0], words[1], words[2], words[3], words[4]);
  return result < 0 ? -errno : result;
}

/// A function that calls vfork could not return: this process has memory of its own.
long vfork_process() {
  const pid_t child = fork();
  return child < 0 ? -errno : child;
}

}  // namespace base
