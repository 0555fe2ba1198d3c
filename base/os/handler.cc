#include "base/os/handler.h"

namespace base {

#if defined(__x86_64__) || defined(__i386__)
/// Where a handler returns to: base/machine has it. Other architectures' kernels bring code for this.
extern "C" void return_from_signal();
constexpr unsigned long returns_there = 0x04000000;  // SA_RESTORER
#else
constexpr void (*return_from_signal)() = nullptr;
constexpr unsigned long returns_there = 0;
#endif

int catch_signal(int signal, Handler handler, system::KernelAction* previous) {
  auto* const any_function =
      reinterpret_cast<void (*)()>(handler);  // the kernel knows from `flags` what it takes
  const system::KernelAction action = {.handler = reinterpret_cast<void (*)(int)>(any_function),
                                       .flags = SA_SIGINFO | SA_RESTART | returns_there,
                                       .restorer = return_from_signal};
  return system::sigaction(signal, action, previous);
}

}  // namespace base
