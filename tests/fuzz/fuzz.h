/*
 * fuzz.h - what the fuzz targets share.
 *
 * A target is one fuzz_NAME.c with libFuzzer's entry point. It is linked with
 * libFuzzer to find new inputs (`make fuzz`), and with replay.c to run those
 * in corpus/NAME once more, under any compiler (tests/fuzz/replay).
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What must hold for every input; anything else is a finding. */
#define HOLDS(condition)                                                       \
    do {                                                                       \
        if (!(condition))                                                      \
            fuzz_finding(#condition, __FILE__, __LINE__);                      \
    } while (0)
void fuzz_finding(const char *condition, const char *file, int line)
    __attribute__((noreturn));

/* An input that is consumed bit by bit; at its end it yields zeros. */
struct fuzz_input {
    const uint8_t *at;
    size_t left;
};
uint8_t fuzz_byte(struct fuzz_input *in);
uint32_t fuzz_u32(struct fuzz_input *in);
/* The next bytes, as many as the byte before them says; a text if OUT. */
size_t fuzz_bytes(struct fuzz_input *in, const uint8_t **bytes);
void fuzz_text(struct fuzz_input *in, char out[256]);

/* A file in memory with these bytes. */
int fuzz_file(const void *bytes, size_t n);

/*
 * The path of NAME in a directory of this process's own, which goes with it;
 * valid until the next call but seven.
 */
const char *fuzz_path(const char *name);

/* Writes and reads a file, readable by its owner alone; what is read is
 * followed by NUL. */
void fuzz_write(const char *path, const void *bytes, size_t n);
const char *fuzz_read(const char *path, size_t *n);

/* The lowest descriptor that is free: another one after a call is a leak. */
int fuzz_next_descriptor(void);

/* May these bytes be shown on a terminal: no control character but newlines? */
bool fuzz_is_showable(const char *bytes, size_t n);

#endif
