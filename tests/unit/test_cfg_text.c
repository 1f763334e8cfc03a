/* What must be true of a text before libconfig may have it. */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fails the allocation that brings the count to 0; negative: none. */
static int allocations_left = -1;
/* The file that is not root's. */
static ino_t foreign;

static bool fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

static void *test_malloc(size_t n)
{
    return fails() ? NULL : malloc(n);
}

static void *test_reallocarray(void *p, size_t n, size_t size)
{
    return fails() ? NULL : reallocarray(p, n, size);
}

/*
 * Whoever runs the test is root here, and /tmp is a directory like any other;
 * so the test needs no root, and no place where only root can write.
 */
static int test_fstat(int fd, struct stat *st)
{
    int result = fstat(fd, st);
    struct stat tmp;

    if (result == 0 && st->st_uid == getuid())
        st->st_uid = st->st_ino == foreign ? 1000 : 0;
    if (result == 0 && stat("/tmp", &tmp) == 0 && st->st_ino == tmp.st_ino &&
        st->st_dev == tmp.st_dev)
        st->st_mode &= ~(mode_t)(S_IWGRP | S_IWOTH);
    return result;
}

#define malloc       test_malloc
#define reallocarray test_reallocarray
#define fstat        test_fstat
#include "conf/buf.c"
#include "conf/cfg_text.c"
#undef malloc
#undef reallocarray
#undef fstat

#include <dirent.h>

#include "tests/unit/harness.h"

static struct conf_problem problem;
static char directory[PATH_MAX / 2];

/* --- files */

static const char *path_of(const char *name)
{
    static char path[2][PATH_MAX];
    static unsigned next;

    next = !next;
    snprintf(path[next], sizeof(path[next]), "%s/%s", directory, name);
    return path[next];
}

static void make_file(const char *name, mode_t mode, const char *text)
{
    int fd =
        open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CU_ASSERT_TRUE_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    CU_ASSERT_EQUAL_FATAL(fchmod(fd, mode), 0);
    close(fd);
}

static void make_directory(const char *name, mode_t mode)
{
    CU_ASSERT_EQUAL_FATAL(mkdir(path_of(name), 0700), 0);
    CU_ASSERT_EQUAL_FATAL(chmod(path_of(name), mode), 0);
}

static void begin_files(void)
{
    snprintf(directory, sizeof(directory), "/tmp/test-cfg-text-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(directory));
}

static void remove_all(const char *path)
{
    char file[PATH_MAX];
    DIR *d = opendir(path);
    struct dirent *e;

    while (d && (e = readdir(d))) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        snprintf(file, sizeof(file), "%.2000s/%.255s", path, e->d_name);
        if (unlink(file) < 0)
            remove_all(file);
    }
    if (d)
        closedir(d);
    rmdir(path);
}

static enum conf_result make(const char *text, const char *file, bool includes,
                             struct cfg_text *t)
{
    problem.text[0] = '\0';
    return cfg_text_make(text, strlen(text), file, includes, t, &problem);
}

/* --- includes */

static void expect_place(const struct cfg_text *t, unsigned line,
                         const char *file, unsigned expected)
{
    struct cfg_place place = cfg_text_place(t, line);

    EXPECT_TEXT(strrchr(place.file, '/'), file);
    EXPECT_NUMBER(place.line, expected);
}

