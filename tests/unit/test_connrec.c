#include "tests/unit/harness.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "compat/connrec.c"
#include "compat/connlist.c"

static char root[64]; /* a directory of this test */
static char dir[128]; /* the run directory in it */

static void make_root(void)
{
    snprintf(root, sizeof(root), "/tmp/test_connrec.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
    snprintf(dir, sizeof(dir), "%s/run", root);
}

static void remove_tree(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
    rmdir(path);
}

static void remove_root(void)
{
    unlink(dir); /* where a test has put a link */
    remove_tree(dir);
    remove_tree(root);
}

static struct connrec sample(void)
{
    struct connrec c = {
        .entry = "B\xc3\xbcro \"1\" \\ tab\t end\x7f",
        .phonebook = "/etc/ppp/ras/rasphone.pbk",
        .device_type = "modem",
        .device_name = "Standard 56000 bps Modem",
        .port = "COM1",
        .tty = "/dev/ttyS0",
        .number = "0,555-0101",
        .interface = "ppp0",
        .local_address = "10.0.0.2",
        .remote_address = "10.0.0.1",
        .authentication = "MS-CHAP v2",
        .state = 0x2000,
        .error = 0,
        .bps = 33600,
        .since = 1700000000,
        .connected = 1700000030,
        .uid = 4294967294u,
    };

    c.pid = getpid();
    c.pid_start = connrec_pid_start(c.pid);
    return c;
}

static void write_file(const char *name, const char *bytes, size_t n)
{
    char path[256];
    FILE *f;

    mkdir(dir, 0755);
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fwrite(bytes, 1, n, f);
    fclose(f);
}

/* How many connections are listed; the first goes to *FIRST. */
static size_t listed(struct connrec *first)
{
    struct connrec *list;
    size_t n;

    EXPECT_NUMBER(connlist_read(dir, &list, &n), 0);
    if (n > 0 && first)
        *first = list[0];
    free(list);
    return n;
}

/* One link of several is no connection. */
static void test_links(void)
{
    struct connrec c = sample(), *list;
    size_t n;

    make_root();
    c.bundle = 1;
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(NULL), 0);
    EXPECT_NUMBER(connlist_read_links(dir, &list, &n), 0);
    EXPECT_NUMBER(n, 1);
    free(list);
    c.bundle = 0;
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(NULL), 1);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
}

static void test_round_trip(void)
{
    struct connrec c = sample(), back;

    make_root();
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(&back), 1);
#define CONNREC_TEXT(name)                   EXPECT_TEXT(back.name, c.name);
#define CONNREC_NUMBER(name, type, min, max) EXPECT_NUMBER(back.name, c.name);
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
    c.state = 5;
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(&back), 1);
    EXPECT_NUMBER(back.state, 5);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
    EXPECT_NUMBER(listed(NULL), 0);
    remove_root();
}

/* Every text full, of the characters that take most room in JSON. */
static void fill(char *text, size_t size, char c)
{
    memset(text, c, size - 1);
    text[size - 1] = '\0';
}

static void test_full_texts(void)
{
    struct connrec c = sample(), back;

    make_root();
#define CONNREC_TEXT(name) fill(c.name, sizeof(c.name), '\1');
#define CONNREC_NUMBER(name, type, min, max)
#include "compat/connrec.def"
#undef CONNREC_TEXT
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(&back), 1);
#define CONNREC_TEXT(name) EXPECT_TEXT(back.name, c.name);
#include "compat/connrec.def"
#undef CONNREC_TEXT
    /* Bytes that are no UTF-8 must not make a record that no one can read. */
#define CONNREC_TEXT(name) memset(c.name, 0xff, sizeof(c.name));
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(&back), 1);
    EXPECT_TEXT(back.port, "????????????????????????????????????????????????"
                           "????????????????");
    remove_root();
}

