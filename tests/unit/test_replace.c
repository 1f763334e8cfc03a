/* Files that are replaced: by whom, whenever it fails, as what. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

/* --- calls that fail when told to */

static int calls_left = -1; /* fails the one that brings it to 0 */
static int call_errno = EIO;
static const char *failed_call = "";
static bool short_calls; /* read and write 7 bytes at most */
static bool no_sleep;
static unsigned sleeps;

static char calls[2000]; /* all of them */

static int fails(const char *name)
{
    strncat(calls, name, sizeof(calls) - strlen(calls) - 1);
    strncat(calls, " ", sizeof(calls) - strlen(calls) - 1);
    if (calls_left < 0 || calls_left-- != 0)
        return 0;
    failed_call = name;
    errno = call_errno;
    return 1;
}

#define FAILS(call) (fails(#call) ? -1 : call)

static void *test_malloc(size_t n)
{
    return fails("malloc") ? NULL : malloc(n);
}

static void *test_calloc(size_t n, size_t size)
{
    return fails("calloc") ? NULL : calloc(n, size);
}

static char *test_realpath(const char *path, char *resolved)
{
    return fails("realpath") ? NULL : realpath(path, resolved);
}

static int test_open(const char *path, int flags)
{
    return FAILS(open(path, flags));
}

static int test_openat(int dir, const char *path, int flags, ...)
{
    va_list args;
    mode_t mode = 0;

    va_start(args, flags);
    if (flags & O_CREAT)
        mode = va_arg(args, mode_t);
    va_end(args);
    return FAILS(openat(dir, path, flags, mode));
}

static int test_fstat(int fd, struct stat *st)
{
    return FAILS(fstat(fd, st));
}

static int test_fstatat(int dir, const char *path, struct stat *st, int flags)
{
    return FAILS(fstatat(dir, path, st, flags));
}

static int test_lstat(const char *path, struct stat *st)
{
    return FAILS(lstat(path, st));
}

static ssize_t test_pread(int fd, void *bytes, size_t n, off_t at)
{
    return FAILS(pread(fd, bytes, short_calls && n > 7 ? 7 : n, at));
}

static ssize_t test_write(int fd, const void *bytes, size_t n)
{
    return FAILS(write(fd, bytes, short_calls && n > 7 ? 7 : n));
}

static int test_fsync(int fd)
{
    return FAILS(fsync(fd));
}

static int test_close(int fd)
{
    int result = close(fd);

    return fails("close") ? -1 : result;
}

static int test_fchown(int fd, uid_t uid, gid_t gid)
{
    return FAILS(fchown(fd, uid, gid));
}

static int test_fchmod(int fd, mode_t mode)
{
    return FAILS(fchmod(fd, mode));
}

static int test_renameat(int from_dir, const char *from, int to_dir,
                         const char *to)
{
    return FAILS(renameat(from_dir, from, to_dir, to));
}

static int test_unlinkat(int dir, const char *path, int flags)
{
    return FAILS(unlinkat(dir, path, flags));
}

static int test_flock(int fd, int operation)
{
    return FAILS(flock(fd, operation));
}

static int test_nanosleep(const struct timespec *time, struct timespec *left)
{
    sleeps++;
    return no_sleep ? 0 : nanosleep(time, left);
}

static ssize_t test_flistxattr(int fd, char *list, size_t size)
{
    return FAILS(flistxattr(fd, list, size));
}

static ssize_t test_fgetxattr(int fd, const char *name, void *value, size_t n)
{
    return FAILS(fgetxattr(fd, name, value, n));
}

static int test_fsetxattr(int fd, const char *name, const void *value, size_t n,
                          int flags)
{
    return FAILS(fsetxattr(fd, name, value, n, flags));
}

static int test_fremovexattr(int fd, const char *name)
{
    return FAILS(fremovexattr(fd, name));
}

