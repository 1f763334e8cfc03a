#include "compat/api/request.c"

#include "tests/unit/api_world.h"

static struct request r;

static VOID WINAPI func(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)message;
    (void)state;
    (void)error;
}

static struct request_source source(const void *params, bool wide)
{
    return (struct request_source){.wide = wide, .params = params};
}

/* --- the checks, in their order */

static void test_order(void)
{
    struct tagRASDIALPARAMSA p = world_params("Office");
    RASDIALEXTENSIONS x = {.dwSize = 3};
    struct request_source s = source(NULL, false);
    HRASCONN h = NULL;

    s.extensions = &x;
    s.type = 7;
    s.notifier = (void *)func;
    EXPECT_NUMBER(request_read(&r, &s), 610);
    p.dwSize = 5;
    p.szEntryName[0] = '\0';
    s.params = &p;
    EXPECT_NUMBER(request_read(&r, &s), 632);
    p.dwSize = sizeof(p);
    EXPECT_NUMBER(request_read(&r, &s), 632); /* the extensions' */
    x.dwSize = sizeof(x);
    EXPECT_NUMBER(request_read(&r, &s), 87); /* the type */
    s.type = 0xffffffff;
    EXPECT_NUMBER(request_read(&r, &s), 87);
    s.type = 1;
    EXPECT_NUMBER(request_read(&r, &s), 87); /* neither entry nor number */
    snprintf(p.szPhoneNumber, sizeof(p.szPhoneNumber), "5551000");
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(r.type, NOTIFIER_FUNC1);
    /* without a function its type says nothing */
    s.notifier = NULL;
    s.type = 0xffffffff;
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(RasDialA(NULL, NULL, &p, 0, NULL, NULL), 87);
    EXPECT_NUMBER(RasDialA(NULL, NULL, NULL, 0, NULL, &h), 610);
    EXPECT_NUMBER(RasDialW(NULL, NULL, NULL, 0, NULL, &h), 610);
    CU_ASSERT(h == NULL);
}

/* All of ras-api's sizes for 64 bits, and no other. */
static void test_sizes(void)
{
    static const DWORD a[] = {1052, 1064, 1068, 1076, 0};
    static const DWORD w[] = {2096, 2108, 2112, 2120, 0};
    static const DWORD x[] = {24, 44, 60, 0};
    struct tagRASDIALPARAMSA pa = world_params("Office");
    struct tagRASDIALPARAMSW pw = {.szEntryName = L"Office"};
    RASDIALEXTENSIONS extensions = {.dwSize = 0};
    struct request_source sa = source(&pa, false), sw = source(&pw, true);
    DWORD size;

    for (size = 0; size < 3000; size++) {
        pa.dwSize = pw.dwSize = extensions.dwSize = size;
        sa.extensions = NULL;
        EXPECT_NUMBER(request_read(&r, &sa), api_size_known(size, a) ? 0 : 632);
        EXPECT_NUMBER(request_read(&r, &sw), api_size_known(size, w) ? 0 : 632);
        pa.dwSize = sizeof(pa);
        sa.extensions = &extensions;
        EXPECT_NUMBER(request_read(&r, &sa), api_size_known(size, x) ? 0 : 632);
    }
}

/* What an old structure does not have is not read. */
static void test_old_params(void)
{
    struct tagRASDIALPARAMSA p = world_params("Office");
    struct request_source s = source(&p, false);

    p.dwCallbackId = 42;
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(r.callback_id, 42);
    p.dwSize = 1052;
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(r.callback_id, 0);
}

/* --- the contents */

static void test_overrides(void)
{
    struct tagRASDIALPARAMSW p = {.dwSize = sizeof(p),
                                  .szEntryName = L"B\u00fcro",
                                  .szPhoneNumber = L"5559999",
                                  .szCallbackNumber = L"5550000",
                                  .szUserName = L"J\u00f6rg",
                                  .szPassword = L"p\u20acss",
                                  .szDomain = L"LAB"};
    RASDIALEXTENSIONS x = {.dwSize = sizeof(x), .dwfOptions = 0x1003};
    struct request_source s = source(&p, true);
    struct session_request q;

    s.extensions = &x;
    s.phonebook = L"/etc/my \u00fc.pbk";
    EXPECT_NUMBER(request_read(&r, &s), 0);
    q = request_session(&r);
    EXPECT_TEXT(q.entry, "B\xc3\xbcro");
    EXPECT_TEXT(q.phonebook, "/etc/my \xc3\xbc.pbk");
    EXPECT_TEXT(q.number, "5559999");
    EXPECT_TEXT(q.callback_number, "5550000");
    EXPECT_TEXT(q.user, "J\xc3\xb6rg");
    EXPECT_TEXT(q.password, "p\xe2\x82\xacss");
    EXPECT_TEXT(q.domain, "LAB");
    EXPECT_NUMBER(q.options, 0x1003);
    request_wipe(&r);
    EXPECT_TEXT(r.password, "");
    p.szUserName[0] = 0xd800; /* half a character */
    EXPECT_NUMBER(request_read(&r, &s), 87);
}

