/*
 * operation.h - one thing that the product does, whatever fails meanwhile.
 *
 * Owns the loop over all failures: each in a child of its own and in a
 * directory of its own, once alone and once with all that follow, and what
 * must be true after every one of them:
 *
 * - the process is alive, has leaked nothing (LeakSanitizer), has the
 *   descriptors that it had and no child;
 * - the answer is that for no memory where memory was the cause, one of those
 *   that are documented where it was something else, or success;
 * - with success, the result and the files are those of an undisturbed run;
 *   without, each file is as before or as it was to become, and as before if
 *   memory was the cause;
 * - after a signal, for which a call that waits ends early: success;
 * - what the operation itself has to say: expect().
 *
 * An armed failure that does not come fails, too.
 */
#ifndef TESTS_INJECT_OPERATION_H
#define TESTS_INJECT_OPERATION_H

#include <stdbool.h>
#include <stddef.h>

struct operation {
    const char *name;
    void (*prepare)(void); /* makes the files, in the working directory */
    long (*run)(void);     /* 0 is success */
    long no_memory;        /* what it answers then */
    const long *others;    /* ... to any other failure; 0 at the end, NULL:
                              anything but no_memory */
    unsigned loose;        /* of the below */
};

enum {
    /* The files of two undisturbed runs differ: in a time, an identifier. */
    OPERATION_FILES_VARY = 1,
    /* What cannot be read is left out, as is documented; but never for want
       of memory. */
    OPERATION_MAY_GO_ON = 2,
    /* Threads or processes take part: a call may come more or less often. */
    OPERATION_CALLS_VARY = 4,
    /* So many files that the state is more than one: any mix is sound. */
    OPERATION_MANY_FILES = 8,
    OPERATION_SLOW = 16, /* a dial: fewer failures of each are tried */
    /* It says when it happened: two results differ. */
    OPERATION_RESULT_VARIES = 32,
    /* No memory is one of several answers that it has for trouble. */
    OPERATION_ANY_TROUBLE = 64
};

/* For run(): what it found, to be compared when it succeeds. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For run(): what must be true whatever has failed. */
#define expect(condition)                                                      \
    expect_that((condition), #condition, __FILE__, __LINE__)
void expect_that(bool fine, const char *what, const char *file, unsigned line);

/* For run(): no call fails from here on; what follows is only looking. */
void undisturbed(void);

/* For prepare(). */
void put_file(const char *name, const char *text);
/* The absolute path of NAME in the working directory; static memory, 8. */
const char *path_of(const char *name);

/*
 * The absolute path of a program of the build that the operations are of;
 * static memory, 4.
 */
const char *operation_program(const char *name);

/* Has the failure come, and was it memory? */
bool operation_lacks_memory(void);

/* The environment variable for a tool that is to fail in our place. */
const char *operation_state(void);

/*
 * All of the LISTS, with the program's options. The calls that count are those
 * of the shared object OBJECT; NULL: those at the program's places.
 */
int operations_main(int argc, char **argv, const char *program,
                    const char *object, const struct operation *const *lists);

extern const struct operation conf_operations[];
extern const struct operation compat_operations[];
extern const struct operation tool_operations[];
extern const struct operation api_operations[];

#endif