static void test_modes(void)
{
    struct connrec c = sample();
    char path[256];
    struct stat st;
    mode_t before = umask(0077);

    make_root();
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    umask(before);
    CU_ASSERT(stat(dir, &st) == 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0755);
    snprintf(path, sizeof(path), "%s/%ld.json", dir, (long)c.pid);
    CU_ASSERT(stat(path, &st) == 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0644);
    snprintf(path, sizeof(path), "%s/.%ld.tmp", dir, (long)c.pid);
    CU_ASSERT(stat(path, &st) < 0);
    remove_root();
}

/* Shared by all who have dialled; the last one can tell. */
static void test_lock(void)
{
    struct connrec c = sample();
    char path[256];
    struct stat st;
    int first, second;

    make_root();
    c.uid = getuid();
    CU_ASSERT(connrec_hold_lock(dir, c.pid) < 0);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(connrec_make_lock(dir, &c), 0);
    EXPECT_NUMBER(connrec_make_lock(dir, &c), 0);
    snprintf(path, sizeof(path), "%s/%ld.lock", dir, (long)c.pid);
    CU_ASSERT(stat(path, &st) == 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0600);
    first = connrec_hold_lock(dir, c.pid);
    second = connrec_hold_lock(dir, c.pid);
    CU_ASSERT(first >= 0 && second >= 0);
    CU_ASSERT(!connrec_last_holder(first));
    close(first);
    CU_ASSERT(connrec_last_holder(second));
    close(second);
    EXPECT_NUMBER(listed(NULL), 1); /* it is no record */
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
    CU_ASSERT(stat(path, &st) < 0);
    remove_root();
}

/* --- the last end of each entry */

static size_t ends(struct connrec *first)
{
    struct connrec *list;
    size_t n;

    EXPECT_NUMBER(connlist_read_last(dir, &list, &n), 0);
    if (n > 0 && first)
        *first = list[0];
    free(list);
    return n;
}

static void write_end(const char *entry, uid_t uid, int64_t ended)
{
    struct connrec c = sample();

    snprintf(c.entry, sizeof(c.entry), "%s", entry);
    c.uid = uid;
    c.error = 676;
    c.ended = ended;
    EXPECT_NUMBER(connrec_write_last(dir, &c), 0);
}