static void test_include(void)
{
    struct cfg_text t;
    char text[PATH_MAX];

    begin_files();
    make_directory("sub", 0755);
    make_file("part", 0644, "b = 1;\n\t@include \"sub/deep\"\t\r\nd = 1;");
    make_file("sub/deep", 0400,
              "\xef\xbb\xbf"
              "c = 1;\n");
    snprintf(text, sizeof(text),
             "a = 1;\n@include \"part\"\ne = 1;\n@include \"%s\";\nf = 1;",
             path_of("sub//./deep"));
    EXPECT_NUMBER(make(text, path_of("book"), true, &t), CONF_OK);
    EXPECT_TEXT(problem.text, "");
    EXPECT_TEXT(buf_text(&t.bytes),
                "a = 1;\nb = 1;\nc = 1;\nd = 1;\ne = 1;\nc = 1;\nf = 1;\n");
    expect_place(&t, 1, "/book", 1);
    expect_place(&t, 2, "/part", 1);
    expect_place(&t, 3, "/deep", 1);
    expect_place(&t, 4, "/part", 3);
    expect_place(&t, 5, "/book", 3);
    expect_place(&t, 6, "/deep", 1);
    expect_place(&t, 7, "/book", 5);
    cfg_text_free(&t);
    remove_all(directory);
}

/* Names in the directory that begin_refused() makes, and why they are not
 * read. */
static const struct {
    const char *line, *message;
} refused[] = {
    {"@include \"group\"", "/group\": somebody else than root can write it"},
    {"@include \"world\"", "/world\": somebody else than root can write it"},
    {"@include \"foreign\"", "somebody else than root can write it"},
    {"@include \"open/file\"", "can write a directory on the way to it"},
    {"@include \"open/sub/file\"", "can write a directory on the way to it"},
    {"@include \"link\"", "a symbolic link or no directory is on the way"},
    {"@include \"dirlink/file\"", "a symbolic link or no directory is on"},
    {"@include \"good/file\"", "a symbolic link or no directory is on the"},
    {"@include \"sub/../good\"", "a name with \"..\" is not followed"},
    {"@include \"missing\"", "/missing\": No such file or directory"},
    {"@include \"sub\"", "this is a directory, not a file"},
    {"@include \"fifo\"", "this is a FIFO, not a file"},
    {"@include \"/\"", "this is a directory, not a file"},
    {"@include \"self\"", "/self:2: @include: the file includes itself"},
    {"@include \"ping\"", "/pong:1: @include: the file includes itself"},
    {"@include \"n0\"", "/n7:1: @include: too many files that include one"},
    {"@include \"nul\"", "/nul: it has NUL bytes or is in UTF-16"},
    {"@include \"\"", "must have a line of its own"},
    {"@include good", "must have a line of its own"},
    {"@include \"good\" x = 1;", "must have a line of its own"},
    {"@include \"go\\\\od\"", "must have a line of its own"},
    {"@include \"good", "must have a line of its own"},
    {"@includes \"good\"", "must have a line of its own"},
    {"/*\n@include \"good\"\n*/", ":2: @include: it cannot stand in a text"},
    {"a = \"\n \t@include \\\"good\\\"\n\";", ":2: @include: it cannot stand"},
};

static void begin_refused(void)
{
    char name[8], text[40];
    struct stat st;
    unsigned i;
    int fd;

    begin_files();
    make_file("good", 0644, "a = 1;\n");
    make_file("group", 0664, "a = 1;\n");
    make_file("world", 0602, "a = 1;\n");
    make_file("foreign", 0644, "a = 1;\n");
    CU_ASSERT_EQUAL(stat(path_of("foreign"), &st), 0);
    foreign = st.st_ino;
    make_directory("sub", 0755);
    make_file("sub/file", 0644, "a = 1;\n");
    make_directory("open", 0777);
    make_file("open/file", 0644, "a = 1;\n");
    make_directory("open/sub", 0755);
    make_file("open/sub/file", 0644, "a = 1;\n");
    CU_ASSERT_EQUAL(symlink("good", path_of("link")), 0);
    CU_ASSERT_EQUAL(symlink("sub", path_of("dirlink")), 0);
    CU_ASSERT_EQUAL(mkfifo(path_of("fifo"), 0600), 0);
    make_file("self", 0644, "\n@include \"self\"\n");
    make_file("ping", 0644, "@include \"pong\"\n");
    make_file("pong", 0644, "@include \"ping\"\n");
    for (i = 0; i < 9; i++) {
        snprintf(name, sizeof(name), "n%u", i);
        snprintf(text, sizeof(text), "@include \"n%u\"\n", i + 1);
        make_file(name, 0644, text);
    }
    make_file("nul", 0644, "a = 1;\n");
    fd = open(path_of("nul"), O_WRONLY | O_APPEND | O_CLOEXEC);
    CU_ASSERT_EQUAL(write(fd, "", 1), 1);
    close(fd);
}

