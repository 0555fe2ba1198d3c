// Replaces libc in the floors: system calls of amd64, and the function that the kernel starts.
#pragma once

#include <sys/syscall.h>

namespace bare {

/// Makes a system call. Returns the result, or a negative errno. It is inlined: otherwise a child of vfork
/// would overwrite the return address of its parent.
[[gnu::always_inline]] inline long call(long number, long first = 0, long second = 0, long third = 0,
                                        long fourth = 0) {
  long result = number;
  register long last asm("r10") = fourth;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(first), "S"(second), "d"(third), "r"(last)
               : "rcx", "r11", "memory");
  return result;
}

[[gnu::always_inline]] inline long call(long number, const void* first, const void* second,
                                        const void* third) {
  return call(number, reinterpret_cast<long>(first), reinterpret_cast<long>(second),
              reinterpret_cast<long>(third));
}

[[noreturn]] inline void exit_process(long exit_code) {
  for (;;) call(SYS_exit_group, exit_code);
}

}  // namespace bare

/// Defined by each floor. `words` are its arguments, null-terminated; the environment follows them.
extern "C" [[noreturn]] void run(long count, char** words);

asm(R"(
  .globl _start
_start:
  mov (%rsp), %rdi
  lea 8(%rsp), %rsi
  and $-16, %rsp
  call run
)");
