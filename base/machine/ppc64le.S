// Power Architecture 64-Bit ELF V2 ABI; syscall(2).
#include "function.inc"

function start
        addis 2, 12, .TOC. - start@ha
        addi 2, 2, .TOC. - start@l
        mr 3, 1
        stdu 1, -64(1)
        addi 4, 1, 48
        addi 13, 4, 0x7010      // where GCC looks for the guard: -0x7010(13)
        li 0, 0
        std 0, 0(1)
        std 0, 56(1)            // the word of thread_word
        bl begin

function thread_word
        addi 3, 13, -0x7008
        blr

function system_call
        mr 0, 3
        mr 3, 4
        mr 4, 5
        mr 5, 6
        mr 6, 7
        mr 7, 8
        sc
        bnslr                   // summary overflow: it failed, and the error is positive
        neg 3, 3
        blr

function vfork_process
        li 0, 120               // clone
        li 3, 0x4111            // CLONE_VFORK, CLONE_VM, SIGCHLD
        li 4, 0
        sc
        bnslr
        neg 3, 3
        blr
