/*
 * selftest.c - does the fault injection find what it is there for? Operations
 * that do one thing wrong each, and one that does nothing wrong.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/inject/inject.h"
#include "tests/inject/operation.h"
#include "tests/unit/harness.h"

enum { NO_MEMORY = 8, CANNOT_WRITE = 5 };

static const long others[] = {CANNOT_WRITE, 0};
static void *volatile kept;

static void prepare(void)
{
    put_file("file", "old");
}

/* --- right */

static bool write_text(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text, 3) == 3;

    if (fd >= 0)
        close(fd);
    return ok;
}

static long right(void)
{
    char *text = strdup("new");
    long code = text ? 0 : NO_MEMORY;

    if (text &&
        (!write_text(".file.new", text) || rename(".file.new", "file") < 0))
        code = CANNOT_WRITE;
    say("%s", code ? "" : "done");
    free(text);
    return code;
}

/* --- wrong */

static long crashes(void)
{
    char *text = malloc(10);

    memset(text, 0, 10);
    free(text);
    return 0;
}

static long leaks(void)
{
    char *volatile first = malloc(10);
    char *second = malloc(10);

    if (first && !second) {
        first = NULL;
        return NO_MEMORY;
    }
    free(first);
    free(second);
    return first ? 0 : NO_MEMORY;
}

static long forgets_descriptor(void)
{
    int fd = open("file", O_RDONLY | O_CLOEXEC);
    char c;

    if (fd < 0 || read(fd, &c, 1) < 0)
        return CANNOT_WRITE;
    close(fd);
    return 0;
}

static long forgets_child(void)
{
    pid_t pid = fork();
    char *p;

    if (pid < 0)
        return CANNOT_WRITE;
    if (pid == 0)
        for (;;)
            pause();
    p = malloc(1);
    if (!p)
        return NO_MEMORY;
    free(p);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}

static long wrong_code(void)
{
    free(kept = malloc(1));
    return kept ? 0 : CANNOT_WRITE;
}

static long silent(void)
{
    free(kept = malloc(1));
    return 0;
}

static long half_written(void)
{
    char *p;

    if (!write_text("file", "ne"))
        return CANNOT_WRITE;
    p = malloc(1);
    if (!p)
        return NO_MEMORY;
    free(p);
    return write_text("file", "new") ? 0 : CANNOT_WRITE;
}

static long other_result(void)
{
    char *p = malloc(1);

    say("%s", p ? "all" : "a part");
    free(p);
    return 0;
}

static long hangs(void)
{
    char *p = malloc(1);

    while (!p)
        pause();
    free(p);
    return 0;
}

static long never_comes(void)
{
    /* The second run, and all after it, are others than the first. */
    bool first = access("../new", F_OK) != 0;

    kept = first ? malloc(1) : NULL;
    free(kept);
    return 0;
}

static long says_nothing(void)
{
    return 0;
}

/* --- */

static int run(long (*operation)(void), unsigned loose)
{
    struct operation list[] = {
        {"it", prepare, operation, NO_MEMORY, others, loose},
        {NULL, NULL, NULL, 0, NULL, 0}};
    const struct operation *const lists[] = {list, NULL};
    char program[] = "/proc/self/exe", t[] = "-t", seconds[] = "3";
    char *argv[] = {program, t, seconds, NULL};
    int status = -1;
    pid_t pid;

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

        dup2(null, 1);
        _exit(operations_main(3, argv, "selftest", "inject/selftest", lists));
    }
    CU_ASSERT(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_right(void)
{
    EXPECT_NUMBER(run(right, 0), EXIT_SUCCESS);
}

static void test_wrong(void)
{
    static long (*const wrong[])(void) = {
        crashes, leaks,        forgets_descriptor, forgets_child, wrong_code,
        silent,  half_written, other_result,       hangs,
    };
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (wrong[i] != silent)
            EXPECT_NUMBER(run(wrong[i], 0), EXIT_FAILURE);
    /* It did without: that is what OPERATION_MAY_GO_ON is not for. */
    EXPECT_NUMBER(run(silent, 0), EXIT_SUCCESS);
}

static void test_never_comes(void)
{
    EXPECT_NUMBER(run(never_comes, 0), EXIT_FAILURE);
    EXPECT_NUMBER(run(says_nothing, 0), EXIT_FAILURE);
}

/* --- the plan */

static unsigned failures_of(struct inject_plan plan, unsigned calls)
{
    unsigned failed = 0, i;

    inject_only_object("inject/selftest");
    inject_arm(plan);
    for (i = 0; i < calls; i++) {
        kept = malloc(1);
        failed = failed << 1 | !kept;
        free(kept);
    }
    inject_disarm();
    return failed;
}

static void test_plan(void)
{
    const struct inject_plan once = {INJECT_MEMORY, 2, false, false},
                             forever = {INJECT_MEMORY, 2, true, false},
                             count = {INJECT_MEMORY, 0, false, false},
                             other = {INJECT_FILES, 1, true, false};

    EXPECT_NUMBER(failures_of(once, 4), 4);
    EXPECT_NUMBER(inject_seen(), 4);
    EXPECT_NUMBER(inject_fired(), 1);
    EXPECT_TEXT(inject_name(), "malloc");
    CU_ASSERT(inject_place() != 0);
    EXPECT_NUMBER(failures_of(forever, 4), 7);
    EXPECT_NUMBER(inject_fired(), 3);
    EXPECT_NUMBER(failures_of(count, 4), 0);
    EXPECT_NUMBER(inject_seen(), 4);
    EXPECT_NUMBER(failures_of(other, 4), 0);
    EXPECT_NUMBER(inject_seen(), 0);
    inject_only_object("nobody's");
    inject_arm(forever);
    kept = malloc(1);
    free(kept);
    inject_disarm();
    EXPECT_NUMBER(inject_seen(), 0);
}

/* A call that fails says why, and one that does not leaves errno alone. */
static void test_errno(void)
{
    inject_only_object("inject/selftest");
    inject_arm((struct inject_plan){INJECT_FILES, 1, false, false});
    EXPECT_NUMBER(open("/dev/null", O_RDONLY | O_CLOEXEC), -1);
    EXPECT_NUMBER(errno, EMFILE);
    errno = EDOM;
    EXPECT_NUMBER(access("/", F_OK), 0);
    EXPECT_NUMBER(errno, EDOM);
    inject_disarm();
}

const char unit_name[] = "inject selftest";
const struct unit_test unit_tests[] = {
    {"the plan says which call fails", test_plan},
    {"a failure has its errno", test_errno},
    {"an operation that does it right passes", test_right},
    {"each fault is found", test_wrong},
    {"a failure that does not come fails", test_never_comes},
    {NULL, NULL},
};
