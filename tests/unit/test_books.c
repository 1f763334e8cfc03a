#include "tests/unit/harness.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "compat/book_edit.h"
#include "compat/books.c"

static char root[64];
static struct books_places places;

static void begin(void)
{
    snprintf(root, sizeof(root), "/tmp/test_books.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
    snprintf(places.system, sizeof(places.system), "%s/system", root);
    snprintf(places.user, sizeof(places.user), "%s/user", root);
    CU_ASSERT_FATAL(mkdir(places.system, 0700) == 0);
    CU_ASSERT_FATAL(mkdir(places.user, 0700) == 0);
}

static void end(void)
{
    static const char *const dirs[] = {"system", "user"};
    char path[PATH_MAX + 300];
    struct dirent *d;
    size_t i;
    DIR *dir;

    for (i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", root, dirs[i]);
        dir = opendir(path);
        while (dir && (d = readdir(dir)) != NULL)
            (void)unlinkat(dirfd(dir), d->d_name, 0);
        closedir(dir);
        CU_ASSERT(rmdir(path) == 0);
    }
    CU_ASSERT(rmdir(root) == 0);
}

/* NAME is below the test's directory. */
static void put(const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    f = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

#define ENTRY(name) "[" name "]\r\nMEDIA=serial\r\nDEVICE=modem\r\n"

/* --- the list */

static void test_order(void)
{
    static const char *const names[] = {
        "system/rasphone.pbk", "system/a.cfg", "system/z.pbk",
        "user/rasphone.pbk",   "user/b.pbk",
    };
    struct books books;
    size_t i;

    begin();
    put("user/b.pbk", "");
    put("user/rasphone.pbk", "");
    put("system/z.pbk", "");
    put("system/a.cfg", "");
    put("system/rasphone.pbk", "");
    put("system/ras.conf", "");
    put("system/.hidden.pbk", "");
    put("system/.pbk", "");
    put("system/notes.txt", "");
    EXPECT_NUMBER(books_find(&places, &books), CONF_OK);
    CU_ASSERT_FATAL(books.n == 5);
    for (i = 0; i < 5; i++) {
        EXPECT_TEXT(books.list[i].path + strlen(root) + 1, names[i]);
        EXPECT_NUMBER(books.list[i].system, i < 3);
    }
    books_free(&books);
    CU_ASSERT_PTR_NULL(books.list);
    end();
}

static void test_no_books(void)
{
    static const struct books_places nowhere = {"/nonexistent/x", ""};
    struct conf_problem p;
    struct books books;
    size_t which;

    EXPECT_NUMBER(books_find(&nowhere, &books), CONF_OK);
    EXPECT_NUMBER(books.n, 0);
    EXPECT_NUMBER(books_resolve(&books, "Office", &which, &p), 623);
    CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "Office"));
    books_free(&books);
}

static void test_many_books(void)
{
    struct books books;
    char name[64];
    int i;

    begin();
    for (i = 0; i < BOOKS_MAX + 10; i++) {
        snprintf(name, sizeof(name), "user/%03d.pbk", i);
        put(name, "");
    }
    EXPECT_NUMBER(books_find(&places, &books), CONF_OK);
    EXPECT_NUMBER(books.n, BOOKS_MAX);
    books_free(&books);
    end();
}

/* --- an entry */

static uint32_t resolve(const char *name, char *path, struct conf_problem *p)
{
    struct books books;
    uint32_t error;
    size_t which;

    p->text[0] = '\0';
    path[0] = '\0';
    EXPECT_NUMBER(books_find(&places, &books), CONF_OK);
    error = books_resolve(&books, name, &which, p);
    if (!error)
        snprintf(path, PATH_MAX, "%s",
                 books.list[which].path + strlen(root) + 1);
    books_free(&books);
    return error;
}

static void test_resolve(void)
{
    struct conf_problem p;
    char path[PATH_MAX];

    begin();
    put("system/rasphone.pbk", ENTRY("Office"));
    put("system/other.pbk", ENTRY("Branch") ENTRY("OFFICE"));
    put("user/rasphone.pbk", ENTRY("Branch") ENTRY("Home"));
    put("user/mine.pbk", ENTRY("Home") ENTRY("Deep"));
    EXPECT_NUMBER(resolve("office", path, &p), 0);
    EXPECT_TEXT(path, "system/rasphone.pbk");
    EXPECT_NUMBER(resolve("Branch", path, &p), 0);
    EXPECT_TEXT(path, "system/other.pbk");
    EXPECT_NUMBER(resolve("Home", path, &p), 0);
    EXPECT_TEXT(path, "user/rasphone.pbk");
    EXPECT_NUMBER(resolve("Deep", path, &p), 0);
    EXPECT_TEXT(path, "user/mine.pbk");
    end();
}

