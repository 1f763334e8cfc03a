/* test_win32_program.c with narrow text. */
#define PROGRAM_NARROW
#include "tests/unit/test_win32_program.c"
