// Files of the build as bytes of the executable.
#pragma once

// The assembler reads the file; C++20 has no other way that compiles in no time. Declare NAME_begin
// and NAME_end as extern "C" const char[].
#define ORRERY_EMBED(name, file)        \
    asm(".section .rodata\n"            \
        ".global " name "_begin\n" name \
        "_begin:\n"                     \
        ".incbin \"" file               \
        "\"\n"                          \
        ".global " name "_end\n" name   \
        "_end:\n"                       \
        ".byte 0\n"                     \
        ".previous\n")