static void test_refused(void)
{
    struct cfg_text t;
    size_t i;

    begin_refused();
    EXPECT_NUMBER(make("@include \"good\"", path_of("book"), true, &t),
                  CONF_OK);
    cfg_text_free(&t);
    for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        EXPECT_NUMBER(make(refused[i].line, path_of("book"), true, &t),
                      CONF_FORMAT);
        if (!strstr(problem.text, refused[i].message))
            EXPECT_TEXT(problem.text, refused[i].message);
        cfg_text_free(&t);
    }
    foreign = 0;
    remove_all(directory);
}

/* The book must be named by an absolute name for a relative one in it. */
static void test_relative(void)
{
    static const char *const books[] = {"book", "./book", "../book", ""};
    struct cfg_text t;
    char line[PATH_MAX + 20];
    size_t i;

    for (i = 0; i < sizeof(books) / sizeof(books[0]); i++) {
        EXPECT_NUMBER(make("@include \"x\"", books[i], true, &t), CONF_FORMAT);
        CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "must be named from /"));
        cfg_text_free(&t);
    }
    memset(line, 'x', sizeof(line));
    memcpy(line, "@include \"/", 11);
    snprintf(line + PATH_MAX + 10, 3, "\"");
    EXPECT_NUMBER(make(line, "/book", true, &t), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "the name is too long"));
    cfg_text_free(&t);
    snprintf(line + NAME_MAX + 12, 3, "\"");
    EXPECT_NUMBER(make(line, "/book", true, &t), CONF_FORMAT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "File name too long"));
    cfg_text_free(&t);
}

static void test_not_allowed(void)
{
    struct cfg_text t;

    EXPECT_NUMBER(make("\n@include \"/etc/passwd\"\n", "/book", false, &t),
                  CONF_FORMAT);
    EXPECT_TEXT(problem.text,
                "/book:2: @include: only a phonebook of root's that nobody "
                "else can write may have it");
    cfg_text_free(&t);
    EXPECT_NUMBER(make("a = \"@include\"; # @include\n", "/book", false, &t),
                  CONF_OK);
    cfg_text_free(&t);
}

