/* ras-custom-dial, the process: what it answers, and how it ends. */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/harness.h"

#define main helper_main
int helper_main(void);
#include "compat/dialer/ras_custom_dial.c"
#undef main

#include "tests/dialers/seen.h"

enum { PATIENCE_MS = 20000 };

struct dialer_seen dialer_seen;

static int calls = -1; /* our end */
static pid_t helper;

static void make_pair(int ends[2])
{
    CU_ASSERT_FATAL(
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
}

/* With pppd's three descriptors, but for those in LACKING. */
static void start_with(int session, int dialer, unsigned lacking)
{
    int ends[2], high[3];
    int wanted[] = {-1, session, dialer};
    size_t i;

    make_pair(ends);
    wanted[0] = ends[1];
    fflush(stdout);
    helper = fork();
    CU_ASSERT_FATAL(helper >= 0);
    if (helper == 0) {
        dup2(open("/dev/null", O_RDWR), STDERR_FILENO);
        for (i = 0; i < 3; i++)
            high[i] = fcntl(wanted[i], F_DUPFD, 100);
        for (i = 0; i < 3; i++)
            if (lacking & 1u << i)
                close(CALLS + (int)i);
            else
                dup2(high[i], CALLS + (int)i);
        close_range(DIALER + 1, ~0u, 0);
        _exit(helper_main());
    }
    close(ends[1]);
    calls = ends[0];
}

static void start(unsigned lacking)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    start_with(null, null, lacking);
    close(null);
}

static int finish(void)
{
    int status = -1;

    if (calls >= 0)
        close(calls);
    calls = -1;
    waitpid(helper, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + status;
}

/* The next record that FD has to give; none comes when the helper is done. */
static struct wire_record hear(int fd)
{
    struct pollfd p[] = {{fd, POLLIN, 0}, {calls, POLLIN, 0}};
    struct wire_record r = {.type = 0};

    CU_ASSERT(poll(p, 2, PATIENCE_MS) > 0);
    EXPECT_NUMBER(wire_receive(fd, &r), 0);
    return r;
}

static void ask(struct wire_writer *w, uint32_t number)
{
    wire_put_u32(w, WIRE_F_CALL, number);
    EXPECT_NUMBER(wire_send(calls, w), 0);
}

/* What it answers to the call: the code, with its reason in WHY. */
static long long answered(uint32_t number, char *why)
{
    struct wire_record r = hear(calls);

    EXPECT_NUMBER(r.type, WIRE_RETURNED);
    EXPECT_NUMBER(wire_u32(&r, WIRE_F_CALL, 0), number);
    CU_ASSERT(wire_text(&r, WIRE_F_TEXT, why, 257));
    return wire_u32(&r, WIRE_F_ERROR, ~0u);
}

static long long call(struct wire_writer *w, uint32_t number, char *why)
{
    ask(w, number);
    return answered(number, why);
}

/* Only pppd starts it. */
static void test_by_hand(void)
{
    start(1);
    EXPECT_NUMBER(finish(), 2);
    start(4);
    EXPECT_NUMBER(finish(), 2);
}

/* It ends when pppd does, and serves nobody who speaks another language. */
static void test_end(void)
{
    int status = -1;

    start(0);
    EXPECT_NUMBER(finish(), 0);
    start(0);
    CU_ASSERT(send(calls, "rubbish", 7, 0) == 7);
    EXPECT_NUMBER(waitpid(helper, &status, 0), helper);
    EXPECT_NUMBER(WEXITSTATUS(status), 1);
    close(calls);
    calls = -1;
}

/* Nothing to hang up, a call that it does not know: nothing happens. */
static void test_nothing(void)
{
    struct wire_writer w;
    char why[257];

    start(0);
    wire_begin(&w, WIRE_CUSTOM_HANGUP);
    EXPECT_NUMBER(call(&w, 7, why), 0);
    EXPECT_TEXT(why, "");
    wire_begin(&w, WIRE_HELLO);
    EXPECT_NUMBER(call(&w, 8, why), 0);
    EXPECT_NUMBER(finish(), 0);
}

/* A file that is no dialer: the reason comes back, and the helper stays. */
static void test_no_dialer(void)
{
    struct wire_writer w;
    char why[257];
    int i;

    start(0);
    for (i = 0; i < 2; i++) {
        wire_begin(&w, WIRE_CUSTOM_DIAL);
        wire_put_text(&w, WIRE_F_DIALER, "C:\\x\\NONE.DLL");
        wire_put_text(&w, WIRE_F_FILE, "/nonexistent/none.so");
        wire_put_text(&w, WIRE_F_ENTRY, "Office");
        if (i == 1) {
            wire_put_text(&w, WIRE_F_PHONEBOOK, "/nonexistent/a.pbk");
            wire_put_text(&w, WIRE_F_CONFIG, "/nonexistent/ras.conf");
        }
        EXPECT_NUMBER(call(&w, 1, why), RASERR_ERROR_CANNOT_DO_CUSTOMDIAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(why, "/nonexistent/none.so"));
    }
    wire_begin(&w, WIRE_CUSTOM_HANGUP);
    EXPECT_NUMBER(call(&w, 2, why), 0);
    EXPECT_NUMBER(finish(), 0);
}

/* --- what it keeps */

enum { LETTERS = 24 };

/* Letters that nobody has thought of before, so that no fork has them. */
static void make_word(char word[LETTERS + 1])
{
    size_t i;

    CU_ASSERT_FATAL(getrandom(word, LETTERS, 0) == LETTERS);
    for (i = 0; i < LETTERS; i++)
        word[i] = (char)('a' + (unsigned char)word[i] % 26);
    word[LETTERS] = '\0';
}

/* In UTF-8 or in UTF-16. */
static bool stands_in(const char *bytes, size_t n, const char *word)
{
    char wide[2 * LETTERS] = "";
    size_t i;

    for (i = 0; i < LETTERS; i++)
        wide[2 * i] = word[i];
    return memmem(bytes, n, word, LETTERS) ||
           memmem(bytes, n, wide, sizeof(wide));
}

/* LINE is of /proc/PID/maps; MEMORY, /proc/PID/mem. */
static bool stands_in_range(const char *line, int memory, const char *word)
{
    enum { MOST = 1 << 26 }; /* more are the sanitizers', and not for data */
    char *after, *bytes;
    size_t from = strtoul(line, &after, 16), size, n = 0;
    ssize_t got = 1;
    bool found;

    size = strtoul(after + 1, &after, 16) - from;
    if (strncmp(after, " rw", 3) != 0 || size > MOST)
        return false;
    bytes = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    while (n < size && got > 0) {
        got = pread(memory, bytes + n, size - n, (off_t)(from + n));
        n += got > 0 ? (size_t)got : 0;
    }
    found = stands_in(bytes, n, word);
    free(bytes);
    return found;
}

/* Does the helper have WORD anywhere where it can have written it? */
static bool remembers(const char *word)
{
    char path[64], line[512];
    bool found = false;
    FILE *maps;
    int memory;

    snprintf(path, sizeof(path), "/proc/%d/maps", (int)helper);
    maps = fopen(path, "re");
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)helper);
    memory = open(path, O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FATAL(maps && memory >= 0);
    while (fgets(line, sizeof(line), maps))
        found = stands_in_range(line, memory, word) || found;
    fclose(maps);
    close(memory);
    return found;
}

