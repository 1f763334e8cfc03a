#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * LeakSanitizer asks for these. libconfig 1.5 forgets the token that it was
 * reading when it came upon a syntax error.
 */
const char *__lsan_default_suppressions(void)
    __attribute__((visibility("default")));
const char *__lsan_default_suppressions(void)
{
    return "leak:libconfig.so\n";
}

void fuzz_finding(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
    abort();
}

uint8_t fuzz_byte(struct fuzz_input *in)
{
    if (!in->left)
        return 0;
    in->left--;
    return *in->at++;
}

uint32_t fuzz_u32(struct fuzz_input *in)
{
    uint32_t value = 0;
    int i;

    for (i = 0; i < 4; i++)
        value = value << 8 | fuzz_byte(in);
    return value;
}

size_t fuzz_bytes(struct fuzz_input *in, const uint8_t **bytes)
{
    size_t n = fuzz_byte(in);

    if (n > in->left)
        n = in->left;
    *bytes = in->at;
    in->at += n;
    in->left -= n;
    return n;
}

void fuzz_text(struct fuzz_input *in, char out[256])
{
    const uint8_t *bytes;
    size_t n = fuzz_bytes(in, &bytes);

    if (n)
        memcpy(out, bytes, n);
    out[n] = '\0';
}

int fuzz_file(const void *bytes, size_t n)
{
    int fd = memfd_create("input", MFD_CLOEXEC);

    HOLDS(fd >= 0);
    HOLDS(n == 0 || write(fd, bytes, n) == (ssize_t)n);
    return fd;
}
