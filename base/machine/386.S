// System V ABI, Intel386 supplement; syscall(2), set_thread_area(2).
#include "function.inc"

function start
        mov %esp, %esi
        sub $32, %esp
        mov %esp, %edi
        mov %edi, (%edi)        // the address of 0(%gs)
        movl $0, 4(%edi)        // the word of thread_word
        push $0x51              // 32 bits, a limit in pages, usable
        push $0xfffff
        push %edi
        push $-1                // any free entry
        mov %esp, %ebx
        mov $243, %eax          // set_thread_area
        int $0x80
        pop %eax
        lea 3(,%eax,8), %eax    // its selector
        mov %eax, %gs
        lea 20(%edi), %eax      // where GCC looks for the guard: 20(%gs)
        sub $12, %esp           // so that the call finds it aligned to 16 bytes
        push %eax
        push %esi
        xor %ebp, %ebp
        call begin

function thread_word
        mov %gs:0, %eax
        add $4, %eax
        ret

function system_call
        push %ebx
        push %esi
        push %edi
        mov 16(%esp), %eax
        mov 20(%esp), %ebx
        mov 24(%esp), %ecx
        mov 28(%esp), %edx
        mov 32(%esp), %esi
        mov 36(%esp), %edi
        int $0x80
        pop %edi
        pop %esi
        pop %ebx
        ret

function return_from_signal
        mov $173, %eax          // rt_sigreturn
        int $0x80

function vfork_process
        pop %edx                // the new process will overwrite the return address on the stack
        mov %ebx, %gs:16        // and what is pushed, but not the word before the guard
        mov $120, %eax          // clone
        mov $0x4111, %ebx       // CLONE_VFORK, CLONE_VM, SIGCHLD
        xor %ecx, %ecx
        int $0x80
        mov %gs:16, %ebx
        push %edx
        ret
