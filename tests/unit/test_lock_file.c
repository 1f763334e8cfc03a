#include "tests/unit/harness.h"

#include <fcntl.h>
#include <stdlib.h>

#include "plugin/lock_file.c"
#include "tests/unit/fake_files.h"

#define TTY "/dev/pts/7"

static const char *path;

static void begin(void)
{
    static char directory[256];

    CU_ASSERT_FATAL(fake_files_begin());
    snprintf(directory, sizeof(directory), "%s", fake_path(""));
    directory[strlen(directory) - 1] = '\0';
    lock_file_directory = directory;
    path = fake_path("LCK..pts_7");
}

/* Is it gone after a look? */
static bool is_cleared(void)
{
    char name[LOCK_FILE_NAME];
    struct stat st;

    if (!lock_file_clear(TTY, name, sizeof(name)))
        return false;
    EXPECT_TEXT(name, path);
    return lstat(path, &st) < 0;
}

/* The file is of another time than now. */
static void move_by(long seconds)
{
    const struct timespec then[2] = {{time(NULL) + seconds, 0},
                                     {time(NULL) + seconds, 0}};

    CU_ASSERT_FATAL(utimensat(AT_FDCWD, path, then, 0) == 0);
}

static void test_name(void)
{
    char out[64], small[16];

    begin();
    lock_file_directory = "/var/lock";
    CU_ASSERT(lock_file_name("/dev/ttyS0", out, sizeof(out)));
    EXPECT_TEXT(out, "/var/lock/LCK..ttyS0");
    CU_ASSERT(lock_file_name("/dev/a/b/c", out, sizeof(out)));
    EXPECT_TEXT(out, "/var/lock/LCK..a_b_c");
    CU_ASSERT(lock_file_name("/run/serial/modem", out, sizeof(out)));
    EXPECT_TEXT(out, "/var/lock/LCK..modem");
    CU_ASSERT(lock_file_name("eth0.7", out, sizeof(out)));
    EXPECT_TEXT(out, "/var/lock/LCK..eth0.7");
    CU_ASSERT(!lock_file_name("/dev/", out, sizeof(out)));
    CU_ASSERT(!lock_file_name("/dev/ttyS0", small, sizeof(small)));
    fake_files_end();
}

static void test_no_locks(void)
{
    begin();
    CU_ASSERT_FATAL(mkfifo(path, 0600) == 0);
    CU_ASSERT(is_cleared());
    CU_ASSERT_FATAL(symlink("/nowhere", path) == 0);
    CU_ASSERT(is_cleared());
    CU_ASSERT_FATAL(fake_write("other", "1"));
    CU_ASSERT_FATAL(symlink("other", path) == 0);
    CU_ASSERT(is_cleared());
    CU_ASSERT(access(fake_path("other"), F_OK) == 0);
    CU_ASSERT_FATAL(fake_write("LCK..pts_7", "%s", ""));
    move_by(-3600);
    CU_ASSERT(is_cleared());
    CU_ASSERT_FATAL(fake_write("LCK..pts_7", "%s", ""));
    move_by(INT64_MAX - time(NULL));
    CU_ASSERT(is_cleared());
    fake_files_end();
}

/* PPPoE locks an interface. */
static void test_interface(void)
{
    char name[LOCK_FILE_NAME];
    struct stat st;

    begin();
    CU_ASSERT_FATAL(mkfifo(fake_path("LCK..eth0"), 0600) == 0);
    CU_ASSERT(lock_file_clear("eth0", name, sizeof(name)));
    CU_ASSERT(lstat(fake_path("LCK..eth0"), &st) < 0);
    fake_files_end();
}

/* Somebody is just making it; somebody has it; there is none. */
static void test_locks(void)
{
    begin();
    CU_ASSERT(!is_cleared());
    CU_ASSERT_FATAL(fake_write("LCK..pts_7", "%s", ""));
    CU_ASSERT(!is_cleared());
    move_by(1); /* a file's clock may be ahead of time()'s */
    CU_ASSERT(!is_cleared());
    CU_ASSERT_FATAL(fake_write("LCK..pts_7", "%10d\n", 1));
    move_by(-3600);
    CU_ASSERT(!is_cleared());
    CU_ASSERT(access(path, F_OK) == 0);
    fake_files_end();
}

/* The lock of a tty below a directory of /dev has underscores in its name. */
static void test_lock_names(void)
{
    begin();
    CU_ASSERT(!lock_file_taken("/dev/usb/tts/0"));
    CU_ASSERT_FATAL(fake_write("LCK..usb_tts_0", "%10d\n", (int)getpid()));
    CU_ASSERT(lock_file_taken("/dev/usb/tts/0"));
    fake_files_end();
}

/* A name that no lock file can have locks nothing. */
static void test_endless_names(void)
{
    static char tty[5000] = "/dev/";

    begin();
    memset(tty + 5, 'x', sizeof(tty) - 6);
    CU_ASSERT(!lock_file_taken(tty));
    fake_files_end();
}

const char unit_name[] = "lock_file";
const struct unit_test unit_tests[] = {
    {"the name", test_name},
    {"what is no lock goes", test_no_locks},
    {"... also an interface's", test_interface},
    {"a lock stays", test_locks},
    {"names of locks", test_lock_names},
    {"a lock file's name has an end", test_endless_names},
    {NULL, NULL},
};
