#include "compat/history.c"

#include <sys/wait.h>

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

#define BOOK  "/etc/ppp/ras/no-such-book.pbk"
#define ENTRY "Night backup"

static char dir[128];
static struct history now;
static struct conf_problem problem;

static void begin(void)
{
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(dir, sizeof(dir), "%s", fake_path("state"));
    problem.text[0] = '\0';
}

static const char *file_of(const char *book, const char *entry)
{
    static char path[PATH_MAX];
    struct history key;

    EXPECT_NUMBER(make_key(book, entry, &key, &problem), CONF_OK);
    CU_ASSERT(file_name(dir, &key, path));
    return path;
}

static void fill(struct history *h, void *context)
{
    (void)context;
    h->policy.error = 676;
    h->policy.ended = 1795000000;
    h->policy.locked = 1795000001;
    policy_count(&h->policy.failed, 676);
    policy_count(&h->policy.failed, 691);
    policy_count(&h->policy.failed, 676);
    counters_add(&h->counters.calls, 12);
    counters_add(&h->counters.seconds, UINT64_MAX);
    counters_failed(&h->counters, 676, 9);
}

static void call(struct history *h, void *context)
{
    (void)context;
    counters_add(&h->counters.calls, 1);
    counters_failed(&h->counters, 676, 1);
}

static enum conf_result update(void (*change)(struct history *h, void *context))
{
    return history_update(dir, BOOK, ENTRY, change, NULL, &now, &problem);
}

static enum conf_result load(const char *entry)
{
    return history_read(dir, BOOK, entry, &now, &problem);
}

static void test_round_trip(void)
{
    struct history first;
    struct stat st;

    begin();
    EXPECT_NUMBER(load(ENTRY), CONF_OK); /* never dialled */
    EXPECT_NUMBER(now.counters.calls, 0);
    EXPECT_NUMBER(update(fill), CONF_OK);
    first = now;
    EXPECT_NUMBER(load(ENTRY), CONF_OK);
    EXPECT_NUMBER(memcmp(&first, &now, sizeof(now)), 0);
    EXPECT_NUMBER(now.policy.failed.list[0].count, 2);
    EXPECT_NUMBER(now.policy.locked, 1795000001);
    CU_ASSERT(now.counters.seconds == UINT64_MAX);
    EXPECT_NUMBER(load("Another"), CONF_OK);
    EXPECT_NUMBER(now.counters.calls, 0);
    EXPECT_NUMBER(stat(dir, &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0755);
    EXPECT_NUMBER(stat(file_of(BOOK, ENTRY), &st), 0);
    EXPECT_NUMBER(st.st_mode & 07133, 0); /* nobody else writes it */
    fake_files_end();
}

/* As documented in history.h. */
static void test_text(void)
{
    static const char expected[] =
        "ppp-rasdial-history 1\nphonebook " BOOK "\nentry Night%20backup\n"
        "error 676\nended 1795000000\nlocked 1795000001\ndamaged 0\n"
        "calls 12\nconnects 0\nseconds 18446744073709551615\nsent 0\n"
        "received 0\nfailed 676 2\nfailed 691 1\nfailures 676 9\nend\n";
    struct file_bytes bytes;
    int fd;

    begin();
    EXPECT_NUMBER(update(fill), CONF_OK);
    EXPECT_NUMBER(file_open(file_of(BOOK, ENTRY), &fd, NULL), CONF_OK);
    EXPECT_NUMBER(file_read(fd, "x", HISTORY_FILE_MAX, &bytes, NULL), CONF_OK);
    EXPECT_TEXT(bytes.bytes, expected);
    file_free(&bytes);
    close(fd);
    fake_files_end();
}

static void test_names(void)
{
    static const char *const names[] = {
        "a\nb 1",    "%41", "A", "100 %", "\x7f\t", "caf\xc3\xa9 \"x\" \\",
        "failed 1 1"};
    size_t i;

    begin();
    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        EXPECT_NUMBER(
            history_update(dir, BOOK, names[i], call, NULL, &now, &problem),
            CONF_OK);
        EXPECT_NUMBER(now.counters.calls, 1);
        EXPECT_NUMBER(load(names[i]), CONF_OK);
        EXPECT_NUMBER(now.counters.calls, 1);
        EXPECT_TEXT(now.entry, names[i]);
    }
    fake_files_end();
}

