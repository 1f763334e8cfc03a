#include "plugin/promote.c"

#include <sys/wait.h>

#include "conf/file.h"
#include "plugin/job_make.h"
#include "tests/unit/fake_files.h"
#include "tests/unit/fake_shim.h"
#include "tests/unit/harness.h"

enum { NOBODY = 65534, NO_USER = 4242 };

static struct job job;
static char book[128], config[128];

static void begin(const char *device)
{
    struct job_paths paths = {book, config};

    fake_reset();
    promote_forget();
    memset(&promote, 0, sizeof(promote));
    promote.news = -1;
    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(book, sizeof(book), "%s", fake_path("pbk"));
    snprintf(config, sizeof(config), "%s", fake_path("conf"));
    CU_ASSERT_FATAL(fake_phonebook("Unknown=x", device));
    CU_ASSERT_FATAL(fake_config("/dev/null", "", ""));
    fake.text[SHIM_OPTION_entry] = "Office";
    job_make(&job, NULL, &paths);
    EXPECT_TEXT(job.reason, "");
}

static void end(void)
{
    promote_forget();
    job_free(&job);
    fake_files_end();
}

/* An alternate has answered, and the link is up. */
static void connect_with(size_t number)
{
    job.promoted = number;
    promote_connected(&job);
}

/* What the child has done is told at the next look but one. */
static void await_child(void)
{
    EXPECT_NUMBER(waitpid(fake.child, NULL, 0), fake.child);
    fake_advance(ASK_MS);
    fake_advance(ASK_MS);
    EXPECT_NUMBER(promote.news, -1);
    EXPECT_NUMBER(fake_timers(on_news), 0);
}

static void expect_device(const char *device)
{
    char expected[1024];
    struct file_bytes bytes;
    struct conf_problem p;
    int fd;

    snprintf(expected, sizeof(expected),
             "[Office]\nEncoding=1\nPBVersion=1\nType=1\nBaseProtocol=1\n"
             "Unknown=x\nMEDIA=serial\nPort=COM9\nDevice=Fake\n\n"
             "DEVICE=modem\n%s\n",
             device);
    EXPECT_NUMBER(file_open(book, &fd, &p), CONF_OK);
    EXPECT_NUMBER(file_read(fd, book, 4096, &bytes, &p), CONF_OK);
    EXPECT_TEXT(bytes.bytes, expected);
    file_free(&bytes);
    close(fd);
}

#define HUNT "PromoteAlternates=1\nTryNextAlternateOnFail=1\n"
#define THREE                                                                  \
    "PhoneNumber=1\nAreaCode=5\nPhoneNumber=2\nX=y\nPhoneNumber=3\n" HUNT

static void test_written(void)
{
    begin(THREE);
    connect_with(1);
    await_child();
    expect_device("PhoneNumber=2\nX=y\nPhoneNumber=1\nAreaCode=5\n"
                  "PhoneNumber=3\n" HUNT);
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "[Office]: 2 goes first, and"), 1);
    connect_with(1); /* the same link again: nothing to be done */
    EXPECT_NUMBER(promote.news, -1);
    connect_with(2); /* the job has the numbers as they were */
    await_child();
    expect_device("PhoneNumber=3\nPhoneNumber=2\nX=y\nPhoneNumber=1\n"
                  "AreaCode=5\n" HUNT);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, ""), 0);
    end();
}

/* The index would name another number now. */
static void test_last_selected(void)
{
    begin("PhoneNumber=1\nPhoneNumber=2\nPhoneNumber=3\nLastSelectedPhone=2\n"
          "" HUNT);
    EXPECT_TEXT(choice_number(job.device, 0)->number, "3");
    connect_with(1);
    await_child();
    expect_device("PhoneNumber=1\nPhoneNumber=2\nPhoneNumber=3\n"
                  "LastSelectedPhone=0\n" HUNT);
    connect_with(2);
    await_child();
    expect_device("PhoneNumber=2\nPhoneNumber=1\nPhoneNumber=3\n"
                  "LastSelectedPhone=0\n" HUNT);
    end();
}

static void test_nothing_to_do(void)
{
    begin(THREE);
    connect_with(0);
    EXPECT_NUMBER(promote.news, -1);
    snprintf(job.number, sizeof(job.number), "9");
    connect_with(1);
    job.number[0] = job.phonebook[0] = '\0';
    connect_with(1);
    EXPECT_NUMBER(promote.news, -1);
    EXPECT_NUMBER(fake.n_log, 0);
    expect_device(THREE);
    end();
}

/* Somebody has taken the number away meanwhile. */
static void test_number_gone(void)
{
    begin(THREE);
    fake_phonebook("Unknown=x", "PhoneNumber=1\nPhoneNumber=2\nAreaCode=7\n");
    connect_with(1);
    await_child();
    expect_device("PhoneNumber=1\nPhoneNumber=2\nAreaCode=7\n");
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "has no media[1].device[1]."), 1);
    connect_with(1); /* said once */
    EXPECT_NUMBER(promote.news, -1);
    end();
}

static void test_no_child(void)
{
    begin(THREE);
    fake.no_child = true;
    connect_with(1);
    EXPECT_NUMBER(promote.news, -1);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "goes first until pppd ends"), 1);
    expect_device(THREE);
    end();
}

/* A user who may call root's entries does not change them. */
static void test_users_call(void)
{
    begin(THREE);
    fake.user = 1000;
    connect_with(1);
    EXPECT_NUMBER(promote.news, -1);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "only a call of root's"), 1);
    fake.user = 0;
    promote.done = 0;
    snprintf(job.phonebook, sizeof(job.phonebook), "pbk");
    connect_with(1);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "not absolute"), 1);
    expect_device(THREE);
    end();
}