static void test_not_found(void)
{
    struct conf_problem p;
    char path[PATH_MAX];

    begin();
    put("system/rasphone.pbk", ENTRY("Office"));
    put("user/rasphone.pbk", ENTRY("Home"));
    EXPECT_NUMBER(resolve("Nowhere", path, &p), 623);
    CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "\"Nowhere\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "system/rasphone.pbk, "));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "user/rasphone.pbk"));
    EXPECT_NUMBER(resolve("x\x1b[2J", path, &p), 623);
    CU_ASSERT_PTR_NULL(strchr(p.text, '\x1b'));
    end();
}

/* A book that cannot be read hides no entry of the others. */
static void test_bad_books(void)
{
    static const struct {
        const char *text;
        uint32_t error;
    } rows[] = {
        {"a,b,c\r\n", 622},
        {"text\r\n", 622},
    };
    struct conf_problem p;
    char path[PATH_MAX];
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin();
        put("system/rasphone.pbk", rows[i].text);
        put("user/rasphone.pbk", ENTRY("Home"));
        EXPECT_NUMBER(resolve("Home", path, &p), 0);
        EXPECT_TEXT(path, "user/rasphone.pbk");
        EXPECT_NUMBER(resolve("Office", path, &p), rows[i].error);
        CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "system/rasphone.pbk"));
        end();
    }
}

/* 625 is for its reader: there it is said which value is wrong. */
static void test_bad_entry(void)
{
    struct conf_problem p;
    char path[PATH_MAX];

    begin();
    put("system/rasphone.pbk", "[Office]\r\nCallbackMode=7\r\n");
    put("user/rasphone.pbk", ENTRY("Office"));
    EXPECT_NUMBER(resolve("Office", path, &p), 0);
    EXPECT_TEXT(path, "system/rasphone.pbk");
    end();
}

static void test_no_file(void)
{
    struct conf_problem p;
    struct books books;
    char path[128];
    size_t which;

    begin();
    EXPECT_NUMBER(books_single(root, &books), CONF_OK);
    EXPECT_NUMBER(books_resolve(&books, "Office", &which, &p), 622);
    books_free(&books);
    EXPECT_NUMBER(books_single("/nonexistent", &books), CONF_OK);
    EXPECT_NUMBER(books_resolve(&books, "Office", &which, &p), 621);
    books_free(&books);
    EXPECT_NUMBER(books_single("/dev/zero", &books), CONF_OK);
    EXPECT_NUMBER(books_resolve(&books, "Office", &which, &p), 622);
    books_free(&books);
    snprintf(path, sizeof(path), "%s/system/f.pbk", root);
    CU_ASSERT(mkfifo(path, 0600) == 0);
    EXPECT_NUMBER(books_single(path, &books), CONF_OK);
    EXPECT_NUMBER(books_resolve(&books, "Office", &which, &p), 622);
    books_free(&books);
    end();
}

/* --- places */

static void test_places(void)
{
    struct conf_problem p = {""};
    struct books_places found;
    char path[PATH_MAX];

    books_default_places(&found);
    EXPECT_TEXT(found.system, "/etc/ppp/ras");
    if (getuid() == 0)
        EXPECT_TEXT(found.user, "");
    CU_ASSERT(books_main(found.system, path));
    EXPECT_TEXT(path, "/etc/ppp/ras/rasphone.pbk");
    CU_ASSERT(!books_main("", path));
    EXPECT_TEXT(path, "");
    snprintf(path, sizeof(path), "?");
    CU_ASSERT(books_locate("No entry of this name is anywhere", path, &p) != 0);
    EXPECT_TEXT(path, "");
}