#define malloc       test_malloc
#define calloc       test_calloc
#define realpath     test_realpath
#define open         test_open
#define openat       test_openat
#define fstat        test_fstat
#define fstatat      test_fstatat
#define lstat        test_lstat
#define pread        test_pread
#define write        test_write
#define fsync        test_fsync
#define close        test_close
#define fchown       test_fchown
#define fchmod       test_fchmod
#define renameat     test_renameat
#define unlinkat     test_unlinkat
#define flock        test_flock
#define nanosleep    test_nanosleep
#define flistxattr   test_flistxattr
#define fgetxattr    test_fgetxattr
#define fsetxattr    test_fsetxattr
#define fremovexattr test_fremovexattr
#include "conf/replace.c"
#include "conf/file.c"
#undef malloc
#undef calloc
#undef realpath
#undef open
#undef openat
#undef fstat
#undef fstatat
#undef lstat
#undef pread
#undef write
#undef fsync
#undef close
#undef fchown
#undef fchmod
#undef renameat
#undef unlinkat
#undef flock
#undef nanosleep
#undef flistxattr
#undef fgetxattr
#undef fsetxattr
#undef fremovexattr

#include <dirent.h>
#include <signal.h>

#include "conf/pbk_edit.h"
#include "tests/unit/harness.h"

static struct conf_problem problem;

/* --- a directory of our own, in which we are */

static int start_dir = -1;
static char directory[] = "/tmp/test_replace.XXXXXX";