/* It is no live connection, and there is one for each entry and phonebook. */
/* pid 2^22 is the most that Linux gives (proc(5), pid_max). */
static void test_sweep(void)
{
    static const char *const stay[] = {
        "1.json",        "last-0-1.json", "4194305.txt",  "-4194305.json",
        ".4194305.json", "x4194305.json", "04194305.json"};
    char path[256];
    size_t i;

    make_root();
    connrec_sweep(dir); /* there is none */
    CU_ASSERT_FATAL(mkdir(dir, 0755) == 0);
    write_file("4194305.json", "{}", 2);
    write_file("4194305.lock", "", 0);
    write_file(".4194305.tmp", "", 0);
    write_file(".1.tmp", "", 0);
    for (i = 0; i < sizeof(stay) / sizeof(stay[0]); i++)
        write_file(stay[i], "{}", 2);
    connrec_sweep(dir);
    snprintf(path, sizeof(path), "%s/4194305.json", dir);
    CU_ASSERT(access(path, F_OK) < 0);
    snprintf(path, sizeof(path), "%s/4194305.lock", dir);
    CU_ASSERT(access(path, F_OK) < 0);
    snprintf(path, sizeof(path), "%s/.4194305.tmp", dir);
    CU_ASSERT(access(path, F_OK) < 0); /* killed while it wrote */
    snprintf(path, sizeof(path), "%s/.1.tmp", dir);
    CU_ASSERT(access(path, F_OK) == 0);
    for (i = 0; i < sizeof(stay) / sizeof(stay[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, stay[i]);
        CU_ASSERT(access(path, F_OK) == 0);
    }
    remove_root();
}

static void test_last(void)
{
    struct connrec c = sample(), back;

    make_root();
    EXPECT_NUMBER(ends(NULL), 0);
    c.ended = 1700000100;
    c.lasted_ms = INT64_MAX;
    c.bytes_sent = 1;
    c.bytes_received = UINT64_C(1) << 40;
    snprintf(c.text, sizeof(c.text), "NO CARRIER");
    EXPECT_NUMBER(connrec_write_last(dir, &c), 0);
    EXPECT_NUMBER(ends(&back), 1);
    EXPECT_NUMBER(listed(NULL), 0);
#define CONNREC_TEXT(name)                   EXPECT_TEXT(back.name, c.name);
#define CONNREC_NUMBER(name, type, min, max) EXPECT_NUMBER(back.name, c.name);
#include "compat/connrec.def"
#undef CONNREC_TEXT
#undef CONNREC_NUMBER
    c.ended++;
    EXPECT_NUMBER(connrec_write_last(dir, &c), 0);
    EXPECT_NUMBER(ends(&back), 1);
    EXPECT_NUMBER(back.ended, c.ended);
    c.phonebook[0]++;
    c.ended++;
    EXPECT_NUMBER(connrec_write_last(dir, &c), 0);
    EXPECT_NUMBER(ends(&back), 2);
    EXPECT_NUMBER(back.ended, c.ended); /* the latest first */
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
    EXPECT_NUMBER(ends(NULL), 2);
    c.ended = 0;
    c.phonebook[0]++;
    EXPECT_NUMBER(connrec_write_last(dir, &c), 0);
    EXPECT_NUMBER(ends(NULL), 2); /* one that has not ended is no end */
    remove_root();
}

/* The oldest one of the same user makes room. */
static void test_last_bounded(void)
{
    struct connrec *list;
    char entry[32];
    size_t i, n, roots = 0;

    make_root();
    write_end("root's", 0, 1);
    for (i = 0; i < CONNREC_LAST_MAX + 5; i++) {
        snprintf(entry, sizeof(entry), "entry %zu", i);
        write_end(entry, 1000, (int64_t)(100 + i));
    }
    EXPECT_NUMBER(connlist_read_last(dir, &list, &n), 0);
    EXPECT_NUMBER(n, CONNREC_LAST_MAX + 1);
    for (i = 0; i < n; i++)
        roots += list[i].uid == 0;
    EXPECT_NUMBER(roots, 1);
    EXPECT_NUMBER(list[0].ended, 100 + CONNREC_LAST_MAX + 4);
    EXPECT_TEXT(list[n - 1].entry, "root's");
    free(list);
    /* One that is there already takes no room. */
    write_end("entry 36", 1000, 500);
    EXPECT_NUMBER(ends(NULL), CONNREC_LAST_MAX + 1);
    remove_root();
}

static void write_end_file(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

/* What is no sound record, or a link, is not read. */
static void test_last_hostile(void)
{
    char path[256];

    make_root();
    write_end_file("last-0-0.json", "{");
    write_end_file("last-0-1.json", "{\"ended\": \"x\"}");
    write_end_file("last-0-2.json", "{\"ended\": 5, \"entry\": 7}");
    snprintf(path, sizeof(path), "%s/last-0-3.json", dir);
    CU_ASSERT(symlink("/etc/passwd", path) == 0);
    EXPECT_NUMBER(ends(NULL), 0);
    write_end_file("last-0-4.json", "{\"ended\": 5}");
    EXPECT_NUMBER(ends(NULL), 1);
    remove_root();
}

static void test_bad_numbers(void)
{
    struct connrec c = sample();

    make_root();
    c.pid = 0;
    EXPECT_NUMBER(connrec_write(dir, &c), ERANGE);
    c.pid = -1;
    EXPECT_NUMBER(connrec_write(dir, &c), ERANGE);
    c = sample();
    c.pid_start = UINT64_MAX;
    EXPECT_NUMBER(connrec_write(dir, &c), ERANGE);
    c = sample();
    c.link_up = 2;
    EXPECT_NUMBER(connrec_write(dir, &c), ERANGE);
    EXPECT_NUMBER(listed(NULL), 0);
    remove_root();
}

/* A directory that others can write to, or a link, is not ours to use. */
static void test_unsafe_directory(void)
{
    struct connrec c = sample(), *list;
    char other[128];
    size_t n;

    make_root();
    CU_ASSERT(mkdir(dir, 0755) == 0 && chmod(dir, 0775) == 0);
    EXPECT_NUMBER(connrec_write(dir, &c), EPERM);
    EXPECT_NUMBER(connlist_read(dir, &list, &n), EPERM);
    CU_ASSERT(list == NULL && n == 0);
    CU_ASSERT(chmod(dir, 0757) == 0);
    EXPECT_NUMBER(connrec_write(dir, &c), EPERM);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), EPERM);
    if (geteuid() == 0) {
        CU_ASSERT(chmod(dir, 0755) == 0 && chown(dir, 65534, 65534) == 0);
        EXPECT_NUMBER(connrec_write(dir, &c), EPERM);
        CU_ASSERT(chown(dir, 0, 0) == 0);
    }
    rmdir(dir);
    snprintf(other, sizeof(other), "%s/other", root);
    CU_ASSERT(mkdir(other, 0755) == 0 && symlink(other, dir) == 0);
    CU_ASSERT(connrec_write(dir, &c) != 0);
    rmdir(other);
    remove_root();
}

