// Procedure Call Standard for the Arm Architecture; syscall(2).
#include "function.inc"
.syntax unified
.arm

function start
        mov r4, sp
        sub sp, sp, #8
        mov r0, sp              // where GCC is told to find the guard
        mov r7, #0xf0000
        add r7, r7, #5          // set_tls
        svc #0
        mov r0, #0
        str r0, [sp, #4]        // the word of thread_word
        mov r0, r4
        mov r1, sp
        bl begin

// libgcc's own raises a signal through libc if a number is divided by zero.
function __aeabi_idiv0
        udf #0

function __aeabi_ldiv0
        udf #0

function thread_word
        mrc p15, 0, r0, c13, c0, 3
        add r0, r0, #4
        bx lr

function system_call
        push {r4, r5, r7, lr}
        mov r7, r0
        mov r0, r1
        mov r1, r2
        mov r2, r3
        ldr r3, [sp, #16]
        ldr r4, [sp, #20]
        svc #0
        pop {r4, r5, r7, pc}

function vfork_process
        mov ip, r7              // the new process would overwrite it on the stack
        mov r7, #120            // clone
        mov r0, #0x4100         // CLONE_VFORK, CLONE_VM
        orr r0, r0, #17         // SIGCHLD
        mov r1, #0
        svc #0
        mov r7, ip
        bx lr
