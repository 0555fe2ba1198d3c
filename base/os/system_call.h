// How the kernel is called. file_calls.h, process_calls.h, signal_calls.h and socket_calls.h have a typed
// function for each system call; only they use `detail`.
#pragma once

#include <type_traits>

namespace base {

/// Times as the kernel's struct timespec has them: each number is as wide as a register. (musl's own struct
/// has 64-bit seconds on the 32-bit architectures too.)
struct KernelTime {
  long seconds = 0;
  long nanoseconds = 0;
};

/// The same as the kernel's struct timeval.
struct KernelTimeval {
  long seconds = 0;
  long microseconds = 0;
};

namespace detail {

/// Makes the system call `number` (one of SYS_*). Returns what the kernel returns: a value or, if the call
/// failed, the error, negative (syscall(2): -4095 to -1). base/machine has one for each architecture. Libc's
/// own ones store the error in errno, which needs thread-local storage, and the programs have none.
extern "C" long system_call(long number, long first, long second, long third, long fourth, long fifth);

/// An argument as a whole register. The kernel reads all of it for some calls, so no part may be undefined.
template <class Argument>
long as_register(Argument argument) {
  if constexpr (std::is_pointer_v<Argument>) {
    return reinterpret_cast<long>(argument);
  } else {
    return static_cast<long>(argument);
  }
}

/// Makes a system call of up to five arguments, as system_call() does. Those that are not given are 0.
template <class... Arguments>
long call(long number, Arguments... arguments) {
  static_assert(sizeof...(arguments) <= 5);
  const long registers[5] = {as_register(arguments)...};
  return system_call(number, registers[0], registers[1], registers[2], registers[3], registers[4]);
}

}  // namespace detail
}  // namespace base
