// System V ABI, AMD64 supplement: 3.4.1 (how a process starts), A.2.1 (how the kernel is called).
#include "function.inc"

function start
        sub $48, %rsp
        mov $158, %eax          // arch_prctl
        mov $0x1002, %edi       // ARCH_SET_FS
        mov %rsp, %rsi
        mov %rsp, (%rsp)        // the address of 0(%fs)
        movq $0, 8(%rsp)        // the word of thread_word
        syscall
        lea 48(%rsp), %rdi
        lea 40(%rsp), %rsi      // where GCC looks for the guard: 40(%fs)
        xor %ebp, %ebp
        call begin

function thread_word
        mov %fs:0, %rax
        add $8, %rax
        ret

function system_call
        mov %rdi, %rax
        mov %rsi, %rdi
        mov %rdx, %rsi
        mov %rcx, %rdx
        mov %r8, %r10
        mov %r9, %r8
        syscall
        ret

function return_from_signal
        mov $15, %eax           // rt_sigreturn
        syscall

function vfork_process
        pop %rdx                // the new process will overwrite the return address on the stack
        mov $56, %eax           // clone
        mov $0x4111, %edi       // CLONE_VFORK, CLONE_VM, SIGCHLD
        xor %esi, %esi
        syscall
        push %rdx
        ret
