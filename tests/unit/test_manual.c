#include "tests/unit/harness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define main manual_main
int manual_main(int argc, char **argv);
#include "compat/manual.c"
#undef main

static char *page;
static size_t page_size;

static void make(const char *name)
{
    to = open_memstream(&page, &page_size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(to);
    CU_ASSERT(write_page(name));
    fclose(to);
}

static void forget(void)
{
    free(page);
    page = NULL;
}

/* The lines from KEY's own to that of the next one, or NULL. */
static const char *item_of(const char *key, size_t *n)
{
    char request_line[128];
    const char *at, *end;

    snprintf(request_line, sizeof(request_line), "\n.It Ic \\&%s\n", key);
    at = strstr(page, request_line);
    if (!at)
        return NULL;
    at += strlen(request_line);
    end = strstr(at, "\n.");
    *n = end ? (size_t)(end - at) : strlen(at);
    return at;
}

static bool has(const char *at, size_t n, const char *text)
{
    return memmem(at, n, text, strlen(text)) != NULL;
}

/* Every key has its values, its age, and what it does or why it does not. */
static void test_every_key(void)
{
    size_t i, n = 0, lines, k;
    const char *at;

    make("rasphone.pbk.5");
    for (i = 0; i < PBK_KEYS; i++) {
        at = item_of(pbk_keys[i].name, &n);
        if (!at)
            fprintf(stderr, "missing: %s\n", pbk_keys[i].name);
        CU_ASSERT_PTR_NOT_NULL(at);
        if (!at)
            continue;
        CU_ASSERT(pbk_keys[i].effect[0] != '\0');
        for (k = 0, lines = 1; k < n; k++)
            lines += at[k] == '\n';
        if (lines < 2)
            fprintf(stderr, "no effect told: %s\n", pbk_keys[i].name);
        CU_ASSERT(lines >= 2);
        EXPECT_NUMBER(has(at, n, "No effect: "),
                      effect_none(&pbk_keys[i]) != NULL);
    }
    forget();
}

static void test_samples(void)
{
    size_t n = 0;
    const char *at;

    make("rasphone.pbk.5");
    at = item_of("RedialAttempts", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "A number from 0 to 99, by default 3; beyond that"));
    CU_ASSERT(has(at, n, "\nTries after the first one."));
    at = item_of("IpAddress", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "It counts only with IpAssign=2."));
    at = item_of("CallbackMode", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "No effect: pppd asks for no callback."));
    at = item_of("DataEncryption", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "Also spelt DataEncrypton."));
    at = item_of("PreSharedKey", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "a secret"));
    forget();
}

static void test_commands_and_switches(void)
{
    size_t i;

    make("rasphone.1");
    for (i = 0; i < RASPHONE_COMMANDS; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(page, rasphone_commands[i].name));
    for (i = 0; i < rasphone_n_options; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(page, rasphone_option_table[i].name));
    forget();
    make("rasdial.1");
    for (i = 0; i < rasdial_n_switches; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(page, rasdial_switches[i].name));
    forget();
}

static void test_escapes(void)
{
    to = open_memstream(&page, &page_size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(to);
    text(".request 'and a \\ backslash, --dashes, one-hyphen.  Next one.");
    sentence("", "it ends without a dot");
    fclose(to);
    EXPECT_TEXT(page, "\\&.request 'and a \\e backslash, \\-\\-dashes, "
                      "one-hyphen.\nNext one.\nIt ends without a dot.\n");
    forget();
}

/* mandoc's complaints of FILE, but for the manuals that it does not have. */
static int complaints(const char *file)
{
    char line[512];
    int fds[2], n = 0, status = -1;
    FILE *in;
    pid_t pid;

    CU_ASSERT_FATAL(pipe(fds) == 0);
    pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        dup2(fds[1], 1);
        dup2(open("/dev/null", O_WRONLY), 2); /* its database is old */
        close(fds[0]);
        execlp("mandoc", "mandoc", "-T", "lint", file, (char *)NULL);
        _exit(127);
    }
    close(fds[1]);
    in = fdopen(fds[0], "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    while (fgets(line, sizeof(line), in)) {
        if (strstr(line, "referenced manual not found"))
            continue;
        fputs(line, stderr);
        n++;
    }
    fclose(in);
    waitpid(pid, &status, 0);
    CU_ASSERT(WIFEXITED(status) && WEXITSTATUS(status) != 127);
    return n;
}

/* mandoc compares the file's name with the page's section. */
static void test_lint(void)
{
    char dir[] = "/tmp/test_manual.XXXXXX", file[64];
    size_t i;
    FILE *f;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
    for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        make(pages[i].name);
        snprintf(file, sizeof(file), "%s/%s", dir, pages[i].name);
        f = fopen(file, "we");
        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        CU_ASSERT(fwrite(page, 1, page_size, f) == page_size);
        fclose(f);
        EXPECT_NUMBER(complaints(file), 0);
        unlink(file);
        forget();
    }
    CU_ASSERT(rmdir(dir) == 0);
}

static void test_usage(void)
{
    char program[] = "manual", name[] = "nothing";
    char *argv[] = {program, name, NULL};
    int before = dup(2);

    CU_ASSERT_PTR_NOT_NULL(freopen("/dev/null", "w", stderr));
    EXPECT_NUMBER(manual_main(2, argv), 1);
    EXPECT_NUMBER(manual_main(1, argv), 1);
    fflush(stderr);
    dup2(before, 2);
    close(before);
}

const char unit_name[] = "manual";
const struct unit_test unit_tests[] = {
    {"every key has its text", test_every_key},
    {"some keys' texts", test_samples},
    {"every command, option and switch is there", test_commands_and_switches},
    {"text is never taken for a request", test_escapes},
    {"mandoc has nothing to complain of", test_lint},
    {"a page that there is not", test_usage},
    {NULL, NULL},
};
