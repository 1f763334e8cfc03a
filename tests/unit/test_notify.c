#include "tests/unit/harness.h"

#include <unistd.h>

#include "plugin/notify.c"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_manager.h"
#include "tests/unit/fake_shim.h"

static void begin(const char *socket_name)
{
    fake_reset();
    CU_ASSERT_FATAL(fake_files_begin());
    CU_ASSERT_FATAL(fake_manager_begin(
        socket_name[0] == '@' ? socket_name : fake_path(socket_name)));
    notify_begin();
}

static void end(void)
{
    fake_manager_end();
    notify_begin();
    fake_files_end();
}

static void test_nobody(void)
{
    fake_reset();
    unsetenv("NOTIFY_SOCKET");
    notify_begin();
    CU_ASSERT(!notify_wanted());
    notify_status("nobody hears this");
    notify_ready();
    setenv("NOTIFY_SOCKET", "", 1);
    notify_begin();
    CU_ASSERT(!notify_wanted());
    unsetenv("NOTIFY_SOCKET");
    EXPECT_NUMBER(fake.n_log, 0);
}

static void test_path(void)
{
    begin("notify");
    CU_ASSERT(notify_wanted());
    notify_status("Dialling %d", 5551000);
    notify_ready();
    EXPECT_TEXT(fake_manager_heard(), "STATUS=Dialling 5551000\nREADY=1\n");
    end();
}

static void test_abstract(void)
{
    char name[64];

    snprintf(name, sizeof(name), "@ras-notify-%d", (int)getpid());
    begin(name);
    notify_ready();
    EXPECT_TEXT(fake_manager_heard(), "READY=1\n");
    end();
}

/* A peer's words must not become a message of their own. */
static void test_one_line(void)
{
    char text[2000];
    size_t n;

    begin("notify");
    notify_status("refused: %s", "no\nREADY=1");
    EXPECT_TEXT(fake_manager_heard(), "STATUS=refused: no\n");
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    notify_status("%s", text);
    n = strlen(fake_manager_heard());
    CU_ASSERT(n > 500 && n < 600);
    end();
}

static void test_manager_gone(void)
{
    begin("notify");
    unlink(fake_path("notify"));
    notify_ready();
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "cannot be told"), 1);
    end();
}

static void test_useless_names(void)
{
    static const char *const useless[] = {"", "/", "relative", "vsock:2:1"};
    char longest[200];
    size_t i;

    fake_reset();
    for (i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
        setenv("NOTIFY_SOCKET", useless[i], 1);
        notify_begin();
        CU_ASSERT(!notify_wanted());
    }
    memset(longest, '/', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    setenv("NOTIFY_SOCKET", longest, 1);
    notify_begin();
    CU_ASSERT(!notify_wanted());
    unsetenv("NOTIFY_SOCKET");
}

/* A status is dropped at once, and what must arrive is waited for a while. */
static void test_manager_deaf(void)
{
    int i;

    begin("notify");
    for (i = 0; i < 100000 && fake.n_log == 0; i++)
        notify_status("%d", i);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "cannot be told"), 1);
    notify_ready();
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "cannot be told"), 2);
    (void)fake_manager_heard();
    notify_ready();
    EXPECT_TEXT(fake_manager_heard(), "READY=1\n");
    end();
}

static void test_exit_status(void)
{
    static const struct {
        uint32_t error;
        bool retry, refused;
        int pppds, expected;
    } rows[] = {
        {RASERR_ERROR_AUTHENTICATION_FAILURE, false, true, 16, 19},
        {RASERR_ERROR_AUTHENTICATION_FAILURE, false, true, 8, 19},
        {RASERR_ERROR_NO_REMOTE_ENCRYPTION, false, false, 10, 2},
        {RASERR_ERROR_LINE_BUSY, true, false, 8, 8},
        {RASERR_ERROR_REMOTE_DISCONNECTION, true, false, 16, 16},
        {RASERR_ERROR_USER_DISCONNECTION, false, false, 5, 5},
        {RASERR_ERROR_IDLE_TIMEOUT, false, false, 12, 12},
        {RASERR_ERROR_IDLE_TIMEOUT, false, false, 13, 13},
        {RASERR_ERROR_REMOTE_DISCONNECTION, false, false, 14, 14},
        {0, false, false, 0, 0},
    };
    struct cause c;
    size_t i;

    begin("notify");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cause_clear(&c);
        cause_latch(&c, rows[i].error, 0, rows[i].retry, "");
        EXPECT_NUMBER(notify_exit_status(&c, rows[i].refused, rows[i].pppds),
                      rows[i].expected);
    }
    end();
    cause_latch(&c, RASERR_ERROR_AUTHENTICATION_FAILURE, 0, false, "");
    EXPECT_NUMBER(notify_exit_status(&c, true, 16), 16); /* no manager */
}

static void test_no_descriptor_left(void)
{
    int before, after;

    begin("notify");
    before = dup(0);
    notify_ready();
    after = dup(0);
    EXPECT_NUMBER(after, before + 1);
    close(before);
    close(after);
    end();
}

const char unit_name[] = "notify";
const struct unit_test unit_tests[] = {
    {"nobody wants to know", test_nobody},
    {"a path", test_path},
    {"the abstract name space", test_abstract},
    {"one line, whatever a peer says", test_one_line},
    {"the manager is gone", test_manager_gone},
    {"names that are no socket's", test_useless_names},
    {"the manager does not read", test_manager_deaf},
    {"exit statuses", test_exit_status},
    {"no descriptor is left", test_no_descriptor_left},
    {NULL, NULL},
};
