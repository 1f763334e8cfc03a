#include "plugin/prerequisite.c"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/connrec.h"
#include "tests/unit/fake_controller.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

static struct entry entry;
static struct job job;
static struct cause cause;
static char run[128];

/* Office needs ENTRY, which fake_pppd plays; it tells what it was given. */
static void begin(const char *name)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(run, sizeof(run), "%s", fake_path("run"));
    report_directory(run);
    prerequisite_program(FAKE_PPPD, NULL);
    cause_clear(&cause);
    memset(&job, 0, sizeof(job));
    entry = (struct entry){.name = "Office",
                           .prerequisite_entry = name,
                           .prerequisite_phonebook = ""};
    job.entry = &entry;
    snprintf(job.phonebook, sizeof(job.phonebook), "%s", fake_path("pbk"));
    snprintf(job.config, sizeof(job.config), "%s", fake_path("told"));
}

static void end(void)
{
    prerequisite_down();
    CU_ASSERT_PTR_NULL(first.session);
    report_directory(CONNREC_DIR);
    prerequisite_program(NULL, NULL);
    fake_files_end();
}

static bool up(uint32_t depth)
{
    return prerequisite_up(&job, depth, &cause);
}

static void expect_failure(uint32_t error, const char *text)
{
    EXPECT_NUMBER(cause.error, error);
    EXPECT_TEXT(cause.text, text);
}

static bool was_told(const char *line)
{
    char text[4096];
    FILE *f = fopen(fake_path("told"), "re");
    size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

    text[n] = '\0';
    if (f)
        fclose(f);
    return strstr(text, line) != NULL;
}

static void test_none(void)
{
    begin("");
    CU_ASSERT(up(0));
    CU_ASSERT_PTR_NULL(first.session);
    EXPECT_NUMBER(fake.n_log, 0);
    end();
}

static void test_up_and_down(void)
{
    char line[1100];
    pid_t pid;

    begin("success");
    CU_ASSERT_FATAL(up(0));
    EXPECT_NUMBER(cause.error, 0);
    pid = session_pid(first.session);
    CU_ASSERT(pid > 0 && kill(pid, 0) == 0);
    snprintf(line, sizeof(line), "phonebook %s\n", job.phonebook);
    CU_ASSERT(was_told(line));
    CU_ASSERT(was_told("arg call\narg rasdial\narg ras-control\narg 3\n") ||
              was_told("arg plugin\n"));
    CU_ASSERT(!was_told("fd 4 "));
    CU_ASSERT(!was_told("password"));
    CU_ASSERT(was_told("depth 1\n"));
    prerequisite_down();
    CU_ASSERT_PTR_NULL(first.session);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 0);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "[Office]: [success] is dialled"),
                  1);
    CU_ASSERT(up(2)); /* the next attempt's */
    CU_ASSERT(was_told("depth 3\n"));
    end();
}

static void test_failures(void)
{
    static const struct {
        const char *entry;
        uint32_t error;
        const char *text;
    } rows[] = {
        {"busy", 676, "[busy], which is dialled first: BUSY"},
        {"refused", 691,
         "[refused], which is dialled first: E=691 R=0 Access denied"},
        {"vanish", 628, "[vanish], which is dialled first: its pppd has ended"},
        {"option error", 711, NULL},
    };
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(rows[i].entry);
        CU_ASSERT(!up(0));
        EXPECT_NUMBER(cause.error, rows[i].error);
        if (rows[i].text)
            EXPECT_TEXT(cause.text, rows[i].text);
        EXPECT_NUMBER(fake.status, SHIM_STATUS_CONNECT);
        EXPECT_NUMBER(fake.quits, 0);
        end();
    }
}

/* A pppd that talks nonsense is one that has ended; its words are shown. */
static void test_hostile(void)
{
    static const char *const names[] = {"garbage", "version", "hostile",
                                        "crash"};
    size_t i, k;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        begin(names[i]);
        CU_ASSERT(!up(0));
        CU_ASSERT(cause.error != 0);
        for (k = 0; cause.text[k]; k++)
            CU_ASSERT((unsigned char)cause.text[k] >= ' ');
        EXPECT_NUMBER(fake.quits, 0);
        end();
    }
}

/* Where root has the plugin from; a user's pppd takes the system's. */
static void test_own_path(void)
{
    begin("success");
    fake.user = 0;
    CU_ASSERT(own_path() != NULL && strstr(own_path(), "test_pre") != NULL);
    fake.user = 1000;
    CU_ASSERT_PTR_NULL(own_path());
    prerequisite_program(FAKE_PPPD, "/x/rasdial.so");
    EXPECT_TEXT(own_path(), "/x/rasdial.so");
    end();
}

/* No pppd to be run at all. */
static void test_no_pppd(void)
{
    begin("success");
    prerequisite_program("/nowhere/pppd", NULL);
    CU_ASSERT(!up(0));
    CU_ASSERT(cause.error != 0);
    CU_ASSERT(strstr(cause.text, "[success], which is dialled first: ") ==
              cause.text);
    end();
}