static void remove_all(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *d;
    char name[600];

    while (dir && (d = readdir(dir))) {
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
            continue;
        snprintf(name, sizeof(name), "%s/%s", path, d->d_name);
        if (unlink(name) < 0)
            remove_all(name);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

static void leave(void)
{
    CU_ASSERT_EQUAL(fchdir(start_dir), 0);
    close(start_dir);
    remove_all(directory);
}

static void enter(void)
{
    snprintf(directory, sizeof(directory), "/tmp/test_replace.XXXXXX");
    start_dir = open(".", O_RDONLY | O_DIRECTORY);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
    CU_ASSERT_EQUAL_FATAL(chdir(directory), 0);
    problem.text[0] = '\0';
}

static void make_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

/* What the file has, or NULL. */
static const char *content(const char *name)
{
    static char text[4096];
    FILE *f = fopen(name, "r");
    size_t n;

    if (!f)
        return NULL;
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    return text;
}

static bool is_there(const char *name)
{
    struct stat st;

    return lstat(name, &st) == 0;
}

static unsigned count_names(const char *path)
{
    DIR *dir = opendir(path);
    unsigned n = 0;

    while (dir && readdir(dir))
        n++;
    if (dir)
        closedir(dir);
    return n;
}

static enum conf_result replace_all(const char *file, const char *text)
{
    struct replace *r;
    enum conf_result result = replace_open(file, 4096, &r, &problem);

    if (result == CONF_OK)
        result = replace_commit(r, text, strlen(text), &problem);
    replace_close(r);
    return result;
}

/* --- what is replaced */

static void test_replace(void)
{
    struct replace *r;

    enter();
    make_file("book", "old");
    EXPECT_NUMBER(replace_open("book", 3, &r, &problem), CONF_OK);
    EXPECT_TEXT(replace_bytes(r)->bytes, "old");
    EXPECT_NUMBER(replace_bytes(r)->n, 3);
    CU_ASSERT_TRUE(replace_existed(r));
    EXPECT_NUMBER(replace_commit(r, "newer", 5, &problem), CONF_OK);
    EXPECT_NUMBER(replace_commit(r, "newest", 6, &problem), CONF_WRITE);
    replace_close(r);
    EXPECT_TEXT(content("book"), "newer");
    EXPECT_NUMBER(replace_open("book", 5, &r, &problem), CONF_OK);
    replace_close(r);
    EXPECT_TEXT(content("book"), "newer");
    EXPECT_NUMBER(replace_all("./book", ""), CONF_OK);
    EXPECT_TEXT(content("book"), "");
    CU_ASSERT_TRUE(is_there(".book.lock"));
    EXPECT_NUMBER(count_names("."), 4);
    replace_close(NULL);
    leave();
}

/* The bytes are on the disk before they have the name, and then the name. */
static void test_durable(void)
{
    const char *at;

    enter();
    make_file("book", "old");
    calls[0] = '\0';
    EXPECT_NUMBER(replace_all("book", "new"), CONF_OK);
    at = strstr(calls, "write(");
    at = at ? strstr(at, " fsync(fd) ") : NULL;
    at = at ? strstr(at, " renameat(") : NULL;
    at = at ? strstr(at, " fsync(fd) ") : NULL;
    CU_ASSERT_PTR_NOT_NULL(at);
    leave();
}

static void test_new_file(void)
{
    struct replace *r;
    struct stat st;
    mode_t old_mask;

    enter();
    mkdir("folder", 0700);
    EXPECT_NUMBER(replace_open("folder/book", 0, &r, &problem), CONF_OK);
    EXPECT_TEXT(replace_bytes(r)->bytes, "");
    EXPECT_NUMBER(replace_bytes(r)->n, 0);
    CU_ASSERT_FALSE(replace_existed(r));
    CU_ASSERT_FALSE(is_there("folder/book"));
    old_mask = umask(027);
    EXPECT_NUMBER(replace_commit(r, "new", 3, &problem), CONF_OK);
    umask(old_mask);
    replace_close(r);
    EXPECT_TEXT(content("folder/book"), "new");
    CU_ASSERT_EQUAL(stat("folder/book", &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0640);
    leave();
}

static void test_no_file(void)
{
    static const struct {
        const char *name;
        enum conf_result result;
    } rows[] = {
        {"folder", CONF_FORMAT},
        {"fifo", CONF_FORMAT},
        {"/dev/zero", CONF_FORMAT},
        {"dangling", CONF_OPEN},
        {"nowhere/book", CONF_OPEN},
        {"", CONF_OPEN},
        {"new/", CONF_OPEN},
        {"book/", CONF_OPEN},
        {"loop", CONF_OPEN},
        {"large", CONF_LIMIT},
        {"folder/../fifo", CONF_FORMAT},
    };
    struct replace *r;
    unsigned names;
    size_t i;

    enter();
    mkdir("folder", 0700);
    mkfifo("fifo", 0600);
    make_file("book", "x");
    make_file("large", "12345678");
    CU_ASSERT_EQUAL(symlink("nothing", "dangling"), 0);
    CU_ASSERT_EQUAL(symlink("loop", "loop"), 0);
    names = count_names(".");
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        problem.text[0] = '\0';
        EXPECT_NUMBER(replace_open(rows[i].name, 7, &r, &problem),
                      rows[i].result);
        CU_ASSERT_PTR_NULL(r);
        CU_ASSERT_TRUE(problem.text[0] != '\0');
    }
    EXPECT_NUMBER(count_names("."), names);
    CU_ASSERT_FALSE(is_there("/dev/.zero.lock"));
    leave();
}

static void test_links(void)
{
    struct stat st;

    enter();
    mkdir("folder", 0700);
    make_file("folder/book", "old");
    CU_ASSERT_EQUAL(symlink("folder/book", "link"), 0);
    CU_ASSERT_EQUAL(symlink("link", "link2"), 0);
    CU_ASSERT_EQUAL(link("folder/book", "hard"), 0);
    EXPECT_NUMBER(replace_all("link2", "new"), CONF_OK);
    EXPECT_TEXT(content("folder/book"), "new");
    EXPECT_TEXT(content("hard"), "old");
    CU_ASSERT_TRUE(lstat("link", &st) == 0 && S_ISLNK(st.st_mode));
    CU_ASSERT_TRUE(lstat("link2", &st) == 0 && S_ISLNK(st.st_mode));
    CU_ASSERT_TRUE(is_there("folder/.book.lock"));
    CU_ASSERT_FALSE(is_there(".link.lock"));
    leave();
}

/* What lies beside the book may have been put there by anybody. */
static void test_beside(void)
{
    enter();
    make_file("book", "old");
    make_file("victim", "precious");
    make_file(".book.new", "left by a killed writer");
    EXPECT_NUMBER(replace_all("book", "1"), CONF_OK);
    EXPECT_TEXT(content("book"), "1");
    CU_ASSERT_FALSE(is_there(".book.new"));
    CU_ASSERT_EQUAL(symlink("victim", ".book.new"), 0);
    EXPECT_NUMBER(replace_all("book", "2"), CONF_OK);
    EXPECT_TEXT(content("book"), "2");
    CU_ASSERT_FALSE(is_there(".book.new"));
    mkdir(".book.new", 0700);
    EXPECT_NUMBER(replace_all("book", "3"), CONF_WRITE);
    EXPECT_TEXT(content("book"), "2");
    rmdir(".book.new");
    unlink(".book.lock");
    CU_ASSERT_EQUAL(symlink("victim", ".book.lock"), 0);
    EXPECT_NUMBER(replace_all("book", "4"), CONF_WRITE);
    EXPECT_TEXT(content("book"), "2");
    EXPECT_TEXT(content("victim"), "precious");
    leave();
}

/* --- what is kept */

/* linux/posix_acl_xattr.h: version 2, then tag, permissions, id of each. */
static const unsigned char acl[] = {
    2,    0, 0, 0, 0x01, 0,   6,   0,   255, 255, 255, 255, /* the owner rw */
    0x02, 0, 4, 0, 0xd2, 4,   0,   0,                       /* user 1234 r */
    0x04, 0, 0, 0, 255,  255, 255, 255,                     /* the group - */
    0x10, 0, 4, 0, 255,  255, 255, 255,                     /* the mask r */
    0x20, 0, 0, 0, 255,  255, 255, 255,                     /* others - */
};

static void expect_attribute(const char *name, const void *value, size_t n)
{
    unsigned char found[100];

    EXPECT_NUMBER(getxattr("book", name, found, sizeof(found)), n);
    CU_ASSERT_TRUE(memcmp(found, value, n) == 0);
}

static void test_kept(void)
{
    bool has_acl, has_user, root = geteuid() == 0;
    struct stat st;

    enter();
    make_file("book", "old");
    if (root)
        CU_ASSERT_EQUAL(chown("book", 1234, 4321), 0);
    CU_ASSERT_EQUAL(chmod("book", 0640), 0);
    has_acl = setxattr("book", acl_name, acl, sizeof(acl), 0) == 0;
    has_user = setxattr("book", "user.note", "x\0y", 3, 0) == 0;
    EXPECT_NUMBER(replace_all("book", "new"), CONF_OK);
    EXPECT_TEXT(problem.text, "");
    EXPECT_TEXT(content("book"), "new");
    CU_ASSERT_EQUAL(stat("book", &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0640);
    EXPECT_NUMBER(st.st_uid, root ? 1234 : getuid());
    if (root)
        EXPECT_NUMBER(st.st_gid, 4321);
    if (has_acl)
        expect_attribute(acl_name, acl, sizeof(acl));
    if (has_user)
        expect_attribute("user.note", "x\0y", 3);
    printf("replace: access control list %s, attribute %s, owner %s\n",
           has_acl ? "kept" : "not supported here",
           has_user ? "kept" : "not supported here",
           root ? "kept" : "not tried: not root");
    CU_ASSERT_EQUAL(stat(".book.lock", &st), 0);
    EXPECT_NUMBER(st.st_mode & 07777, 0640);
    EXPECT_NUMBER(st.st_uid, root ? 1234 : getuid());
    leave();
}

/* A directory may give its files a list; a book that has none gets none. */
static void test_inherited(void)
{
    static const char def[] = "system.posix_acl_default";

    enter();
    make_file("book", "old");
    if (setxattr(".", def, acl, sizeof(acl), 0) == 0) {
        EXPECT_NUMBER(replace_all("book", "new"), CONF_OK);
        CU_ASSERT_TRUE(getxattr("book", acl_name, NULL, 0) < 0);
    } else {
        EXPECT_NUMBER(errno, ENOTSUP);
    }
    leave();
}

/* --- others */

static void others_append(void)
{
    FILE *f = fopen("book", "a");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs("+", f);
    fclose(f);
}

static void others_rename(void)
{
    make_file("theirs", "old+");
    CU_ASSERT_EQUAL(rename("theirs", "book"), 0);
}

static void others_same_size(void)
{
    struct timespec times[2] = {{0, UTIME_OMIT}, {1, 0}};

    make_file("book", "OLD");
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, "book", times, 0), 0);
}

static void others_unlink(void)
{
    unlink("book");
}

static void others_chmod(void)
{
    CU_ASSERT_EQUAL(chmod("book", 0600), 0);
}

static const struct {
    void (*act)(void);
    const char *before, *after;
} others[] = {
    {others_append, "old", "old+"},   {others_rename, "old", "old+"},
    {others_same_size, "old", "OLD"}, {others_unlink, "old", NULL},
    {others_chmod, "old", "old"},     {others_rename, NULL, "old+"},
};

static void test_others(void)
{
    struct replace *r;
    const char *now;
    size_t i;

    for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        enter();
        if (others[i].before)
            make_file("book", others[i].before);
        EXPECT_NUMBER(replace_open("book", 100, &r, &problem), CONF_OK);
        others[i].act();
        EXPECT_NUMBER(replace_commit(r, "new", 3, &problem), CONF_CHANGED);
        replace_close(r);
        now = content("book");
        if (others[i].after)
            EXPECT_TEXT(now, others[i].after);
        else
            CU_ASSERT_PTR_NULL(now);
        CU_ASSERT_FALSE(is_there(".book.new"));
        EXPECT_NUMBER(replace_all("book", "again"), CONF_OK);
        EXPECT_TEXT(content("book"), "again");
        leave();
    }
}