/* What stands where the temporary file goes is not written through. */
static void test_planted_link(void)
{
    struct connrec c = sample();
    char path[256], victim[256];
    struct stat st;

    make_root();
    CU_ASSERT(mkdir(dir, 0755) == 0);
    snprintf(victim, sizeof(victim), "%s/victim", root);
    snprintf(path, sizeof(path), "%s/.%ld.tmp", dir, (long)c.pid);
    CU_ASSERT(symlink(victim, path) == 0);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    CU_ASSERT(stat(victim, &st) < 0);
    EXPECT_NUMBER(listed(NULL), 1);
    remove_root();
}

static void test_missing_directory(void)
{
    make_root();
    EXPECT_NUMBER(listed(NULL), 0);
    EXPECT_NUMBER(connrec_remove(dir, 1), 0);
    remove_root();
}

static void test_dead_process(void)
{
    struct connrec c = sample();
    pid_t child;
    int status;

    make_root();
    c.pid_start++;
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(NULL), 0);
    child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    c.pid = child;
    c.pid_start = connrec_pid_start(child);
    CU_ASSERT(c.pid_start > 0);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    EXPECT_NUMBER(listed(NULL), 1);
    kill(child, SIGKILL);
    /* A zombie has an entry in /proc still. */
    waitid(P_PID, (id_t)child, NULL, WEXITED | WNOWAIT);
    EXPECT_NUMBER(connrec_pid_start(child), 0);
    EXPECT_NUMBER(listed(NULL), 0);
    waitpid(child, &status, 0);
    EXPECT_NUMBER(listed(NULL), 0);
    remove_root();
}

static void test_stat_line(void)
{
    static const char rest[] = " S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 "
                               "18 987654 20";
    char line[128];

    snprintf(line, sizeof(line), "7 (pppd)%s", rest);
    EXPECT_NUMBER(start_of_stat(line), 987654);
    snprintf(line, sizeof(line), "7 (a) S 1 (b)%s", rest);
    EXPECT_NUMBER(start_of_stat(line), 987654);
    EXPECT_NUMBER(start_of_stat("7 (pppd) Z 1 2 3"), 0);
    EXPECT_NUMBER(start_of_stat("7 (pppd) S 1 2 3"), 0);
    EXPECT_NUMBER(start_of_stat("7 (pppd)"), 0);
    EXPECT_NUMBER(start_of_stat("nothing"), 0);
    EXPECT_NUMBER(connrec_pid_start(0), 0);
    EXPECT_NUMBER(connrec_pid_start(-5), 0);
    EXPECT_NUMBER(connrec_pid_start(INT_MAX), 0);
    CU_ASSERT(connrec_pid_start(getpid()) > 0);
}

