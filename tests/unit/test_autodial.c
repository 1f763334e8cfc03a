#include "compat/autodial.c"

#include <sys/stat.h>

#include "tests/unit/harness.h"

static char dir[64], path[96];

static void begin(const char *text)
{
    FILE *f;

    snprintf(dir, sizeof(dir), "/tmp/test_autodial.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/autodial", dir);
    if (!text)
        return;
    f = fopen(path, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static void end(void)
{
    char lock[128];

    snprintf(lock, sizeof(lock), "%s/.autodial.lock", dir);
    unlink(lock);
    unlink(path);
    EXPECT_NUMBER(rmdir(dir), 0);
}

static struct autodial_record record(enum autodial_kind kind,
                                     const char *address, uint32_t number,
                                     const char *value)
{
    struct autodial_record r = {.kind = kind, .number = number};

    snprintf(r.address, sizeof(r.address), "%s", address);
    snprintf(r.value, sizeof(r.value), "%s", value);
    return r;
}

static void expect_file(const char *wanted)
{
    char text[1000] = "";
    FILE *f = fopen(path, "re");

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    fclose(f);
    EXPECT_TEXT(text, wanted);
}

static void test_change(void)
{
    struct autodial_record r[2] = {
        record(AUTODIAL_ADDRESS, "a b\t#", 1, "Entry %"),
        record(AUTODIAL_ADDRESS, "a b\t#", 2, "other")};
    struct autodial a;

    begin(NULL);
    EXPECT_NUMBER(autodial_change(path, r, 1, true, NULL), CONF_OK);
    EXPECT_NUMBER(access(path, F_OK), -1); /* there was nothing to forget */
    EXPECT_NUMBER(autodial_change(path, r, 2, false, NULL), CONF_OK);
    expect_file("address\ta%20b%09%23\t1\tEntry%20%25\n"
                "address\ta%20b%09%23\t2\tother\n");
    r[0] = record(AUTODIAL_DEFAULT, "", 0, "x");
    r[1] = record(AUTODIAL_ADDRESS, "A B\t#", 2, "new");
    EXPECT_NUMBER(autodial_change(path, r, 2, false, NULL), CONF_OK);
    EXPECT_NUMBER(autodial_read(path, &a, NULL), CONF_OK);
    EXPECT_NUMBER(a.n, 3);
    EXPECT_TEXT(a.list[0].value, "Entry %");
    EXPECT_TEXT(a.list[1].value, "new");
    CU_ASSERT_PTR_EQUAL(autodial_numbered(&a, AUTODIAL_DEFAULT, 0), &a.list[2]);
    CU_ASSERT_PTR_NULL(autodial_numbered(&a, AUTODIAL_DEFAULT, 1));
    CU_ASSERT_PTR_NULL(autodial_find(&a, AUTODIAL_ADDRESS, "a b\t#", 2));
    autodial_free(&a);
    EXPECT_NUMBER(autodial_change(path, &r[1], 1, true, NULL), CONF_OK);
    expect_file("default\t\t0\tx\n");
    end();
}

static void test_strict(void)
{
    static const char *const wrong[] = {
        "x\n",
        "address\ta\t1\n",       /* three fields */
        "address\ta\t1\te\tf\n", /* five */
        "addresses\ta\t1\te\n",  /* no kind */
        "address\ta\t-1\te\n",   /* no number */
        "address\ta\t1x\te\n",   /* nor this */
        "address\ta\t\te\n",     /* nor that */
        "address\ta\t4294967296\te\n",
        "address\ta%0\t1\te\n", /* half a byte */
    };
    struct autodial_record r = record(AUTODIAL_ENABLE, "", 1, "1");
    struct conf_problem p;
    struct autodial a;
    size_t i;

    for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        begin(wrong[i]);
        EXPECT_NUMBER(autodial_read(path, &a, &p), CONF_FORMAT);
        EXPECT_NUMBER(a.n, 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(p.text, "autodial:1: "));
        EXPECT_NUMBER(autodial_change(path, &r, 1, false, &p), CONF_FORMAT);
        expect_file(wrong[i]);
        end();
    }
    begin("# comment\n\naddress\ta\t4294967295\te"); /* no line end */
    EXPECT_NUMBER(autodial_read(path, &a, NULL), CONF_OK);
    EXPECT_NUMBER(a.n, 1);
    EXPECT_NUMBER(a.list[0].number, UINT32_MAX);
    autodial_free(&a);
    end();
}

static void test_limit(void)
{
    struct autodial_record *r = calloc(AUTODIAL_MAX + 1, sizeof(*r));
    struct autodial a;
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(r);
    begin(NULL);
    for (i = 0; i <= AUTODIAL_MAX; i++)
        r[i] = record(AUTODIAL_ENABLE, "", (uint32_t)i, "1");
    EXPECT_NUMBER(autodial_change(path, r, AUTODIAL_MAX + 1, false, NULL),
                  CONF_LIMIT);
    EXPECT_NUMBER(access(path, F_OK), -1);
    EXPECT_NUMBER(autodial_change(path, r, AUTODIAL_MAX, false, NULL), CONF_OK);
    EXPECT_NUMBER(autodial_read(path, &a, NULL), CONF_OK);
    EXPECT_NUMBER(a.n, AUTODIAL_MAX);
    autodial_free(&a);
    free(r);
    end();
}

const char unit_name[] = "autodial";
const struct unit_test unit_tests[] = {
    {"records are added, replaced, forgotten", test_change},
    {"a broken file is refused, and stays", test_strict},
    {"too much is refused", test_limit},
    {NULL, NULL},
};