static void test_locked(void)
{
    struct replace *first, *second;

    enter();
    make_file("book", "old");
    CU_ASSERT_EQUAL(symlink("book", "link"), 0);
    EXPECT_NUMBER(replace_open("book", 100, &first, &problem), CONF_OK);
    no_sleep = true;
    sleeps = 0;
    EXPECT_NUMBER(replace_open("link", 100, &second, &problem), CONF_WRITE);
    no_sleep = false;
    EXPECT_TEXT(problem.text, "link: another program has had it locked for 10 "
                              "seconds");
    EXPECT_NUMBER(sleeps, REPLACE_WAIT_MS / LOCK_POLL_MS);
    CU_ASSERT_PTR_NULL(second);
    replace_close(first);
    EXPECT_NUMBER(replace_open("link", 100, &second, &problem), CONF_OK);
    replace_close(second);
    leave();
}

/* --- failures */

/* Replaces with the I-th call failing; false when there are fewer. */
static bool fail_once(int i, int error, const char *before)
{
    enum conf_result result;
    bool failed;

    enter();
    if (before)
        make_file("book", before);
    if (before && setxattr("book", "user.note", "x", 1, 0) < 0)
        EXPECT_NUMBER(errno, ENOTSUP);
    calls_left = i;
    call_errno = error;
    failed_call = "";
    result = replace_all("book", "new content");
    failed = calls_left < 0;
    calls_left = -1;
    if (result == CONF_OK || strstr(problem.text, "though it is written"))
        EXPECT_TEXT(content("book"), "new content");
    else if (before)
        EXPECT_TEXT(content("book"), before);
    else
        CU_ASSERT_FALSE(is_there("book"));
    CU_ASSERT_EQUAL(problem.text[0] == '\0', result == CONF_OK);
    CU_ASSERT_FALSE(is_there(".book.new"));
    if (error == EINTR && !strncmp(failed_call, "write", 5))
        EXPECT_NUMBER(result, CONF_OK);
    if (strstr(failed_call, "alloc"))
        EXPECT_NUMBER(result, CONF_NOMEM);
    EXPECT_NUMBER(replace_all("book", "afterwards"), CONF_OK);
    EXPECT_TEXT(content("book"), "afterwards");
    EXPECT_NUMBER(count_names("."), 4);
    leave();
    return failed;
}

