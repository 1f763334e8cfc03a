#include "compat/exchange.c"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/unit/fake_files.h"
#include "tests/unit/harness.h"

static int dir;

static void begin(void)
{
    CU_ASSERT_FATAL(fake_files_begin());
    dir = open(fake_path(""), O_PATH | O_DIRECTORY | O_CLOEXEC);
    CU_ASSERT_FATAL(dir >= 0);
}

static void end(void)
{
    close(dir);
    fake_files_end();
}

static const char *content(const char *name)
{
    static char text[64];
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;

    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = '\0';
    return n < 0 ? "(none)" : text;
}

/* Whatever was there, and whatever a killed writer has left. */
static void test_written(void)
{
    mode_t before = umask(077);
    struct stat st;

    begin();
    EXPECT_NUMBER(exchange_write(dir, "it", ".new", "one", 3), 0);
    EXPECT_TEXT(content("it"), "one");
    CU_ASSERT(fake_write(".new", "%s", "half"));
    EXPECT_NUMBER(exchange_write(dir, "it", ".new", "two", 3), 0);
    EXPECT_TEXT(content("it"), "two");
    EXPECT_TEXT(content(".new"), "(none)");
    CU_ASSERT_FATAL(fstatat(dir, "it", &st, 0) == 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0644);
    end();
    umask(before);
}

static void test_links_are_not_followed(void)
{
    struct stat st;

    begin();
    CU_ASSERT(fake_write("other", "%s", "theirs"));
    CU_ASSERT(symlinkat("other", dir, "it") == 0);
    CU_ASSERT(symlinkat("other", dir, ".new") == 0);
    EXPECT_NUMBER(exchange_write(dir, "it", ".new", "ours", 4), 0);
    EXPECT_TEXT(content("other"), "theirs");
    EXPECT_TEXT(content("it"), "ours");
    CU_ASSERT_FATAL(fstatat(dir, "it", &st, AT_SYMLINK_NOFOLLOW) == 0);
    CU_ASSERT(S_ISREG(st.st_mode));
    end();
}

/* Nothing is left of what could not be put in its place. */
static void test_in_vain(void)
{
    begin();
    CU_ASSERT(mkdirat(dir, "it", 0755) == 0);
    EXPECT_NUMBER(exchange_write(dir, "it", ".new", "one", 3), EISDIR);
    EXPECT_TEXT(content(".new"), "(none)");
    CU_ASSERT(mkdirat(dir, ".new", 0755) == 0);
    EXPECT_NUMBER(exchange_write(dir, "other", ".new", "one", 3), EISDIR);
    EXPECT_NUMBER(exchange_write(dir, "no/it", "no/new", "one", 3), ENOENT);
    unlinkat(dir, "it", AT_REMOVEDIR);
    unlinkat(dir, ".new", AT_REMOVEDIR);
    end();
}

/* A full disk, or as good as one: the old content stays. */
static void test_no_room(void)
{
    struct rlimit before, small;

    begin();
    CU_ASSERT(exchange_write(dir, "it", ".new", "one", 3) == 0);
    CU_ASSERT_FATAL(getrlimit(RLIMIT_FSIZE, &before) == 0);
    small = (struct rlimit){2, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    CU_ASSERT_FATAL(setrlimit(RLIMIT_FSIZE, &small) == 0);
    EXPECT_NUMBER(exchange_write(dir, "it", ".new", "two", 3), EFBIG);
    CU_ASSERT_FATAL(setrlimit(RLIMIT_FSIZE, &before) == 0);
    EXPECT_TEXT(content("it"), "one");
    EXPECT_TEXT(content(".new"), "(none)");
    end();
}

/* A descriptor that takes no bytes: what fails later is told, too. */
static void test_no_file(void)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    CU_ASSERT_FATAL(fd >= 0);
    EXPECT_NUMBER(file_write(fd, "x", 1), ENOSPC);
    EXPECT_NUMBER(file_write(fd, "", 0), 0);
    EXPECT_NUMBER(close(fd), 0);
    EXPECT_NUMBER(fill(-1, "x", 1), EBADF);
}

const char unit_name[] = "exchange";
const struct unit_test unit_tests[] = {
    {"another content", test_written},
    {"links are not followed", test_links_are_not_followed},
    {"a place that cannot be taken", test_in_vain},
    {"no room for it", test_no_room},
    {"what cannot be written to", test_no_file},
    {NULL, NULL},
};