/* One book has one history, whatever it is called. */
static void test_paths(void)
{
    char book[128], other[200];

    begin();
    CU_ASSERT(fake_write("pbk", "x"));
    snprintf(book, sizeof(book), "%s", fake_path("pbk"));
    snprintf(other, sizeof(other), "%s/../%s", dir, "pbk");
    CU_ASSERT(mkdir(dir, 0755) == 0);
    EXPECT_NUMBER(history_update(dir, book, "E", call, NULL, &now, &problem),
                  CONF_OK);
    EXPECT_NUMBER(history_read(dir, other, "E", &now, &problem), CONF_OK);
    EXPECT_NUMBER(now.counters.calls, 1);
    EXPECT_TEXT(now.phonebook, book);
    fake_files_end();
}

/* --- damage */

static void damage(const char *text, size_t n)
{
    FILE *f = fopen(file_of(BOOK, ENTRY), "w");

    CU_ASSERT_FATAL(f != NULL);
    EXPECT_NUMBER(fwrite(text, 1, n, f), n);
    fclose(f);
}

#define HEAD "ppp-rasdial-history 1\nphonebook " BOOK "\nentry Night%20backup\n"

static void test_damage(void)
{
    static const char *const texts[] = {
        "",
        "ppp-rasdial-history 2\nend\n",
        HEAD,
        HEAD "calls 12\n",
        HEAD "calls 12\nend",
        HEAD "calls 12\nend\n\n",
        HEAD "calls 12 \nend\n",
        HEAD "calls -1\nend\n",
        HEAD "calls 18446744073709551616\nend\n",
        HEAD "damaged 2\nend\n",
        HEAD "damaged 9\nend\n",
        HEAD "ended 9223372036854775808\nend\n",
        HEAD "failed 676\nend\n",
        HEAD "failed 676 4294967296\nend\n",
        HEAD "calls\nend\n",
        HEAD "call 1\nend\n",
        HEAD "\nend\n",
        HEAD "entry a%2\nend\n",
        HEAD "entry a%00b\nend\n",
        HEAD "entry Another\nend\n",
        "ppp-rasdial-history 1\nend\n",
    };
    size_t i;

    begin();
    CU_ASSERT(mkdir(dir, 0755) == 0);
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        damage(texts[i], strlen(texts[i]));
        EXPECT_NUMBER(load(ENTRY), CONF_FORMAT);
        CU_ASSERT(now.policy.damaged);
        EXPECT_NUMBER(now.counters.calls, 0);
        EXPECT_TEXT(now.entry, ENTRY);
        CU_ASSERT(strstr(problem.text, "damaged") != NULL);
        EXPECT_NUMBER(update(call), CONF_OK);
        EXPECT_NUMBER(load(ENTRY), CONF_OK); /* said once, and remembered */
        CU_ASSERT(now.policy.damaged);
        EXPECT_NUMBER(now.counters.calls, 1);
    }
    damage(HEAD "calls 7\nend\n", strlen(HEAD "calls 7\nend\n"));
    EXPECT_NUMBER(load(ENTRY), CONF_OK);
    EXPECT_NUMBER(now.counters.calls, 7);
    fake_files_end();
}

