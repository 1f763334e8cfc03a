#include "tests/unit/harness.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define main manual_main
int manual_main(int argc, char **argv);
#include "compat/manual.c"
#include "conf/ras_conf.h"
#include "conf/ras_conf_keys.h"
#undef main

static char *page;
static size_t page_size;

static void make(const char *name)
{
    mdoc_out = open_memstream(&page, &page_size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mdoc_out);
    CU_ASSERT(write_page(name));
    fclose(mdoc_out);
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
    at = item_of("CountryID", &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "No effect: the country code says as much."));
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

/* NAME stands as an item with at least one line of text. */
static void expect_item(const char *name)
{
    char item[160];
    const char *at;

    snprintf(item, sizeof(item), "\n.It %s", name);
    at = strstr(page, item);
    if (at)
        at = strchr(at + 1, '\n');
    if (!at || at[1] == '.' || at[1] == '\0')
        EXPECT_TEXT("missing or empty", name);
}

/* What --json writes, and the exit statuses. */
static void test_json_and_statuses(void)
{
    char item[80];
    size_t i;

    make("rasdial.1");
    for (i = 0; i < sizeof(json_events) / sizeof(*json_events); i++) {
        snprintf(item, sizeof(item), "Ic %s\n", json_events[i].name);
        expect_item(item);
    }
    for (i = 0; i < sizeof(json_keys) / sizeof(*json_keys); i++) {
        snprintf(item, sizeof(item), "Ic %s Pq %s\n", json_keys[i].name,
                 json_keys[i].type);
        expect_item(item);
    }
    CU_ASSERT_PTR_NOT_NULL(
        strstr(page, "\n.It 76\n676: The phone line is busy.\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(page, "\n.It 38\n638: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(page, "\n.It 2 to 254\n"));
    forget();
}

/* The group's part of ras.conf(5), from its title to the next one. */
static const char *group_part(const char *title, size_t *n)
{
    const char *at, *end;

    at = strstr(page, title);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    end = strstr(at, "\n.El\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    *n = (size_t)(end - at);
    return at;
}

/* Where the part of each group begins. */
static const char *const conf_titles[] = {
    [RAS_TOP] = ".Ss \\&The file\n",
    [RAS_DEVICE] = ".Ss \\&A device:",
    [RAS_TIMEOUTS] = ".Ss \\&Deadlines:",
    [RAS_POOL] = ".Ss \\&A pool:",
    [RAS_LOCATION] = ".Ss \\&A location:",
    [RAS_CARD] = ".Ss \\&The card:",
    [RAS_AREA_RULE] = ".Ss \\&An area:",
    [RAS_DIALER] = ".Ss \\&A custom dialer:",
    [RAS_HELPER] = ".Ss \\&The process of",
    [RAS_POLICY] = ".Ss \\&The rules:",
    [RAS_REDIAL] = ".Ss \\&Redialling:",
    [RAS_CAUSE] = ".Ss \\&A kind of failure:",
    [RAS_REDIAL_ENTRY] = ".Ss \\&An entry's own",
    [RAS_LOGGING] = ".Ss \\&The log:",
};

/* Every setting is in its group, with two sentences at least. */
static void test_every_setting(void)
{
    char item[80];
    const char *part, *at, *end;
    size_t i, n = 0, lines;

    make("ras.conf.5");
    for (i = 0; i < ras_conf_n_keys; i++) {
        const struct ras_key *k = &ras_conf_keys[i];

        part = group_part(conf_titles[k->group], &n);
        snprintf(item, sizeof(item), "\n.It Ic \\&%s\n", k->name);
        at = memmem(part, n, item, strlen(item));
        if (!at) {
            EXPECT_TEXT("missing", k->name);
            continue;
        }
        at += strlen(item);
        end = strstr(at, "\n.");
        CU_ASSERT_PTR_NOT_NULL_FATAL(end);
        for (lines = 1; at < end; at++)
            lines += *at == '\n';
        CU_ASSERT(lines >= 2);
    }
    forget();
}

static void expect_part(const char *words)
{
    if (!strstr(page, words))
        EXPECT_TEXT("missing", words);
}

static void test_setting_samples(void)
{
    make("ras.conf.5");
    expect_part("\nA number of seconds, such as 1.5, from 0.05 to 3600; by "
                "default 75 (modem),\n150 (cellular), 75 (direct).\n");
    expect_part("\n\"tone\", \"pulse\" or \"none\"; by default \"tone\"");
    expect_part("A whole number from 1 to 999; it has to be given.\n");
    expect_part("True or false; by default true (modem), false (cellular)");
    expect_part("\nATX4&C1&D2 (modem): V.250");
    expect_part("; a secret: then only");
    expect_part("no-answer 678; ");
    expect_part("device 602, 605-606, ");
    forget();
}

/* The page's example is a file as it stands. */
static void test_conf_example(void)
{
    const char *begin, *end;
    struct conf_problem p = {""};
    struct ras_conf *conf = NULL;
    FILE *f = tmpfile();

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    make("ras.conf.5");
    begin = strstr(page, "\n.Bd -literal -offset indent\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(begin);
    begin += strlen("\n.Bd -literal -offset indent\n");
    end = strstr(begin, "\n.Ed\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CU_ASSERT(fwrite(begin, 1, (size_t)(end - begin), f) ==
              (size_t)(end - begin));
    fflush(f);
    rewind(f);
    EXPECT_NUMBER(ras_conf_load(fileno(f), "example", &conf, &p), CONF_OK);
    EXPECT_TEXT(p.text, "");
    if (conf)
        EXPECT_NUMBER(conf->n_devices, 2);
    ras_conf_free(conf);
    fclose(f);
    forget();
}

/* The part of ras-error(7) that is about CODE; *N is its length. */
static const char *error_item(uint32_t code, size_t *n)
{
    char item[120];
    const char *at, *end;

    snprintf(item, sizeof(item), "\n.It Sy %u %s\n", code, raserr_name(code));
    at = strstr(page, item);
    *n = 0;
    if (!at)
        return NULL;
    at += strlen(item);
    end = strstr(at, "\n.It");
    *n = end ? (size_t)(end - at) : strlen(at);
    return at;
}

/* Every code is there, once, with all that is known of it. */
static void test_every_error(void)
{
    size_t i, n;
    const char *at;
    uint32_t code;

    make("ras-error.7");
    for (i = 0; raserr_code(i, &code); i++) {
        at = error_item(code, &n);
        if (!at) {
            EXPECT_TEXT("missing", raserr_name(code));
            continue;
        }
        EXPECT_NUMBER(has(at, n, "\n.Em Usual cause :\n"),
                      raserr_cause(code) != NULL);
        EXPECT_NUMBER(has(at, n, "\n.Em What to do :\n"),
                      raserr_cause(code) != NULL);
        EXPECT_NUMBER(has(at, n, "\n.Em Dialled again :\n"),
                      raserr_cause(code) && code);
        EXPECT_NUMBER(has(at, n, "Not on Linux: "), !raserr_cause(code));
    }
    CU_ASSERT(i > 340);
    at = error_item(676, &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "The phone line is busy.\n.Em"));
    CU_ASSERT(has(at, n, "Usual cause :\nThe number is engaged"));
    CU_ASSERT(has(at, n, "What to do :\nTry again later.\n"));
    CU_ASSERT(has(at, n, "Dialled again :\nyes."));
    at = error_item(691, &n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    CU_ASSERT(has(at, n, "Dialled again :\nno."));
    forget();
}

static void test_escapes(void)
{
    mdoc_out = open_memstream(&page, &page_size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mdoc_out);
    mdoc_text(".request 'and a \\ backslash, --dashes, one-hyphen.  Next one.");
    mdoc_sentence("", "it ends without a dot");
    mdoc_sentence("", "\'tis so.");
    mdoc_sentence("", "~/.ppprc is read");
    mdoc_sentence("", "");
    fclose(mdoc_out);
    EXPECT_TEXT(page, "\\&.request 'and a \\e backslash, \\-\\-dashes, "
                      "one-hyphen.\nNext one.\nIt ends without a dot.\n"
                      "\\&'tis so.\n~/.ppprc is read.\n\n");
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
    {"every event, member and exit status", test_json_and_statuses},
    {"every error code has its text", test_every_error},
    {"every setting has its text", test_every_setting},
    {"some settings' texts", test_setting_samples},
    {"the example of ras.conf(5) is read", test_conf_example},
    {"text is never taken for a request", test_escapes},
    {"mandoc has nothing to complain of", test_lint},
    {"a page that there is not", test_usage},
    {NULL, NULL},
};
