// The functions of base/machine for programs that the host's libc starts, as the sanitizers need it.
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/os/handler.h"
#include "base/os/process_calls.h"
#include "base/os/system_call.h"
#include "base/os/thread_word.h"

namespace base {

long detail::system_call(long number, long first, long second, long third, long fourth, long fifth) {
  const long result = syscall(number, first, second, third, fourth, fifth);
  return result < 0 ? -errno : result;
}

void** thread_word() {
  static void* word = nullptr;
  return &word;
}

/// A fork: a function of this file that calls vfork could not return in the new process.
long vfork_process() {
  const pid_t child = fork();
  return child < 0 ? -errno : child;
}

int catch_signal(int signal, Handler handler, system::KernelAction* previous) {
  struct sigaction action = {};
  struct sigaction before = {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  if (sigaction(signal, &action, &before) != 0) return -errno;
  if (previous != nullptr) *previous = {.handler = before.sa_handler};
  return 0;
}

}  // namespace base
