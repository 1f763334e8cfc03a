#include "compat/metrics.c"

#include <sys/wait.h>

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

static char dir[128], file[128];
static struct conf_problem problem;

static void begin(void)
{
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(dir, sizeof(dir), "%s", fake_path("state"));
    snprintf(file, sizeof(file), "%s", fake_path("x.prom"));
    problem.text[0] = '\0';
}

static void count(struct history *h, void *context)
{
    const uint64_t *n = context;

    counters_add(&h->counters.calls, *n);
    counters_failed(&h->counters, 676, *n);
}

static void dial(const char *book, const char *entry, uint64_t n)
{
    struct history h;

    EXPECT_NUMBER(history_update(dir, book, entry, count, &n, &h, &problem),
                  CONF_OK);
}

static char shown[1 << 20];

static const char *publish(void)
{
    struct file_bytes bytes;
    int fd;

    EXPECT_NUMBER(metrics_publish(dir, file, &problem), CONF_OK);
    EXPECT_TEXT(problem.text, "");
    EXPECT_NUMBER(file_open(file, &fd, NULL), CONF_OK);
    EXPECT_NUMBER(file_read(fd, file, sizeof(shown) - 1, &bytes, NULL),
                  CONF_OK);
    snprintf(shown, sizeof(shown), "%s", bytes.bytes ? bytes.bytes : "");
    file_free(&bytes);
    close(fd);
    return shown;
}

/* --- the format */

static void test_format(void)
{
    static const char expected[] =
        "# HELP ppp_rasdial_calls_total Calls that were begun.\n"
        "# TYPE ppp_rasdial_calls_total counter\n"
        "ppp_rasdial_calls_total{entry=\"A\",phonebook=\"/b\"} 3\n"
        "ppp_rasdial_calls_total{entry=\"B\",phonebook=\"/b\"} 0\n"
        "# HELP ppp_rasdial_connects_total Calls that brought IP up.\n"
        "# TYPE ppp_rasdial_connects_total counter\n"
        "ppp_rasdial_connects_total{entry=\"A\",phonebook=\"/b\"} 2\n"
        "ppp_rasdial_connects_total{entry=\"B\",phonebook=\"/b\"} 0\n"
        "# HELP ppp_rasdial_failures_total Calls and connections that ended "
        "with a RAS error, by its code.\n"
        "# TYPE ppp_rasdial_failures_total counter\n"
        "ppp_rasdial_failures_total{entry=\"A\",phonebook=\"/b\",code=\"676\","
        "name=\"ERROR_LINE_BUSY\"} 1\n"
        "# HELP ppp_rasdial_connected_seconds_total Seconds connected";
    static struct history list[2] = {
        {.entry = "A", .phonebook = "/b"},
        {.entry = "B", .phonebook = "/b"},
    };
    struct buf out = buf_new(METRICS_MAX);

    list[0].counters = (struct counters){.calls = 3, .connects = 2};
    counters_failed(&list[0].counters, 676, 1);
    list[0].policy.locked = 5;
    EXPECT_NUMBER(metrics_show(list, 2, &out), CONF_OK);
    snprintf(shown, sizeof(expected), "%s", buf_text(&out));
    EXPECT_TEXT(shown, expected);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_text(&out),
                                  "\nppp_rasdial_locked{entry=\"A\","
                                  "phonebook=\"/b\"} 1\n"));
    buf_free(&out);
}

/*
 * A reader as the format's document has it: a metric's samples stand together,
 * a line is NAME{LABEL="VALUE",...} NUMBER. The number of samples, 0 for what
 * it would refuse.
 */
static const char *read_value(const char *s, char *value)
{
    for (; *s && *s != '"' && *s != '\n'; s++) {
        if (*s == '\\') {
            s++;
            if (*s != '\\' && *s != '"' && *s != 'n')
                return NULL;
            *value++ = *s == 'n' ? '\n' : *s;
        } else {
            *value++ = *s;
        }
    }
    *value = '\0';
    return *s == '"' ? s + 1 : NULL;
}

static const char *read_sample(const char *s, char entry[8192])
{
    char value[8192];

    s = strstr(s, "{entry=\"");
    if (!s || !(s = read_value(s + 8, entry)) ||
        strncmp(s, ",phonebook=\"", 12))
        return NULL;
    s = read_value(s + 12, value);
    if (s && strncmp(s, ",code=\"", 7) == 0) {
        s = read_value(s + 7, value);
        if (!s || strncmp(s, ",name=\"", 7) != 0)
            return NULL;
        s = read_value(s + 7, value);
    }
    if (!s || strncmp(s, "} ", 2) != 0)
        return NULL;
    s += 2;
    if (!strspn(s, "0123456789"))
        return NULL;
    s += strspn(s, "0123456789");
    return *s == '\n' ? s + 1 : NULL;
}

