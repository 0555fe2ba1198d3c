// What the files of this folder share: each function has a section of its own, so that what a program does
// not call is left out of it. begin() is init/start.cc's.
.macro function name.section.text.\name, "ax", % progbits.globl \name.hidden \name.type \name, % function
\name :.endm

            .section.note.GNU - stack,
    "", % progbits