/* --- whose file it is: root has called; these need root */

static void own(uid_t directory, uid_t file)
{
    CU_ASSERT_FATAL(chown(fake_path(""), directory, directory) == 0);
    CU_ASSERT_FATAL(chown(book, file, file) == 0);
}

static void test_users_book(void)
{
    struct stat st;

    if (geteuid() != 0)
        return;
    begin(THREE);
    own(NOBODY, NOBODY);
    connect_with(1);
    await_child();
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "and stands so in"), 1);
    CU_ASSERT(stat(book, &st) == 0 && st.st_uid == NOBODY);
    CU_ASSERT(stat(fake_path(".pbk.lock"), &st) == 0 && st.st_uid == NOBODY);
    end();
}

static void expect_unwritten(uid_t directory, uid_t file, const char *why)
{
    begin(THREE);
    own(directory, file);
    connect_with(1);
    await_child();
    expect_device(THREE);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, why), 1);
    CU_ASSERT(access(fake_path(".pbk.lock"), F_OK) < 0);
    end();
}

static void test_rights(void)
{
    if (geteuid() != 0)
        return;
    expect_unwritten(0, NOBODY, "cannot lock it: Permission denied");
    expect_unwritten(NOBODY, 0, "others than root can exchange /tmp/ras-unit.");
    expect_unwritten(0, NO_USER, "belongs to user 4242");
}

/* Also root's own directory, if everybody may write there. */
static void test_open_directory(void)
{
    if (geteuid() != 0)
        return;
    begin(THREE);
    CU_ASSERT_FATAL(chmod(fake_path(""), 0777) == 0);
    connect_with(1);
    await_child();
    expect_device(THREE);
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "others than root can exchange"),
                  1);
    end();
    begin(THREE);
    CU_ASSERT_FATAL(chmod(fake_path(""), 0775) == 0);
    connect_with(1);
    await_child();
    expect_device(THREE);
    end();
    begin(THREE);
    CU_ASSERT_FATAL(chmod(fake_path(""), 01777) == 0); /* as /tmp */
    connect_with(1);
    await_child();
    EXPECT_NUMBER(fake_logged(SHIM_NOTICE, "and stands so in"), 1);
    end();
}

static void test_book_gone(void)
{
    begin(THREE);
    CU_ASSERT(unlink(book) == 0);
    connect_with(1);
    await_child();
    EXPECT_NUMBER(fake_logged(SHIM_WARNING, "No such file"), 1);
    CU_ASSERT(access(book, F_OK) < 0);
    end();
}

/* A number that is not there: the book is not what it was. */
static void test_no_such_number(void)
{
    begin(THREE);
    connect_with(9);
    EXPECT_NUMBER(promote.news, -1);
    EXPECT_NUMBER(fake.n_log, 0);
    end();
}

/* The child's words as they come, and a child that says none. */
static void test_news(void)
{
    static const struct {
        const char *first, *second, *logged;
    } rows[] = {
        {"-the ", "reason", "goes first until pppd ends; the reason"},
        {"+", "", "goes first, and stands so in"},
        {"-", "", "the phonebook could not be written"},
        {"", "", "the phonebook could not be written"},
    };
    int ends[2];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(THREE);
        CU_ASSERT_FATAL(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
        promote.phonebook = "/book";
        promote.news = ends[0];
        on_news(NULL); /* nothing yet */
        EXPECT_NUMBER(fake_timers(on_news), 1);
        CU_ASSERT(write(ends[1], rows[i].first, strlen(rows[i].first)) >= 0);
        fake_advance(ASK_MS);
        CU_ASSERT(write(ends[1], rows[i].second, strlen(rows[i].second)) >= 0);
        close(ends[1]);
        fake_advance(3 * ASK_MS);
        EXPECT_NUMBER(promote.news, -1);
        EXPECT_NUMBER(fake_timers(on_news), 0);
        EXPECT_NUMBER(fake_logged(FAKE_ANY_LEVEL, rows[i].logged), 1);
        end();
    }
}

/* Root's book by way of a user's directory is still root's alone. */
static void test_link(void)
{

    if (geteuid() != 0)
        return;
    begin(THREE);
    CU_ASSERT_FATAL(symlink(book, fake_path("link")) == 0);
    CU_ASSERT_FATAL(lchown(fake_path("link"), NOBODY, NOBODY) == 0);
    snprintf(job.phonebook, sizeof(job.phonebook), "%s", fake_path("link"));
    connect_with(1);
    await_child();
    expect_device("PhoneNumber=2\nX=y\nPhoneNumber=1\nAreaCode=5\n"
                  "PhoneNumber=3\n" HUNT);
    end();
}

const char unit_name[] = "promote";
const struct unit_test unit_tests[] = {
    {"the number that answered", test_written},
    {"LastSelectedPhone", test_last_selected},
    {"nothing to do", test_nothing_to_do},
    {"the number is gone", test_number_gone},
    {"no child", test_no_child},
    {"a user's call of root's entry", test_users_call},
    {"a user's book", test_users_book},
    {"who may write there", test_rights},
    {"a directory that all may write to", test_open_directory},
    {"the book is gone", test_book_gone},
    {"there is no such number", test_no_such_number},
    {"what the child says", test_news},
    {"a link to root's book", test_link},
    {NULL, NULL},
};