static size_t read_metrics(const char *s, const char *wanted)
{
    char entry[8192];
    size_t n = 0;

    for (; s && *s; n++) {
        while (s && *s == '#')
            s = strchr(s, '\n') ? strchr(s, '\n') + 1 : NULL;
        if (!s || !*s)
            return n;
        s = read_sample(s, entry);
        if (s && wanted)
            EXPECT_TEXT(entry, wanted);
    }
    return s ? n : 0;
}

static void test_hostile_names(void)
{
    static const char *const names[] = {
        "quote \" quote",
        "back\\slash",
        "ends with \\",
        "\\\"",
        "line\nfeed 7\nppp_rasdial_calls_total{entry=\"x\"} 1",
        "}\" 1 #",
        "\r\t\x01\x7f",
        "%22%0A",
        "caf\xc3\xa9",
        "{}[]=,;",
        " ",
    };
    static struct history h;
    struct buf out;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        memset(&h, 0, sizeof(h));
        snprintf(h.entry, sizeof(h.entry), "%s", names[i]);
        snprintf(h.phonebook, sizeof(h.phonebook), "/%s", names[i]);
        counters_failed(&h.counters, 676, 1);
        out = buf_new(METRICS_MAX);
        EXPECT_NUMBER(metrics_show(&h, 1, &out), CONF_OK);
        EXPECT_NUMBER(read_metrics(buf_text(&out), names[i]), 9);
        buf_free(&out);
    }
}

/* node_exporter refuses a file with other bytes as a whole. */
static void test_no_utf8(void)
{
    static struct history h = {.entry = "a\xff\xc3(", .phonebook = "/"};
    struct buf out = buf_new(METRICS_MAX);

    EXPECT_NUMBER(metrics_show(&h, 1, &out), CONF_OK);
    CU_ASSERT(text_utf8_length(buf_text(&out), out.used) > 0);
    EXPECT_NUMBER(read_metrics(buf_text(&out), "a\\xFF\\xC3("), 8);
    CU_ASSERT(!strchr(buf_text(&out), '\xff'));
    buf_free(&out);
}

/* --- the file */

static void test_file(void)
{
    struct stat st;

    begin();
    dial("/b", "A", 3);
    dial("/b", "line\nfeed", 1);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(publish(), "_calls_total{entry=\"A\",phonebook=\"/b\"} 3"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(shown, "{entry=\"line\\nfeed\",phonebook=\"/b\"} 1"));
    EXPECT_NUMBER(read_metrics(shown, NULL), 18);
    EXPECT_NUMBER(stat(file, &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0644);
    dial("/b", "A", 4); /* another process, a year later */
    CU_ASSERT_PTR_NOT_NULL(
        strstr(publish(), "_calls_total{entry=\"A\",phonebook=\"/b\"} 7"));
    fake_files_end();
}

/* The directory may be somebody else's. */
static void test_link(void)
{
    char victim[128];
    struct stat st;

    begin();
    CU_ASSERT(fake_write("victim", "dear"));
    snprintf(victim, sizeof(victim), "%s", fake_path("victim"));
    dial("/b", "A", 1);
    CU_ASSERT(symlink(victim, file) == 0);
    CU_ASSERT(symlink(victim, fake_path(".x.prom.new")) == 0);
    CU_ASSERT(strlen(publish()) > 100);
    EXPECT_NUMBER(lstat(file, &st), 0);
    CU_ASSERT(S_ISREG(st.st_mode));
    EXPECT_NUMBER(stat(victim, &st), 0);
    EXPECT_NUMBER(st.st_size, 4);
    fake_files_end();
}

static void test_failures(void)
{
    begin();
    EXPECT_NUMBER(metrics_publish(dir, file, &problem), CONF_WRITE);
    dial("/b", "A", 1);
    EXPECT_NUMBER(metrics_publish(dir, "/nowhere/x.prom", &problem),
                  CONF_WRITE);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "/nowhere/"));
    CU_ASSERT(mkdir(file, 0755) == 0); /* it cannot be replaced */
    EXPECT_NUMBER(metrics_publish(dir, file, &problem), CONF_WRITE);
    CU_ASSERT(access(fake_path(".x.prom.new"), F_OK) < 0);
    CU_ASSERT(rmdir(file) == 0);
    fake_files_end();
}

/* What is cut off would name another file. */
static void test_long_paths(void)
{
    char name[NAME_MAX + 1], path[PATH_MAX + 2];

    begin();
    dial("/b", "A", 1);
    memset(name, 'x', NAME_MAX);
    memcpy(name + NAME_MAX - 5, ".prom", 6);
    snprintf(path, sizeof(path), "%.*s/%s", (int)(strrchr(file, '/') - file),
             file, name);
    EXPECT_NUMBER(metrics_publish(dir, path, &problem), CONF_WRITE);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "too long"));
    EXPECT_NUMBER(metrics_publish(dir, "x.prom", &problem), CONF_WRITE);
    CU_ASSERT(access("x.prom", F_OK) < 0);
    memset(path, '/', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    EXPECT_NUMBER(metrics_publish(path, file, &problem), CONF_LIMIT);
    CU_ASSERT(access(file, F_OK) < 0);
    fake_files_end();
}