static void test_names(void)
{
    EXPECT_NUMBER(pid_of_name("123.json"), 123);
    EXPECT_NUMBER(pid_of_name("2147483647.json"), 2147483647);
    EXPECT_NUMBER(pid_of_name("2147483648.json"), 0);
    EXPECT_NUMBER(pid_of_name("99999999999999999999.json"), 0);
    EXPECT_NUMBER(pid_of_name("0123.json"), 0);
    EXPECT_NUMBER(pid_of_name("+1.json"), 0);
    EXPECT_NUMBER(pid_of_name("-1.json"), 0);
    EXPECT_NUMBER(pid_of_name("1.json.tmp"), 0);
    EXPECT_NUMBER(pid_of_name(".1.tmp"), 0);
    EXPECT_NUMBER(pid_of_name("1"), 0);
    EXPECT_NUMBER(pid_of_name("json"), 0);
}

/* A sound beginning of a record of this process. */
static int print_head(char *out, size_t size)
{
    return snprintf(out, size, "{\"pid\": %ld, \"pid_start\": %llu",
                    (long)getpid(),
                    (unsigned long long)connrec_pid_start(getpid()));
}

static void write_own(const char *bytes, size_t n)
{
    char name[32];

    snprintf(name, sizeof(name), "%ld.json", (long)getpid());
    write_file(name, bytes, n);
}

static void test_hostile_content(void)
{
    /* What follows the head, and how many connections are listed then. */
    static const struct {
        const char *tail;
        size_t n;
    } cases[] = {
        {"}", 1},
        {", \"entry\": \"x\", \"later\": [1, {}]}", 1},
        {", \"entry\": 5}", 0},
        {", \"entry\": null}", 0},
        {", \"entry\": \"a\\u0000b\"}", 0},
        {", \"entry\": \"\xff\"}", 0},
        {", \"entry\": \"\\ud800\"}", 0},
        {", \"interface\": \"0123456789012345678901234567890\"}", 1},
        {", \"interface\": \"01234567890123456789012345678901\"}", 1},
        {", \"interface\": \"012345678901234567890123456789012\"}", 0},
        {", \"state\": -1}", 0},
        {", \"state\": 4294967295}", 1},
        {", \"state\": 4294967296}", 0},
        {", \"state\": 1.5}", 0},
        {", \"state\": true}", 0},
        {", \"since\": 99999999999999999999999}", 0},
        {", \"pid\": 1}", 0},
        {"} x", 0},
        {"", 0},
    };
    size_t i;

    make_root();
    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char text[512];
        size_t n = (size_t)print_head(text, sizeof(text));

        snprintf(text + n, sizeof(text) - n, "%s", cases[i].tail);
        write_own(text, strlen(text));
        n = listed(NULL);
        if (n != cases[i].n)
            printf("  %s\n", text);
        EXPECT_NUMBER(n, cases[i].n);
    }
    write_own("[1, 2]", 6);
    EXPECT_NUMBER(listed(NULL), 0);
    write_own("{}", 2);
    EXPECT_NUMBER(listed(NULL), 0);
    remove_root();
}