/* More codes than are kept, a path that is too long, a name without end. */
static void test_bounds(void)
{
    static const struct {
        const char *key;
        int most;
    } rows[] = {{"failed", POLICY_CODES}, {"failures", COUNTERS_CODES}};
    static char text[16384], name[sizeof(now.entry) + 1];
    size_t i;
    int n, k;

    begin();
    CU_ASSERT(mkdir(dir, 0755) == 0);
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        n = snprintf(text, sizeof(text), "%s", HEAD);
        for (k = 0; k < rows[i].most; k++)
            n += snprintf(text + n, sizeof(text) - (size_t)n, "%s %d 1\n",
                          rows[i].key, 600 + k);
        snprintf(text + n, sizeof(text) - (size_t)n, "end\n");
        damage(text, strlen(text));
        EXPECT_NUMBER(load(ENTRY), CONF_OK);
        snprintf(text + n, sizeof(text) - (size_t)n, "%s 999 1\nend\n",
                 rows[i].key);
        damage(text, strlen(text));
        EXPECT_NUMBER(load(ENTRY), CONF_FORMAT);
    }
    memset(name, 'n', sizeof(name) - 1);
    EXPECT_NUMBER(load(name), CONF_LIMIT);
    name[sizeof(name) - 2] = '\0';
    EXPECT_NUMBER(load(name), CONF_OK); /* there is no such history */
    memset(text, 'd', PATH_MAX);
    text[PATH_MAX] = '\0';
    EXPECT_NUMBER(history_read(text, BOOK, ENTRY, &now, &problem), CONF_LIMIT);
    EXPECT_NUMBER(history_update(text, BOOK, ENTRY, call, NULL, &now, &problem),
                  CONF_LIMIT);
    fake_files_end();
}

/* No bytes make it read beyond them, or forget its bounds. */
static void test_garbage(void)
{
    static const char good[] =
        HEAD "error 676\ncalls 12\nfailed 676 2\nfailures 676 9\nend\n";
    char bytes[sizeof(good)], *exact;
    size_t i, n, sound = 0;
    unsigned random = 1;

    for (i = 0; i < 20000; i++) {
        memcpy(bytes, good, sizeof(good));
        n = sizeof(good) - 1;
        random = random * 1664525u + 1013904223u;
        bytes[(random >> 8) % n] = (char)(random >> 24);
        if (random & 1)
            n = (random >> 4) % n;
        exact = malloc(n ? n : 1); /* the sanitizer sees its end */
        CU_ASSERT_FATAL(exact != NULL);
        memcpy(exact, bytes, n);
        sound += history_parse(exact, n, &now) == CONF_OK;
        CU_ASSERT(memchr(now.entry, 0, sizeof(now.entry)) != NULL);
        CU_ASSERT(now.policy.failed.n <= POLICY_CODES);
        free(exact);
    }
    CU_ASSERT(sound > 0 && sound < i);
}

static void test_giant(void)
{
    char text[HISTORY_FILE_MAX + 2];

    begin();
    CU_ASSERT(mkdir(dir, 0755) == 0);
    memset(text, 'x', sizeof(text));
    damage(text, sizeof(text));
    EXPECT_NUMBER(load(ENTRY), CONF_FORMAT);
    EXPECT_NUMBER(update(call), CONF_OK);
    CU_ASSERT(now.policy.damaged);
    EXPECT_NUMBER(now.counters.calls, 1);
    fake_files_end();
}

/* The longest names and all codes fit. */
static void fill_up(struct history *h, void *context)
{
    uint32_t i;

    (void)context;
    for (i = 0; i < 1000; i++) {
        policy_count(&h->policy.failed, UINT32_MAX - i);
        counters_failed(&h->counters, UINT32_MAX - i, UINT64_MAX - i);
    }
}

static void test_full(void)
{
    char entry[sizeof(now.entry)];
    struct history first;

    begin();
    memset(entry, '%', sizeof(entry) - 1);
    entry[sizeof(entry) - 1] = '\0';
    EXPECT_NUMBER(
        history_update(dir, BOOK, entry, fill_up, NULL, &first, &problem),
        CONF_OK);
    EXPECT_NUMBER(load(entry), CONF_OK);
    EXPECT_NUMBER(memcmp(&first, &now, sizeof(now)), 0);
    EXPECT_NUMBER(now.counters.n_failures, COUNTERS_CODES);
    fake_files_end();
}