static void test_failures(void)
{
    static const int errors[] = {EIO, ENOSPC, EINTR, ENOENT, EACCES};
    unsigned descriptors = count_names("/proc/self/fd");
    size_t e;
    int i;

    for (e = 0; e < sizeof(errors) / sizeof(errors[0]); e++) {
        for (i = 0; fail_once(i, errors[e], "old"); i++)
            ;
        CU_ASSERT_TRUE(i > 30);
        for (i = 0; fail_once(i, errors[e], NULL); i++)
            ;
        CU_ASSERT_TRUE(i > 20);
    }
    EXPECT_NUMBER(count_names("/proc/self/fd"), descriptors);
}

static void test_short_calls(void)
{
    enter();
    make_file("book", "something long enough for more than one read");
    short_calls = true;
    EXPECT_NUMBER(replace_all("book", "something as long for several writes"),
                  CONF_OK);
    EXPECT_NUMBER(replace_all("book", "something else, and long as well..."),
                  CONF_OK);
    short_calls = false;
    EXPECT_TEXT(content("book"), "something else, and long as well...");
    leave();
}

/* As a full disk does it: some of it is written, the rest is not. */
static void test_full(void)
{
    struct rlimit old, limit;

    enter();
    make_file("book", "old");
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){5, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &limit), 0);
    EXPECT_NUMBER(replace_all("book", "longer than five"), CONF_WRITE);
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    EXPECT_TEXT(content("book"), "old");
    CU_ASSERT_FALSE(is_there(".book.new"));
    leave();
}

/* --- several processes */

/* One more in the number that the book has. */
static enum conf_result count_up(void)
{
    struct buf value = buf_new(100);
    struct pbk_book *book = NULL;
    struct replace *r;
    enum conf_result result = replace_open("book", 4096, &r, &problem);
    char text[32];