/* A record is its file name's process and no other. */
/* By what is written, without a reader of JSON. */
static void test_has(void)
{
    struct connrec c = sample();
    uid_t uid = c.uid;

    make_root();
    CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state, uid));
    c.pid = getpid();
    c.pid_start = connrec_pid_start(c.pid);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    CU_ASSERT(connrec_has(dir, c.entry, c.phonebook, c.state, uid));
    CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state, uid - 1));
    CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state + 1, uid));
    CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state / 10, uid));
    CU_ASSERT(!connrec_has(dir, c.phonebook, c.phonebook, c.state, uid));
    CU_ASSERT(!connrec_has(dir, c.entry, "/etc/ppp/ras", c.state, uid));
    CU_ASSERT(connrec_has(dir, "B\xc3\xbcRO \"1\" \\ TAB\t end\x7f",
                          c.phonebook, c.state, uid));
    c.uid = 0;
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    CU_ASSERT(connrec_has(dir, c.entry, c.phonebook, c.state, uid));
    c.pid_start++; /* another process has the number now */
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state, uid));
    c.pid_start--;
    c.entry[0] = 'X'; /* a text that looks like a member is none */
    snprintf(c.text, sizeof(c.text), ",\n  \"entry\": \"Y\"");
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    CU_ASSERT(!connrec_has(dir, "Y", c.phonebook, c.state, uid));
    remove_root();
}

/* What no record can hold is in none. */
static void test_has_giant(void)
{
    static char giant[2 * CONNREC_FILE_MAX];
    struct connrec c = sample();

    make_root();
    c.pid = getpid();
    c.pid_start = connrec_pid_start(c.pid);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    memset(giant, 'x', sizeof(giant) - 1);
    CU_ASSERT(!connrec_has(dir, giant, c.phonebook, c.state, c.uid));
    CU_ASSERT(!connrec_has(dir, c.entry, giant, c.state, c.uid));
    remove_root();
}

/* Only a process's number, whole and in range, names a record. */
static void test_has_names(void)
{
    static const char *const names[] = {".json", "0.json", "-1.json",
                                        "2147483648.json", "1.jso"};
    struct connrec c = sample();
    char from[200], to[200];
    size_t i;

    make_root();
    c.pid = getpid();
    c.pid_start = connrec_pid_start(c.pid);
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    snprintf(from, sizeof(from), "%s/%ld.json", dir, (long)c.pid);
    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(to, sizeof(to), "%s/%s", dir, names[i]);
        EXPECT_NUMBER(rename(from, to), 0);
        CU_ASSERT(!connrec_has(dir, c.entry, c.phonebook, c.state, c.uid));
        EXPECT_NUMBER(rename(to, from), 0);
    }
    CU_ASSERT(connrec_has(dir, c.entry, c.phonebook, c.state, c.uid));
    remove_root();
}

/* A user's own records are for that user; those of a third one are for none. */
static void test_whose_directory(void)
{
    int fd = -1;

    make_root();
    EXPECT_NUMBER(chmod(root, 0755), 0);
    EXPECT_NUMBER(mkdir(dir, 0755), 0);
    if (geteuid() == 0 && chown(dir, 65534, 65534) == 0) {
        EXPECT_NUMBER(connrec_open_dir(dir, &fd), EPERM);
        EXPECT_NUMBER(fd, -1);
        EXPECT_NUMBER(seteuid(65534), 0);
        EXPECT_NUMBER(connrec_open_dir(dir, &fd), 0);
        close(fd);
        EXPECT_NUMBER(seteuid(0), 0);
    }
    remove_root();
}

static void test_foreign_pid(void)
{
    char text[128];
    size_t n;

    make_root();
    n = (size_t)print_head(text, sizeof(text) - 1);
    text[n++] = '}';
    write_file("1.json", text, n);
    EXPECT_NUMBER(listed(NULL), 0);
    write_own(text, n);
    EXPECT_NUMBER(listed(NULL), 1);
    remove_root();
}