/* --- several at a time, and no disk */

static void test_together(void)
{
    enum { PROCESSES = 4, ROUNDS = 25 };
    pid_t pids[PROCESSES];
    int i, k, status;

    begin();
    for (i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            for (k = 0; k < ROUNDS; k++)
                if (update(call) != CONF_OK)
                    _exit(1);
            _exit(0);
        }
    }
    for (i = 0; i < PROCESSES; i++) {
        CU_ASSERT(waitpid(pids[i], &status, 0) == pids[i]);
        EXPECT_NUMBER(status, 0);
    }
    EXPECT_NUMBER(load(ENTRY), CONF_OK);
    EXPECT_NUMBER(now.counters.calls, PROCESSES * ROUNDS);
    EXPECT_NUMBER(now.counters.failures[0].count, PROCESSES * ROUNDS);
    fake_files_end();
}

static void test_no_disk(void)
{
    begin();
    memset(&now, 1, sizeof(now));
    EXPECT_NUMBER(history_update("/proc/nowhere", BOOK, ENTRY, call, NULL, &now,
                                 &problem),
                  CONF_WRITE);
    EXPECT_NUMBER(now.entry[0], 1); /* as it was */
    CU_ASSERT(strstr(problem.text, "/proc/nowhere") != NULL);
    EXPECT_NUMBER(history_read("/proc/nowhere", BOOK, ENTRY, &now, &problem),
                  CONF_OK);
    EXPECT_TEXT(now.entry, ENTRY);
    CU_ASSERT(!now.policy.damaged);
    fake_files_end();
}

/* Names that no history can have are told, and make no file. */
static void test_long_names(void)
{
    static char giant[2 * PATH_MAX];

    begin();
    memset(giant, 'x', sizeof(giant) - 1);
    EXPECT_NUMBER(history_update(dir, BOOK, giant, call, NULL, &now, &problem),
                  CONF_LIMIT);
    EXPECT_TEXT(problem.text, "the name of the entry is too long");
    EXPECT_NUMBER(history_update(dir, giant, "E", call, NULL, &now, &problem),
                  CONF_LIMIT);
    EXPECT_NUMBER(history_read(dir, giant, "E", &now, &problem), CONF_LIMIT);
    EXPECT_NUMBER(history_update(giant, BOOK, "E", call, NULL, &now, &problem),
                  CONF_LIMIT);
    EXPECT_NUMBER(access(dir, F_OK), -1);
    fake_files_end();
}

/* An entry's name of one byte more than there is room for is no name. */
static void test_long_line(void)
{
    struct history h;
    int longest = (int)sizeof(h.entry) - 1, n, size;
    char text[4096];

    for (n = longest; n <= longest + 1; n++) {
        size = snprintf(text, sizeof(text),
                        "ppp-rasdial-history 1\nphonebook " BOOK
                        "\nentry %0*d\ncalls 7\nend\n",
                        n, 0);
        EXPECT_NUMBER(history_parse(text, (size_t)size, &h),
                      n == longest ? CONF_OK : CONF_FORMAT);
        EXPECT_NUMBER(strlen(h.entry), n == longest ? longest : 0);
    }
}

const char unit_name[] = "history";
const struct unit_test unit_tests[] = {
    {"what is written is read again", test_round_trip},
    {"the format", test_text},
    {"hostile names", test_names},
    {"paths of one book", test_paths},
    {"damaged files", test_damage},
    {"more than is kept", test_bounds},
    {"garbage", test_garbage},
    {"a giant", test_giant},
    {"all that fits", test_full},
    {"several processes lose nothing", test_together},
    {"no disk", test_no_disk},
    {"names and paths that are too long", test_long_names},
    {"the longest name", test_long_line},
    {NULL, NULL},
};