static void test_may_include(void)
{
    int fd;

    begin_refused();
    fd = open(path_of("good"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT_TRUE(cfg_text_may_include(fd));
    close(fd);
    fd = open(path_of("group"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FALSE(cfg_text_may_include(fd));
    close(fd);
    fd = open(path_of("foreign"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FALSE(cfg_text_may_include(fd));
    close(fd);
    fd = open(path_of("sub"), O_RDONLY | O_CLOEXEC);
    CU_ASSERT_FALSE(cfg_text_may_include(fd));
    close(fd);
    CU_ASSERT_FALSE(cfg_text_may_include(-1));
    foreign = 0;
    remove_all(directory);
}

/* No random text gets a line through that libconfig could take for one. */
static void test_no_include_is_left(void)
{
    static const char *const words[] = {
        "\"", "\\", "/*", "*/", "//", "#",        "\n",
        " ",  "\t", "\r", "\f", "x",  "@include", "@include \"/etc/passwd\"",
        "{",  "}",  "=",  "/",  "*"};
    unsigned passed = 0, i, j, k;
    struct cfg_text t;
    char text[1000];
    const char *at;

    srand((unsigned)unit_seed("random texts"));
    for (i = 0; i < 20000; i++) {
        text[0] = '\0';
        for (j = 0, k = 0; j < 12; j++)
            k += (unsigned)snprintf(
                text + k, sizeof(text) - k, "%s",
                words[(unsigned)rand() % (sizeof(words) / sizeof(words[0]))]);
        if (make(text, "/book", false, &t) == CONF_OK) {
            passed++;
            for (at = buf_text(&t.bytes); at; at = strchr(at, '\n')) {
                at += strspn(at, "\n \t\r\f\v");
                CU_ASSERT_NOT_EQUAL(strncmp(at, "@include", 8), 0);
            }
        }
        cfg_text_free(&t);
    }
    CU_ASSERT_TRUE(passed > 1000);
}

/* --- limits */

static enum conf_result make_repeated(const char *head, const char *piece,
                                      size_t times, const char *tail)
{
    struct buf b = buf_new((size_t)1 << 28);
    enum conf_result result;
    struct cfg_text t;

    CU_ASSERT_EQUAL_FATAL(buf_add(&b, head, strlen(head)), CONF_OK);
    while (times--)
        CU_ASSERT_EQUAL_FATAL(buf_add(&b, piece, strlen(piece)), CONF_OK);
    CU_ASSERT_EQUAL_FATAL(buf_add(&b, tail, strlen(tail)), CONF_OK);
    problem.text[0] = '\0';
    result = cfg_text_make(b.bytes, b.used, "/book", false, &t, &problem);
    cfg_text_free(&t);
    buf_free(&b);
    return result;
}

static const struct {
    const char *head, *piece, *tail;
    size_t most;
    const char *message;
} limits[] = {
    {"a = ", "(", "", CFG_TEXT_MAX_DEPTH, "/book:1: too many groups in groups"},
    {"", "{\n[", "", CFG_TEXT_MAX_DEPTH / 2, ":9: too many groups in groups"},
    {"\"{({(\\\"{[\" /* {({\n */ # {({\n// {\n", "{", "", CFG_TEXT_MAX_DEPTH,
     ":4: too many groups in groups"},
    {"x = (", "{} ", "", 5000, ""},
    {"x={", "a=1;", "}", CFG_TEXT_MAX_MEMBERS, "too many settings in its"},
    {"", "a:1\n", "", CFG_TEXT_MAX_MEMBERS, ":1025: too many settings in its"},
    {"\"\\\\\" ", "a:1\n", "", CFG_TEXT_MAX_MEMBERS, ":1025: too many"},
    {"x=[", ",", "]", MAX_SETTINGS - 2, "/book:1: too many settings"},
};

static void test_limits(void)
{
    size_t i;

    for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        EXPECT_NUMBER(make_repeated(limits[i].head, limits[i].piece,
                                    limits[i].most, limits[i].tail),
                      CONF_OK);
        EXPECT_TEXT(problem.text, "");
        if (!limits[i].message[0])
            continue;
        EXPECT_NUMBER(make_repeated(limits[i].head, limits[i].piece,
                                    limits[i].most + 1, limits[i].tail),
                      CONF_LIMIT);
        if (!strstr(problem.text, limits[i].message))
            EXPECT_TEXT(problem.text, limits[i].message);
    }
}

/* Many groups, each within its limit, add up. */
static void test_work(void)
{
    static char group[CFG_TEXT_MAX_MEMBERS * 4 + 10];
    size_t i;

    group[0] = '{';
    for (i = 0; i < CFG_TEXT_MAX_MEMBERS; i++)
        memcpy(group + 1 + i * 4, "a=1;", 4);
    memcpy(group + 1 + i * 4, "}\n", 3);
    EXPECT_NUMBER(make_repeated("x = (", group, 250, ");"), CONF_OK);
    EXPECT_NUMBER(make_repeated("x = (", group, 260, ");"), CONF_LIMIT);
    CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "too many settings in its"));
}

static void test_size(void)
{
    static char blanks[1025], lines[1025];
    size_t most = CFG_TEXT_MAX_BYTES / 1024;

    memset(blanks, ' ', 1024);
    memset(lines, '\n', 1024);
    EXPECT_NUMBER(make_repeated(blanks + 1, blanks, most - 1, "\n"), CONF_OK);
    EXPECT_NUMBER(make_repeated("", blanks, most, "\n"), CONF_LIMIT);
    EXPECT_TEXT(problem.text, "/book: more than 67108864 bytes in all");
    EXPECT_NUMBER(make_repeated("", lines, most, "x"), CONF_LIMIT);
}

static void test_nul(void)
{
    struct cfg_text t;

    EXPECT_NUMBER(cfg_text_make("a\0b", 3, "/book", false, &t, &problem),
                  CONF_FORMAT);
    EXPECT_TEXT(problem.text, "/book: it has NUL bytes or is in UTF-16");
    cfg_text_free(&t);
    EXPECT_NUMBER(cfg_text_make(NULL, 0, "/book", false, &t, NULL), CONF_OK);
    EXPECT_TEXT(buf_text(&t.bytes), "");
    cfg_text_free(&t);
    cfg_text_free(&t);
}

/* --- comments */

struct found {
    char lines[100];
    unsigned most;
};

static bool note_line(void *context, unsigned line)
{
    struct found *f = context;
    size_t n = strlen(f->lines);

    snprintf(f->lines + n, sizeof(f->lines) - n, "%u ", line);
    return --f->most > 0;
}

static void test_comments(void)
{
    static const char text[] = "# 1\na = 1; // 2 # 2\n\"# // /* \\\" # \\\\\"\n"
                               "/* 4\n# // \"\n*/ / * \" /* \\x5c\" # 6\n"
                               "/**/ /*/ # */ /* 7 */";
    struct found all = {"", 100}, two = {"", 2};
    struct cfg_text t;

    EXPECT_NUMBER(make(text, "/book", false, &t), CONF_OK);
    cfg_text_comments(&t, note_line, &all);
    EXPECT_TEXT(all.lines, "1 2 4 6 7 7 7 ");
    cfg_text_comments(&t, note_line, &two);
    EXPECT_TEXT(two.lines, "1 2 ");
    cfg_text_free(&t);
    EXPECT_NUMBER(make("", "/book", false, &t), CONF_OK);
    cfg_text_comments(&t, note_line, &all);
    cfg_text_free(&t);
}

/* --- memory */

static void test_no_memory(void)
{
    enum conf_result result = CONF_NOMEM;
    struct cfg_text t;
    int n;

    begin_files();
    make_file("part", 0644, "a = 1;\n");
    for (n = 0; result == CONF_NOMEM && n < 5000; n++) {
        allocations_left = n;
        result = make("@include \"part\"\nb = 1;\n", path_of("book"), true, &t);
        allocations_left = -1;
        cfg_text_free(&t);
        CU_ASSERT_TRUE((result == CONF_OK) == !problem.text[0]);
        if (result == CONF_NOMEM)
            CU_ASSERT_PTR_NOT_NULL(strstr(problem.text, "out of memory"));
    }
    EXPECT_NUMBER(result, CONF_OK);
    CU_ASSERT_TRUE(n > 5);
    remove_all(directory);
}

const char unit_name[] = "cfg_text";
const struct unit_test unit_tests[] = {
    {"a file in a file", test_include},
    {"files that are not read", test_refused},
    {"relative names", test_relative},
    {"@include where nobody may have it", test_not_allowed},
    {"whose phonebook may include", test_may_include},
    {"no @include is left for libconfig", test_no_include_is_left},
    {"settings and groups are bounded", test_limits},
    {"what libconfig has to compare is bounded", test_work},
    {"the size is bounded", test_size},
    {"NUL bytes", test_nul},
    {"comments", test_comments},
    {"no memory", test_no_memory},
    {NULL, NULL},
};
