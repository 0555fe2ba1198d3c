// System calls as the kernel answers them. Libc's own keep the error in errno, for which its start-up
// would have to set up thread-local storage first: init has no such start-up.
#pragma once

namespace base {

/// Makes the system call `number` (one of SYS_*; up to five arguments, each as wide as a register or
/// less; as wide where the kernel takes a word, for what is above an int may be anything). Returns what it
/// returns; where it failed, the error, negative (syscall(2): -4095 to -1).
/// base/machine has one for each architecture.
extern "C" long system_call(long number, ...);

/// Makes a process that shares this one's memory, and waits until that one has executed a program or ended
/// (vfork(2)). Returns 0 in the new process, whose caller must not return; here the new one's id, or the
/// error, negative.
extern "C" [[gnu::returns_twice]] long vfork_process();

}  // namespace base
