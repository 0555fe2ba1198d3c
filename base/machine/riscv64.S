// RISC-V ELF psABI; syscall(2).
#include "function.inc"

function start
        mv a0, sp
        addi sp, sp, -16
        mv a1, sp
        sd zero, 8(sp)          // the word of thread_word
        mv tp, sp               // where GCC is told to find the guard
        call begin

function thread_word
        addi a0, tp, 8
        ret

function system_call
        mv a7, a0
        mv a0, a1
        mv a1, a2
        mv a2, a3
        mv a3, a4
        mv a4, a5
        ecall
        ret

function vfork_process
        li a7, 220              // clone
        li a0, 0x4111           // CLONE_VFORK, CLONE_VM, SIGCHLD
        li a1, 0
        ecall
        ret
