// Signal handlers.
#pragma once

#include <csignal>

#include "base/os/signal_calls.h"

namespace base {

/// A handler as sigaction(2) describes it for SA_SIGINFO.
using Handler = void (*)(int signal, siginfo_t* info, void* context);

/// Calls `handler` whenever the signal is caught from now on. System calls that it interrupts start anew
/// (SA_RESTART). Returns 0 or the error, negative. `previous` may be nullptr. handler.cc has it for a program
/// that ships, machine_hosted.cc for one that the host's libc starts.
int catch_signal(int signal, Handler handler, system::KernelAction* previous);

}  // namespace base