/* Half a character of UTF-16 in each of the texts. */
static void test_no_text(void)
{
    struct tagRASDIALPARAMSW p;
    struct request_source s = source(&p, true);
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        memset(&p, 0, sizeof(p));
        p.dwSize = sizeof(p);
        memcpy(p.szEntryName, L"Office", 14);
        EXPECT_NUMBER(request_read(&r, &s), 0);
        memcpy((char *)&p + texts[i]->w, L"\xd800", 4);
        EXPECT_NUMBER(request_read(&r, &s), 87);
    }
    memcpy(p.szDomain, L"", 2);
    s.phonebook = L"\xd800";
    EXPECT_NUMBER(request_read(&r, &s), 87);
}

/* A path that is too long is no phonebook's, given or made. */
static void test_long_phonebook(void)
{
    struct tagRASDIALPARAMSA p = world_params("Office");
    struct request_source s = source(&p, false);
    char path[1200];

    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    s.phonebook = path;
    EXPECT_NUMBER(request_read(&r, &s), 621);
    path[0] = '/';
    EXPECT_NUMBER(request_read(&r, &s), 621);
    path[1024] = '\0'; /* what RASDIALPARAMS' users have room for */
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_TEXT(r.phonebook, path);
    EXPECT_NUMBER(request_find_entry(&r), 621);
}

/* A book that only root may read is left to pppd, which has the rights. */
static void test_unreadable_phonebook(void)
{
    struct tagRASDIALPARAMSA p = world_params("nobody");
    struct request_source s = source(&p, false);
    const uid_t before = geteuid();

    if (before != 0)
        return;
    world_begin();
    CU_ASSERT(chmod(world, 0755) == 0 && chmod(world_book, 0600) == 0);
    s.phonebook = world_book;
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(request_find_entry(&r), 623);
    CU_ASSERT_FATAL(setresuid(65534, 65534, 0) == 0);
    EXPECT_NUMBER(request_find_entry(&r), 0);
    EXPECT_TEXT(r.phonebook, world_book);
    CU_ASSERT_FATAL(setresuid(before, before, before) == 0);
    world_end();
}

/* "*" and sixteen asterisks, as programs send them by habit. */
static void test_asterisks(void)
{
    struct tagRASDIALPARAMSA p = world_params("Office");
    struct request_source s = source(&p, false);
    struct session_request q;

    snprintf(p.szCallbackNumber, sizeof(p.szCallbackNumber), "*");
    snprintf(p.szDomain, sizeof(p.szDomain), "*");
    snprintf(p.szUserName, sizeof(p.szUserName), "alice");
    snprintf(p.szPassword, sizeof(p.szPassword), "****************");
    EXPECT_NUMBER(request_read(&r, &s), 0);
    q = request_session(&r);
    CU_ASSERT(q.callback_number == NULL && q.domain == NULL);
    CU_ASSERT(q.password == NULL && q.phonebook == NULL && q.number == NULL);
    EXPECT_TEXT(q.user, "alice");
    snprintf(p.szPassword, sizeof(p.szPassword), "***************");
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_TEXT(request_session(&r).password, "***************");
}

static void test_no_entry(void)
{
    struct tagRASDIALPARAMSA p = world_params("");
    struct request_source s = source(&p, false);
    struct session_request q;

    s.phonebook = "/etc/my.pbk";
    snprintf(p.szPhoneNumber, sizeof(p.szPhoneNumber), "555,1000");
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(request_find_entry(&r), 0);
    q = request_session(&r);
    EXPECT_TEXT(q.entry, ".555,1000");
    CU_ASSERT(q.number == NULL && q.phonebook == NULL);
}

/* --- the phonebook */

static void test_phonebook(void)
{
    struct tagRASDIALPARAMSA p = world_params("BUSY");
    struct request_source s = source(&p, false);
    char here[PATH_MAX], wanted[PATH_MAX + 16];

    world_begin();
    s.phonebook = world_book;
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(request_find_entry(&r), 0);
    EXPECT_TEXT(r.phonebook, world_book);
    snprintf(p.szEntryName, sizeof(p.szEntryName), "nobody");
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(request_find_entry(&r), 623);
    s.phonebook = "/nowhere.pbk";
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_NUMBER(request_find_entry(&r), 621);
    s.phonebook = "my.pbk"; /* from where the program is now */
    EXPECT_NUMBER(request_read(&r, &s), 0);
    CU_ASSERT_FATAL(getcwd(here, sizeof(here)) != NULL);
    snprintf(wanted, sizeof(wanted), "%s/my.pbk", here);
    EXPECT_TEXT(r.phonebook, wanted);
    s.phonebook = ""; /* as NULL */
    EXPECT_NUMBER(request_read(&r, &s), 0);
    EXPECT_TEXT(r.phonebook, "");
    world_end();
}

const char unit_name[] = "api_request";
const struct unit_test unit_tests[] = {
    {"the order of the checks", test_order},
    {"structures of all sizes", test_sizes},
    {"members that an old structure lacks", test_old_params},
    {"overrides", test_overrides},
    {"texts that are none", test_no_text},
    {"asterisks", test_asterisks},
    {"a number without an entry", test_no_entry},
    {"the phonebook", test_phonebook},
    {"a phonebook's path that is too long", test_long_phonebook},
    {"a phonebook that only root may read", test_unreadable_phonebook},
    {NULL, NULL},
};
