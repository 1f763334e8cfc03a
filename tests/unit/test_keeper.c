#include "tests/unit/harness.h"

#include "plugin/keeper.c"
#include "tests/unit/fake_files.h"

const char unit_name[] = "keeper";

enum { PATIENCE_MS = 30000 };

static struct keeper_order order;
static int notes, ours; /* the keeper's, and our end of the program's 3 */
static struct keeper_note note;

/* --- setting the stage: only root can be somebody else */

static bool begin(const char *script)
{
    int ends[2];

    if (geteuid() != 0)
        return false;
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_write("program", "#!/bin/sh\n%s\n", script));
    CU_ASSERT_FATAL(chmod(fake_path("program"), 0755) == 0);
    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ==
                    0);
    ours = ends[0];
    order = (struct keeper_order){.program = fake_path("program"),
                                  .descriptors = {ends[1]},
                                  .n_descriptors = 1};
    return true;
}

static void start(void)
{
    notes = keeper_start(&order);
    CU_ASSERT_FATAL(notes >= 0);
    close(order.descriptors[0]);
}

static void next_note(void)
{
    struct pollfd p = {.fd = notes, .events = POLLIN};

    EXPECT_NUMBER(poll(&p, 1, PATIENCE_MS), 1);
    keeper_read(notes, &note);
}

#define EXPECT_NOTE(wanted, status_, text_)                                    \
    do {                                                                       \
        next_note();                                                           \
        EXPECT_NUMBER(note.news, wanted);                                      \
        EXPECT_NUMBER(note.status, status_);                                   \
        EXPECT_TEXT(note.text, text_);                                         \
    } while (0)
#define EXPECT_LINE(text_) EXPECT_NOTE(KEEPER_LINE, 0, text_)

/* Who has the other end of 3 is gone: so is all that was started. */
static void expect_nobody(void)
{
    struct pollfd p = {.fd = ours, .events = POLLIN};
    char byte;

    EXPECT_NUMBER(poll(&p, 1, PATIENCE_MS), 1);
    EXPECT_NUMBER(read(ours, &byte, 1), 0);
}

static void end(void)
{
    expect_nobody();
    close(notes);
    close(ours);
    fake_files_end();
}

/* --- tests */

static void test_program(void)
{
    if (!begin("echo $0 $# $PATH $LC_ALL $(pwd) $(umask)\n"
               "echo $(id -u) $(id -G) 2>/dev/null\n"
               "echo $(ls /proc/self/fd) >&2\n"
               "read word <&3\n"
               "printf '%s\\t' \"$word\"\n"
               "exit 7"))
        return;
    order.user = 65534;
    order.group = 65533;
    start();
    next_note();
    CU_ASSERT(strstr(note.text, " 0 /usr/bin:/bin C / 0077") != NULL);
    EXPECT_LINE("65534 65533");
    /* Its own three, what it was given, and ls's directory. */
    EXPECT_LINE("0 1 2 3 4");
    EXPECT_NUMBER(write(ours, "hello\n", 6), 6);
    EXPECT_LINE("hello?");
    EXPECT_NOTE(KEEPER_ENDED, 7 << 8, "");
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
}

/* The same as root: what is done in the child can be counted. */
static void test_limits(void)
{
    if (!begin("ulimit -n; ulimit -t; ulimit -v; ulimit -c; kill -TERM $$"))
        return;
    order.files = 20;
    order.cpu = 5;
    order.memory = 300;
    start();
    EXPECT_LINE("20");
    EXPECT_LINE("5");
    EXPECT_LINE("307200");
    EXPECT_LINE("0");
    EXPECT_NOTE(KEEPER_ENDED, SIGTERM, "");
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
}

/* What cannot be had is not done without. */
static void test_not_started(void)
{
    static const struct {
        const char *program;
        int descriptor; /* 0: a good one */
        uint32_t files;
        uid_t user;
        const char *text;
    } rows[] = {
        {"/nowhere", 0, 0, 0, "/nowhere: No such file or directory"},
        {NULL, 999, 0, 0, "its descriptors: Bad file descriptor"},
        {NULL, 0, UINT32_MAX, 0, "its limits: Operation not permitted"},
        /* setresuid(2): -1 is no change, and no error */
        {NULL, 0, 0, (uid_t)-1, "its user and group: "},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!begin("echo started"))
            return;
        if (rows[i].program)
            order.program = rows[i].program;
        if (rows[i].descriptor)
            order.descriptors[order.n_descriptors++] = rows[i].descriptor;
        order.files = rows[i].files;
        order.user = rows[i].user;
        start();
        next_note();
        EXPECT_NUMBER(note.news, KEEPER_FAILED);
        note.text[strlen(rows[i].text)] = '\0';
        EXPECT_TEXT(note.text, rows[i].text);
        EXPECT_NOTE(KEEPER_ENDED, 127 << 8, "");
        EXPECT_NOTE(KEEPER_GONE, 0, "");
        end();
    }
}

