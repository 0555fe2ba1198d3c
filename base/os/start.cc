// Starts the programs that ship: the kernel runs `start` in base/machine, which calls begin() here. A libc's
// start code is not needed: there is nothing to relocate or initialise (toolchains/program.ld refuses it).
// Only the stack protector's guard is set.
#include <elf.h>

#include <cstdint>

#include "base/os/main.h"
#include "base/os/process_calls.h"

/// The compiler calls this at the end of a function if the guard on its stack was overwritten.
extern "C" [[noreturn, gnu::used]] void __stack_chk_fail() { __builtin_trap(); }

/// The name that it has on 386.
extern "C" [[noreturn, gnu::used]] void __stack_chk_fail_local() { __builtin_trap(); }

/// base/machine calls this first. `stack` is as execve(2) leaves it: the count of arguments, the
/// arguments, the environment, the auxiliary vector. `guard` is where the compiler looks for the stack
/// protector's guard.
extern "C" [[noreturn, gnu::used, gnu::no_stack_protector]] void begin(char** stack, std::uintptr_t* guard) {
  char** const arguments = stack + 1;
  char** environment = arguments;
  while (*environment++ != nullptr) {
  }
  char** end = environment;
  while (*end++ != nullptr) {
  }
  const auto* entry = reinterpret_cast<const std::uintptr_t*>(end);
  while (*entry != AT_RANDOM) entry += 2;  // there since Linux 2.6.29
  // One byte is zero, so that text that overflows a buffer cannot contain the guard.
  __builtin_memcpy(guard, reinterpret_cast<const void*>(entry[1]), sizeof *guard);
  *guard &= ~std::uintptr_t{0xff00};
  base::exit_process(run_program(arguments, environment));
}