    if (result == CONF_OK)
        result = pbk_book_read(replace_bytes(r)->bytes, replace_bytes(r)->n,
                               "book", &book, &problem);
    if (result == CONF_OK)
        result = pbk_book_get(book, 0, "DialParamsUID", &value, NULL, &problem);
    snprintf(text, sizeof(text), "%lu",
             strtoul(buf_text(&value), NULL, 10) + 1);
    if (result == CONF_OK)
        result = pbk_book_set(book, 0, "DialParamsUID", text, &problem);
    if (result == CONF_OK)
        result = replace_commit(r, pbk_book_bytes(book).at,
                                pbk_book_bytes(book).n, &problem);
    pbk_book_free(book);
    buf_free(&value);
    replace_close(r);
    return result;
}

enum { EDITORS = 2, EDITS = 200 };

static void test_concurrent(void)
{
    pid_t child[EDITORS];
    int status, i, j;

    enter();
    make_file("book", "[X]\r\nDialParamsUID=0\r\n");
    for (i = 0; i < EDITORS; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            for (j = 0; j < EDITS; j++)
                if (count_up() != CONF_OK)
                    _exit(1);
            _exit(0);
        }
    }
    for (i = 0; i < EDITORS; i++) {
        CU_ASSERT_EQUAL(waitpid(child[i], &status, 0), child[i]);
        EXPECT_NUMBER(status, 0);
    }
    EXPECT_TEXT(content("book"), "[X]\r\nDialParamsUID=400\r\n");
    leave();
}

enum { KILLS = 60, BOOK_BYTES = 200000 };

/* Writes a book of 'a', a longer one of 'b', and so on, until it is killed. */
static void write_for_ever(void)
{
    static char bytes[2 * BOOK_BYTES];
    struct replace *r;
    int i;

    for (i = 0;; i++) {
        memset(bytes, 'a' + i % 2, sizeof(bytes));
        if (replace_open("book", sizeof(bytes), &r, &problem) != CONF_OK ||
            replace_commit(r, bytes, BOOK_BYTES * (1u + i % 2), &problem) !=
                CONF_OK)
            _exit(1);
        replace_close(r);
    }
}

/* Is the file one of the two, whole? */
static bool is_one_of_both(void)
{
    struct file_bytes b = {NULL, 0};
    int fd = -1;
    size_t i;
    bool ok;

    if (file_open("book", &fd, &problem) != CONF_OK)
        return false;
    ok = file_read(fd, "book", 2 * BOOK_BYTES, &b, &problem) == CONF_OK &&
         b.n && b.n == BOOK_BYTES * (1u + (b.bytes[0] == 'b'));
    for (i = 0; ok && i < b.n; i++)
        ok = b.bytes[i] == b.bytes[0];
    file_free(&b);
    close(fd);
    return ok;
}

static void test_killed(void)
{
    const char *seed = getenv("SEED");
    unsigned state = seed ? (unsigned)strtoul(seed, NULL, 10) : 20261122;
    struct timespec pause = {0, 0};
    unsigned left = 0;
    pid_t child;
    int i;

    printf("replace: SEED=%u\n", state);
    enter();
    child = fork();
    if (child == 0)
        write_for_ever();
    for (i = 0; i < 10000 && !is_there("book"); i++)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    for (i = 0; i < KILLS; i++) {
        state = state * 1103515245u + 12345u;
        pause.tv_nsec = 1 + (state >> 8) % 4000000;
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        CU_ASSERT_TRUE(is_one_of_both());
        left += is_there(".book.new");
        CU_ASSERT_TRUE(count_names(".") <= 5);
        child = fork();
        if (child == 0)
            write_for_ever();
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    CU_ASSERT_TRUE(left > 0); /* it was killed in the midst of it, too */
    leave();
}

const char unit_name[] = "replace";
const struct unit_test unit_tests[] = {
    {"a file is replaced", test_replace},
    {"it is durable", test_durable},
    {"a file is made", test_new_file},
    {"what is no file is refused", test_no_file},
    {"links stay links", test_links},
    {"what lies beside it", test_beside},
    {"owner, mode, attributes are kept", test_kept},
    {"no access control list is inherited", test_inherited},
    {"who writes without the lock loses nothing", test_others},
    {"the lock is waited for", test_locked},
    {"each call fails once", test_failures},
    {"short reads and writes", test_short_calls},
    {"a full disk", test_full},
    {"two editors lose no edit", test_concurrent},
    {"killed at any time", test_killed},
    {NULL, NULL},
};
