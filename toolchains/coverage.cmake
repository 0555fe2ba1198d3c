# Clang's coverage in continuous mode (%c): the counters are in a file that is mapped into memory, so that a process is
# counted even if it executes another program, exits without libc or is killed. All processes of a program share one file
# (%m), as pids are not unique: every init that is PID 1 of a namespace has the same.
set(profile ${PROJECT_BINARY_DIR}/profiles/%m%c.profraw)
target_compile_options(common INTERFACE
  -fprofile-instr-generate=${profile} -fcoverage-mapping "SHELL:-mllvm -runtime-counter-relocation")
target_link_options(common INTERFACE -fprofile-instr-generate=${profile})
