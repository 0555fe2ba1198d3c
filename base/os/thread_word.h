// The only variable that is not on the stack of a function.
#pragma once

namespace base {

/// Returns the address of a word beside the stack protector's guard, which starts as nullptr. Signal
/// handlers, which are given no pointer, find their data through it. base/machine has one for each
/// architecture.
extern "C" void** thread_word();

}  // namespace base