/* A damaged history is left out, and hides no other one. */
static void test_damaged(void)
{
    begin();
    dial("/b", "A", 5);
    CU_ASSERT(fake_write("state/0.state", "rubbish"));
    CU_ASSERT(fake_write("state/other.txt", "rubbish"));
    EXPECT_NUMBER(read_metrics(publish(), "A"), 9);
    fake_files_end();
}

static void test_together(void)
{
    enum { PROCESSES = 4, ROUNDS = 15 };
    static const char *const names[] = {"A", "B"};
    pid_t pids[PROCESSES];
    int i, k, status;

    begin();
    for (i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            for (k = 0; k < ROUNDS; k++) {
                dial("/b", names[i % 2], 1);
                if (metrics_publish(dir, file, &problem) != CONF_OK)
                    _exit(1);
            }
            _exit(0);
        }
    }
    for (i = 0; i < PROCESSES; i++) {
        CU_ASSERT(waitpid(pids[i], &status, 0) == pids[i]);
        EXPECT_NUMBER(status, 0);
    }
    /* Whoever came last has seen all: nothing is published once more. */
    {
        struct file_bytes bytes;
        int fd;

        EXPECT_NUMBER(file_open(file, &fd, NULL), CONF_OK);
        EXPECT_NUMBER(file_read(fd, file, METRICS_MAX, &bytes, NULL), CONF_OK);
        CU_ASSERT_PTR_NOT_NULL(strstr(
            bytes.bytes, "calls_total{entry=\"A\",phonebook=\"/b\"} 30\n"));
        CU_ASSERT_PTR_NOT_NULL(strstr(
            bytes.bytes, "calls_total{entry=\"B\",phonebook=\"/b\"} 30\n"));
        file_free(&bytes);
        close(fd);
    }
    fake_files_end();
}

/* What has no name has none, as codes that came when there was no room. */
static void test_codes(void)
{
    static const uint32_t codes[] = {676, 0, 5000};
    struct history h;
    struct buf out = buf_new(METRICS_MAX);
    size_t i;

    memset(&h, 0, sizeof(h));
    snprintf(h.entry, sizeof(h.entry), "A");
    h.counters.n_failures = sizeof(codes) / sizeof(*codes);
    for (i = 0; i < h.counters.n_failures; i++)
        h.counters.failures[i] = (struct counters_failure){codes[i], i + 1};
    EXPECT_NUMBER(metrics_show(&h, 1, &out), CONF_OK);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(buf_text(&out), ",code=\"676\",name=\"ERROR_LINE_BUSY\"} 1\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(buf_text(&out), ",code=\"0\",name=\"\"} 2\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(buf_text(&out), ",code=\"5000\",name=\"\"} 3\n"));
    buf_free(&out);
}

/* Only the name of a history makes a file one. */
static void test_other_files(void)
{
    static const char *const names[] = {"state/.hidden.state", "state/.state",
                                        "state/1.stat", "state/a"};
    size_t i;

    begin();
    dial("/b", "A", 5);
    for (i = 0; i < sizeof(names) / sizeof(*names); i++)
        CU_ASSERT(fake_write(names[i], "ppp-rasdial-history 1\nphonebook /b\n"
                                       "entry Z\ncalls 7\nend\n"));
    CU_ASSERT_PTR_NULL(strstr(publish(), "entry=\"Z\""));
    CU_ASSERT(fake_write("state/z.state", "ppp-rasdial-history 1\n"
                                          "phonebook /b\nentry Z\ncalls 7\n"
                                          "end\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(publish(), "entry=\"Z\""));
    fake_files_end();
}

/* A directory that is longer than any path. */
static void test_long_directory(void)
{
    static char path[2 * PATH_MAX];

    begin();
    dial("/b", "A", 1);
    memset(path, 'x', sizeof(path) - 1);
    memcpy(path + sizeof(path) - 8, "/x.prom", 8);
    EXPECT_NUMBER(metrics_publish(dir, path, &problem), CONF_WRITE);
    fake_files_end();
}

const char unit_name[] = "metrics";
const struct unit_test unit_tests[] = {
    {"the exposition format", test_format},
    {"hostile names", test_hostile_names},
    {"bytes that are no UTF-8", test_no_utf8},
    {"the file", test_file},
    {"symbolic links are not followed", test_link},
    {"what can go wrong", test_failures},
    {"paths that are too long", test_long_paths},
    {"damaged histories", test_damaged},
    {"several processes lose nothing", test_together},
    {"codes without a name", test_codes},
    {"files that are no history", test_other_files},
    {"a directory that is too long", test_long_directory},
    {NULL, NULL},
};