static void ask_for_dial(const char *user, const char *password)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CUSTOM_DIAL);
    wire_put_text(&w, WIRE_F_DIALER, "SEVEN.DLL");
    wire_put_text(&w, WIRE_F_FILE, "/dialers/seven.so");
    wire_put_text(&w, WIRE_F_ENTRY, "Office");
    wire_put_text(&w, WIRE_F_PHONEBOOK, TEST_DATA "pbk/lf.pbk");
    wire_put_text(&w, WIRE_F_USER, user);
    wire_put_text(&w, WIRE_F_PASSWORD, password);
    ask(&w, 1);
}

/*
 * The dialer's own RasDial hands the password to a pppd, which is then gone;
 * after the answer to the next call the helper has done with this one.
 */
static void test_wiped(void)
{
    int dialer = open(DIALERS "/seven.so", O_RDONLY | O_CLOEXEC), pair[2];
    char user[LETTERS + 1], password[LETTERS + 1], told[257] = "", why[257];
    struct wire_record r;
    struct wire_writer w;

    CU_ASSERT_FATAL(dialer >= 0);
    make_pair(pair);
    start_with(pair[1], dialer, 0);
    close(pair[1]);
    close(dialer);
    make_word(user);
    make_word(password);
    ask_for_dial(user, password);
    do
        r = hear(pair[0]);
    while (r.type == WIRE_HELLO);
    EXPECT_NUMBER(r.type, WIRE_CREDENTIALS);
    CU_ASSERT(wire_text(&r, WIRE_F_PASSWORD, told, sizeof(told)));
    EXPECT_TEXT(told, password);
    CU_ASSERT(remembers(password));
    close(pair[0]);
    CU_ASSERT(answered(1, why) != 0);
    wire_begin(&w, WIRE_HELLO);
    EXPECT_NUMBER(call(&w, 2, why), 0);
    CU_ASSERT(remembers(user));
    CU_ASSERT_FALSE(remembers(password));
    EXPECT_NUMBER(finish(), 0);
}

const char unit_name[] = "custom_helper";
const struct unit_test unit_tests[] = {
    {"the helper by hand", test_by_hand},
    {"the helper's end", test_end},
    {"the helper has nothing to do", test_nothing},
    {"the helper and a file that is no dialer", test_no_dialer},
    {"the helper forgets the password", test_wiped},
    {NULL, NULL},
};