/* 50 lines in a while, none longer than a note, and none with controls. */
static void test_too_much_output(void)
{
    char word[KEEPER_TEXT];
    int i;

    if (!begin("i=0; while [ $i -lt 70 ]; do echo line $i; i=$((i + 1)); done"))
        return;
    start();
    for (i = 0; i < LINES_MAX; i++) {
        snprintf(word, sizeof(word), "line %d", i);
        EXPECT_LINE(word);
    }
    EXPECT_LINE("(more than is shown)");
    EXPECT_NOTE(KEEPER_ENDED, 0, "");
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
    if (!begin("printf '%0300d\\n\\033[2J\\n' 0; exec >&- 2>&-; read w <&3"))
        return;
    start();
    memset(word, '0', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    EXPECT_LINE(word);
    word[300 - (KEEPER_TEXT - 1)] = '\0';
    EXPECT_LINE(word);
    EXPECT_LINE("?[2J");
    /* It lives on, with nothing to print to. */
    EXPECT_NUMBER(write(ours, "\n", 1), 1);
    EXPECT_NOTE(KEEPER_ENDED, 0, "");
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
}

/* A new while, and the lines are shown again. */
static void test_window(void)
{
    struct output o = {.length = 2,
                       .line = "hi",
                       .window = ticks_now() - WINDOW_MS,
                       .lines = LINES_MAX + 7};
    int ends[2];

    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    notes = ends[0];
    pass_line(&o, ends[1]);
    EXPECT_LINE("hi");
    EXPECT_NUMBER(o.lines, 1);
    o.lines = LINES_MAX + 1;
    pass_line(&o, ends[1]);
    keeper_read(notes, &note);
    EXPECT_NUMBER(note.news, KEEPER_NOTHING);
    close(ends[0]);
    close(ends[1]);
}

/* Whoever it has started: in its group, in a session of its own, an orphan. */
static void test_stop(void)
{
    if (!begin("(sleep 1000 & setsid sleep 1000 &)\n"
               "setsid sh -c 'sh -c \"sleep 1000\" & echo up; sleep 1000' &\n"
               "trap '' TERM HUP INT; sleep 1000"))
        return;
    start();
    EXPECT_LINE("up");
    keeper_stop(notes);
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
}

/* pppd has ended without a word, or its keeper has. */
static void test_left_alone(void)
{
    if (!begin("setsid sleep 1000 & echo up; sleep 1000"))
        return;
    start();
    EXPECT_LINE("up");
    close(notes);
    end();
    notes = -1;
    if (!begin("echo $PPID; exec sleep 1000"))
        return;
    start();
    next_note();
    EXPECT_NUMBER(note.news, KEEPER_LINE);
    kill((pid_t)strtol(note.text, NULL, 10), SIGKILL);
    EXPECT_NOTE(KEEPER_GONE, 0, "");
    end();
}

/* What is no note is the end of them. */
static void test_damaged_notes(void)
{
    struct keeper_note whole = {.news = KEEPER_ENDED, .status = 256};
    int ends[2];

    CU_ASSERT_FATAL(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    memset(&note, 'x', sizeof(note));
    keeper_read(ends[0], &note);
    EXPECT_NUMBER(note.news, KEEPER_NOTHING);
    EXPECT_TEXT(note.text, "");
    EXPECT_NUMBER(write(ends[1], &whole, sizeof(whole)), sizeof(whole));
    EXPECT_NUMBER(write(ends[1], &whole, sizeof(whole) - 1), sizeof(whole) - 1);
    keeper_read(ends[0], &note);
    EXPECT_NUMBER(note.news, KEEPER_ENDED);
    EXPECT_NUMBER(note.status, 256);
    keeper_read(ends[0], &note);
    EXPECT_NUMBER(note.news, KEEPER_GONE);
    EXPECT_NUMBER(note.status, 0);
    close(ends[1]);
    keeper_read(ends[0], &note);
    EXPECT_NUMBER(note.news, KEEPER_GONE);
    close(ends[0]);
    keeper_read(ends[0], &note); /* no descriptor any more */
    EXPECT_NUMBER(note.news, KEEPER_GONE);
}

/* The name in /proc/PID/stat may have anything in it, also what ends it. */
static void test_parent(void)
{
    char before[16] = "";
    pid_t pid;

    CU_ASSERT(prctl(PR_GET_NAME, before) == 0);
    pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_NAME, "a) R 1 (b)");
        raise(SIGSTOP);
        _exit(0);
    }
    CU_ASSERT(waitpid(pid, NULL, WUNTRACED) == pid);
    EXPECT_NUMBER(parent_of(pid), getpid());
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    EXPECT_NUMBER(parent_of(pid), 0);
}

const struct unit_test unit_tests[] = {
    {"a program, and what it has", test_program},
    {"its limits", test_limits},
    {"a program that is not started", test_not_started},
    {"more output than is shown", test_too_much_output},
    {"a while later", test_window},
    {"all that it has started ends", test_stop},
    {"nothing outlives pppd or the keeper", test_left_alone},
    {"damaged notes", test_damaged_notes},
    {"whose child a process is", test_parent},
    {NULL, NULL},
};
