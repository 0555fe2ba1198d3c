// ELF ABI supplement for s390x; syscall(2).
#include "function.inc"

function start
        lgr %r2, %r15
        aghi %r15, -208         // the callee may use 160 of it
        xc 0(8, %r15), 0(%r15)
        xc 160(8, %r15), 160(%r15)  // the word of thread_word
        la %r1, 160(%r15)
        sar %a1, %r1
        srlg %r0, %r1, 32
        sar %a0, %r0
        la %r3, 200(%r15)       // where GCC looks for the guard: 40 bytes after the thread pointer
        brasl %r14, begin

function thread_word
        ear %r2, %a0
        sllg %r2, %r2, 32
        ear %r2, %a1
        br %r14

function system_call
        stg %r6, 48(%r15)
        lgr %r1, %r2
        lgr %r2, %r3
        lgr %r3, %r4
        lgr %r4, %r5
        lgr %r5, %r6
        lg %r6, 160(%r15)
        svc 0
        lg %r6, 48(%r15)
        br %r14

function vfork_process
        lghi %r2, 0             // here, the stack comes first
        lghi %r3, 0x4111        // CLONE_VFORK, CLONE_VM, SIGCHLD
        svc 120                 // clone
        br %r14
