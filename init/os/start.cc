// The start of the init that ships, in place of a libc's. Nothing is to be relocated or initialised (the
// build sees to that): all there is to do is the stack protector's guard.
#include "init/os/start.h"

#include <elf.h>

#include <cstdint>

#include "base/os/process_calls.h"

/// What a function calls that finds the guard changed.
extern "C" [[noreturn, gnu::used]] void __stack_chk_fail() { __builtin_trap(); }

/// Its name on 386.
extern "C" [[noreturn, gnu::used]] void __stack_chk_fail_local() { __builtin_trap(); }

/// What base/machine calls first. Takes the stack as execve(2) leaves it (the count of words, the words, the
/// environment, the auxiliary vector) and the place where the compiler looks for its guard.
extern "C" [[noreturn, gnu::used, gnu::no_stack_protector]] void begin(char** stack, std::uintptr_t* guard) {
  char** const words = stack + 1;
  char** environment = words;
  while (*environment++ != nullptr) {
  }
  char** end = environment;
  while (*end++ != nullptr) {
  }
  const auto* entry = reinterpret_cast<const std::uintptr_t*>(end);
  while (*entry != AT_RANDOM) entry += 2;  // there since Linux 2.6.29
  // A byte of it is zero: no text that runs over can hold that.
  __builtin_memcpy(guard, reinterpret_cast<const void*>(entry[1]), sizeof *guard);
  *guard &= ~std::uintptr_t{0xff00};
  base::exit_process(init::run(words, environment));
}
