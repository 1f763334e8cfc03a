/*
 * replay - runs a fuzz target once on each file named on the command line:
 * all in one process, and if that fails each in one of its own.
 */
#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/file.h"

enum { INPUT_MAX = 1 << 20, SECONDS = 60 };

static void run(const char *file)
{
    struct file_bytes input;
    uint8_t *exact;
    int fd;

    if (file_open(file, &fd, NULL) != CONF_OK ||
        file_read(fd, file, INPUT_MAX, &input, NULL) != CONF_OK)
        fuzz_finding("the file can be read", file, 0);
    close(fd);
    exact = malloc(input.n ? input.n : 1); /* without the NUL behind it */
    if (!exact)
        fuzz_finding("there is memory", file, 0);
    memcpy(exact, input.bytes, input.n);
    LLVMFuzzerTestOneInput(exact, input.n);
    free(exact);
    file_free(&input);
}

/* In a process of their own, which does not look for leaks until its end. */
static bool pass(char *const *files, int n)
{
    int status = 0, i;
    pid_t child;

    fflush(stdout); /* or the child writes what is buffered once more */
    child = fork();
    if (child == 0) {
        for (i = 0; i < n; i++) {
            alarm(SECONDS);
            run(files[i]);
        }
        exit(EXIT_SUCCESS); /* not _exit(): leaks are looked for here */
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    bool all = pass(argv + 1, argc - 1);
    unsigned passed = 0, failed = 0;
    int i;

    for (i = 1; i < argc; i++) {
        if (all || pass(argv + i, 1)) {
            passed++;
        } else {
            failed++;
            printf("not ok %s: %s\n", name, argv[i]);
        }
    }
    if (!all && !failed) { /* one of them alone does no harm */
        failed++;
        printf("not ok %s: all files in one process\n", name);
    }
    printf("%s: %u passed, %u failed\n", name, passed, failed);
    return failed || !passed ? EXIT_FAILURE : EXIT_SUCCESS;
}
