// Sets of signals.
#pragma once

#include <cstdint>

namespace base {

/// A set of signals as the kernel has it: bit n - 1 is signal n. (A libc's own sigset_t functions keep some
/// real-time signals from the caller.)
using SignalSet = std::uint64_t;

/// The set of one signal (1 to 64).
constexpr SignalSet bit_of(int signal) { return SignalSet{1} << (signal - 1); }

}  // namespace base
