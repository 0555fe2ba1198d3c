// The functions of base/machine for programs that the host's libc starts, as the sanitizers need it.
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>

#include "base/os/process_calls.h"
#include "base/os/system_call.h"

namespace base {

long detail::system_call(long number, long first, long second, long third, long fourth, long fifth) {
  const long result = syscall(number, first, second, third, fourth, fifth);
  return result < 0 ? -errno : result;
}

/// A fork: a function of this file that calls vfork could not return in the new process.
long vfork_process() {
  const pid_t child = fork();
  return child < 0 ? -errno : child;
}

}  // namespace base