/* Whoever wants pppd to end does not wait for a dial that takes long. */
static void test_given_up(void)
{
    struct fake_controller c;
    char why[200];
    pid_t pid;

    begin("hold");
    fake.quit_signal = SIGTERM;
    CU_ASSERT(!up(0));
    expect_failure(631, "[hold], which is dialled first: the dial was given "
                        "up");
    EXPECT_NUMBER(fake.status, SHIM_STATUS_USER_REQUEST);
    EXPECT_NUMBER(fake.quits, 1);
    pid = session_pid(first.session);
    end();
    CU_ASSERT(pid == 0 || kill(pid, 0) < 0 || connrec_pid_start(pid) == 0);

    begin("hold");
    fake.hup_signal = SIGHUP; /* this attempt only */
    CU_ASSERT(!up(0));
    EXPECT_NUMBER(cause.error, 631);
    EXPECT_NUMBER(fake.quits, 0);
    end();

    begin("hold");
    CU_ASSERT_FATAL(fake_controller_begin(&c));
    CU_ASSERT_FATAL(control_attach(c.near, why, sizeof(why)));
    report_attempt(&job);
    fake_controller_send(&c, WIRE_QUERY_STATISTICS);
    fake_controller_send(&c, WIRE_RESUME); /* nothing to go on from */
    fake_controller_send(&c, WIRE_HANGUP);
    CU_ASSERT(!up(0));
    EXPECT_NUMBER(cause.error, 631);
    EXPECT_NUMBER(fake.quits, 1);
    fake_controller_read(&c);
    EXPECT_NUMBER(fake_controller_count(&c, WIRE_STATISTICS), 1);
    control_close();
    fake_controller_end(&c);
    report_forget();
    end();

    begin("hold"); /* who has asked for the dial is gone */
    CU_ASSERT_FATAL(fake_controller_begin(&c));
    CU_ASSERT_FATAL(control_attach(c.near, why, sizeof(why)));
    fake_controller_end(&c);
    CU_ASSERT(!up(0));
    EXPECT_NUMBER(cause.error, 631);
    EXPECT_NUMBER(fake.quits, 1);
    end();
}

static void test_loops(void)
{
    begin("OFFICE");
    CU_ASSERT(!up(0));
    expect_failure(625, "[OFFICE], which is dialled first: an entry cannot be "
                        "dialled before itself");
    CU_ASSERT(!cause.retry);
    end();
    begin("success");
    CU_ASSERT(!up(PREREQUISITE_DEPTH));
    EXPECT_NUMBER(cause.error, 625);
    CU_ASSERT(strstr(cause.text, "form a loop?") != NULL);
    CU_ASSERT(access(fake_path("told"), F_OK) < 0);
    CU_ASSERT(!up(UINT32_MAX));
    end();
}

static void test_phonebooks(void)
{
    static const struct {
        const char *book, *named, *found;
    } rows[] = {
        {"/a/b.pbk", "", "/a/b.pbk"},
        {"/a/b.pbk", "/c/d.pbk", "/c/d.pbk"},
        {"/a/b.pbk", "C:\\Users\\x\\d.pbk", "/a/d.pbk"},
        {"/a/b.pbk", "../../d.pbk", "/a/d.pbk"},
        {"/a/b.pbk", "C:\\", NULL},
        {"/a/b.pbk", "d/", NULL},
        {"b.pbk", "C:\\Users\\x\\d.pbk", "d.pbk"},
    };
    char longest[1100];
    size_t i;

    begin("success");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        snprintf(job.phonebook, sizeof(job.phonebook), "%s", rows[i].book);
        entry.prerequisite_phonebook = rows[i].named;
        EXPECT_NUMBER(find_phonebook(&job), rows[i].found != NULL);
        if (rows[i].found)
            EXPECT_TEXT(first.phonebook, rows[i].found);
    }
    memset(longest, '/', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    entry.prerequisite_phonebook = longest;
    CU_ASSERT(!up(0));
    EXPECT_NUMBER(cause.error, 621);
    end();
}

/* It is used, and nobody hangs it up. */
static void test_connected_already(void)
{
    struct connrec c = {.entry = "success", .state = RASCS_Connected};

    begin("success");
    snprintf(c.phonebook, sizeof(c.phonebook), "%s", job.phonebook);
    c.pid = getpid();
    c.pid_start = connrec_pid_start(c.pid);
    EXPECT_NUMBER(connrec_write(run, &c), 0);
    CU_ASSERT(up(0));
    CU_ASSERT_PTR_NULL(first.session);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "is connected already"), 1);
    c.state = RASCS_ConnectDevice;
    EXPECT_NUMBER(connrec_write(run, &c), 0);
    CU_ASSERT(up(0));
    CU_ASSERT_PTR_NOT_NULL(first.session);
    connrec_remove(run, c.pid);
    end();
}

const char unit_name[] = "prerequisite";
const struct unit_test unit_tests[] = {
    {"none", test_none},
    {"up, and down", test_up_and_down},
    {"what fails there", test_failures},
    {"given up", test_given_up},
    {"a pppd that talks nonsense", test_hostile},
    {"which plugin", test_own_path},
    {"no pppd", test_no_pppd},
    {"loops", test_loops},
    {"in which phonebook", test_phonebooks},
    {"connected already", test_connected_already},
    {NULL, NULL},
};