static void test_hostile_files(void)
{
    static char big[CONNREC_FILE_MAX + 1];
    struct connrec c = sample();
    char path[256];

    make_root();
    EXPECT_NUMBER(connrec_write(dir, &c), 0);
    write_file("2.json", "", 0);
    write_file("3.json", "\0\0\0\0", 4);
    memset(big, '[', sizeof(big));
    write_file("4.json", big, sizeof(big));
    write_file("5.json", big, sizeof(big) - 1);
    write_file("hello", "{}", 2);
    snprintf(path, sizeof(path), "%s/6.json", dir);
    CU_ASSERT(mkfifo(path, 0644) == 0);
    snprintf(path, sizeof(path), "%s/7.json", dir);
    CU_ASSERT(symlink("/dev/zero", path) == 0);
    EXPECT_NUMBER(listed(NULL), 1);
    EXPECT_NUMBER(connrec_remove(dir, c.pid), 0);
    /* Blanks may follow the object, up to the limit and no further. */
    memset(big, ' ', sizeof(big));
    big[print_head(big, sizeof(big))] = '}';
    write_own(big, sizeof(big) - 1);
    EXPECT_NUMBER(listed(NULL), 1);
    write_own(big, sizeof(big));
    EXPECT_NUMBER(listed(NULL), 0);
    remove_root();
}

static void test_order(void)
{
    struct connrec a = sample(), b = sample(), c = sample();

    a.since = 5;
    a.pid = 9;
    b.since = 4;
    b.pid = 10;
    c.since = 5;
    c.pid = 8;
    CU_ASSERT(by_age(&b, &a) < 0 && by_age(&a, &b) > 0);
    CU_ASSERT(by_age(&c, &a) < 0 && by_age(&a, &a) == 0);
}

/* Who cannot be looked at has not gone. */
static void test_open_process(void)
{
    uint64_t start = connrec_pid_start(getpid());
    int fd = connrec_open_process(getpid(), start), free_fd;
    struct rlimit before, few;

    CU_ASSERT(fd >= 0);
    close(fd);
    errno = 0;
    EXPECT_NUMBER(connrec_open_process(getpid(), start + 1), -1);
    EXPECT_NUMBER(errno, ESRCH); /* another one has that pid now */
    errno = 0;
    EXPECT_NUMBER(connrec_open_process(INT_MAX, start), -1);
    EXPECT_NUMBER(errno, ESRCH);
    free_fd = dup(0);
    close(free_fd);
    CU_ASSERT_FATAL(getrlimit(RLIMIT_NOFILE, &before) == 0);
    few = before;
    few.rlim_cur = (rlim_t)free_fd + 1; /* the process, but not its /proc */
    CU_ASSERT(setrlimit(RLIMIT_NOFILE, &few) == 0);
    fd = connrec_open_process(getpid(), start);
    EXPECT_NUMBER(errno, EMFILE);
    CU_ASSERT(setrlimit(RLIMIT_NOFILE, &before) == 0);
    EXPECT_NUMBER(fd, -1);
    CU_ASSERT_FATAL(dup(0) == free_fd); /* nothing was left open */
    close(free_fd);
}

const char unit_name[] = "connrec";
const struct unit_test unit_tests[] = {
    {"what killed processes have left", test_sweep},
    {"the last end of an entry", test_last},
    {"ends are bounded for each user", test_last_bounded},
    {"ends that are not sound", test_last_hostile},
    {"a record comes back", test_round_trip},
    {"one link of several", test_links},
    {"full texts, and texts that are no UTF-8", test_full_texts},
    {"modes do not depend on the umask", test_modes},
    {"numbers out of range are not written", test_bad_numbers},
    {"an unsafe directory is refused", test_unsafe_directory},
    {"a planted link is not followed", test_planted_link},
    {"a missing directory is an empty list", test_missing_directory},
    {"records of ended processes are left out", test_dead_process},
    {"the start time in /proc/PID/stat", test_stat_line},
    {"names of records", test_names},
    {"hostile content", test_hostile_content},
    {"is it connected?", test_has},
    {"texts that no record can hold", test_has_giant},
    {"only a number names a record", test_has_names},
    {"whose directory it is", test_whose_directory},
    {"a record under another pid's name", test_foreign_pid},
    {"hostile files", test_hostile_files},
    {"the order is by age", test_order},
    {"the lock of those who dialled", test_lock},
    {"a process that cannot be looked at", test_open_process},
    {NULL, NULL},
};