static void test_environment(void)
{
    char out[PATH_MAX], deep[PATH_MAX + 2];

    CU_ASSERT(setenv("TEST_BOOKS", "/home/u/x", 1) == 0);
    CU_ASSERT(from_environment(out, "TEST_BOOKS", "y"));
    EXPECT_TEXT(out, "/home/u/x/y");
    CU_ASSERT(setenv("TEST_BOOKS", "relative", 1) == 0);
    CU_ASSERT(!from_environment(out, "TEST_BOOKS", "y"));
    CU_ASSERT(unsetenv("TEST_BOOKS") == 0);
    CU_ASSERT(!from_environment(out, "TEST_BOOKS", "y"));
    memset(deep, '/', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    CU_ASSERT(setenv("TEST_BOOKS", deep, 1) == 0);
    CU_ASSERT(!from_environment(out, "TEST_BOOKS", "y"));
    CU_ASSERT(unsetenv("TEST_BOOKS") == 0);
}

/* --- the number that answered */

static void get_text(const char *name, char *out, size_t size)
{
    char path[128];
    size_t n = 0;
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", root, name);
    f = fopen(path, "re");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(out, 1, size - 1, f);
    out[n] = '\0';
    fclose(f);
}

/* What stands where, before and after; NULL: nothing is changed. */
static void test_promote(void)
{
    static const struct {
        const char *entry, *number, *area, *lines, *after;
        enum conf_result result;
    } rows[] = {
        {"E", "222", "", "PhoneNumber=111\nPhoneNumber=222\n",
         "PhoneNumber=222\nPhoneNumber=111\n", CONF_OK},
        {"E", "222", "",
         "PhoneNumber=111\nPhoneNumber=222\n"
         "LastSelectedPhone=1\n",
         "PhoneNumber=222\nPhoneNumber=111\nLastSelectedPhone=0\n", CONF_OK},
        {"E", "111", "", "PhoneNumber=111\nLastSelectedPhone=1\n",
         "PhoneNumber=111\nLastSelectedPhone=0\n", CONF_OK},
        {"E", "111", "", "PhoneNumber=111\nLastSelectedPhone=0\n", NULL,
         CONF_OK},
        {"E", "111", "", "PhoneNumber=111\n", NULL, CONF_OK},
        {"e", "111", "", "PhoneNumber=111\n", NULL, CONF_OK},
        {"X", "111", "", "PhoneNumber=111\n", NULL, CONF_NOT_FOUND},
        {"E", "333", "", "PhoneNumber=111\nPhoneNumber=222\n", NULL,
         CONF_NOT_FOUND},
        {"E", "111", "30", "PhoneNumber=111\nAreaCode=40\n", NULL,
         CONF_NOT_FOUND},
        {"E", "111", "30", "PhoneNumber=111\n", NULL, CONF_NOT_FOUND},
        {"E", "111", "", "PhoneNumber=111\nAreaCode=40\n", NULL,
         CONF_NOT_FOUND},
        {"E", "111", "30",
         "PhoneNumber=111\nAreaCode=40\nPhoneNumber=111\nAreaCode=30\n",
         "PhoneNumber=111\nAreaCode=30\nPhoneNumber=111\nAreaCode=40\n",
         CONF_OK},
    };
    struct conf_problem p = {"before"};
    struct book_number n = {.media = 1, .device = 1};
    char path[128], text[512], expected[512];
    size_t i;

    begin();
    snprintf(path, sizeof(path), "%s/user/rasphone.pbk", root);
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        static const char head[] =
            "[E]\nMEDIA=serial\nPort=COM1\nDEVICE=modem\n";

        snprintf(text, sizeof(text), "%s%s", head, rows[i].lines);
        put("user/rasphone.pbk", text);
        n.entry = rows[i].entry;
        n.number = rows[i].number;
        n.area_code = rows[i].area;
        EXPECT_NUMBER(book_promote(path, &n, i % 2 ? &p : NULL),
                      rows[i].result);
        CU_ASSERT(i % 2 == 0 || rows[i].result != CONF_OK || !p.text[0] ||
                  rows[i].after);
        snprintf(expected, sizeof(expected), "%s%s", head,
                 rows[i].after ? rows[i].after : rows[i].lines);
        get_text("user/rasphone.pbk", text, sizeof(text));
        EXPECT_TEXT(text, expected);
    }
    end();
}

const char unit_name[] = "books";
const struct unit_test unit_tests[] = {
    {"the books in their order", test_order},
    {"no books at all", test_no_books},
    {"more books than are looked at", test_many_books},
    {"the first book that has the entry", test_resolve},
    {"no book has it: 623 names the files", test_not_found},
    {"an unreadable book hides no entry", test_bad_books},
    {"an entry with a wrong value is found", test_bad_entry},
    {"no file, a directory, a device, a FIFO", test_no_file},
    {"the places", test_places},
    {"the environment is believed with care", test_environment},
    {"the number that answered goes first", test_promote},
    {NULL, NULL},
};
