// System V ABI, AMD64 supplement: 3.4.1 (how a process starts), A.2.1 (how the kernel is called).
#include "function.inc"

function start
        sub $48, %rsp
        mov $158, %eax          // arch_prctl
        mov $0x1002, %edi       // ARCH_SET_FS
        mov %rsp, %rsi
        syscall
        lea 48(%rsp), %rdi
        lea 40(%rsp), %rsi      // where GCC looks for the guard: 40(%fs)
        xor %ebp, %ebp
        call begin

function system_call
        mov %rdi, %rax
        mov %rsi, %rdi
        mov %rdx, %rsi
        mov %rcx, %rdx
        mov %r8, %r10
        mov %r9, %r8
        syscall
        ret

function vfork_process
        pop %rdx                // the new process will overwrite the return address on the stack
        mov $56, %eax           // clone
        mov $0x4111, %edi       // CLONE_VFORK, CLONE_VM, SIGCHLD
        xor %esi, %esi
        syscall
        push %rdx
        ret
