#include "compat/api/error_string.c"

#include "compat/api/saved.h"
#include "compat/autodial.h"
#include "rasdlg.h"
#include "tests/unit/api_world.h"

static void test_error_string(void)
{
    char text[512];
    WCHAR wide[512];
    DWORD code, length;

    for (code = 600; code <= 875; code++) {
        DWORD result = RasGetErrorStringA(code, text, sizeof(text));

        EXPECT_NUMBER(result, raserr_text(code) ? 0 : 87);
        if (result)
            continue;
        length = (DWORD)strlen(text);
        EXPECT_NUMBER(RasGetErrorStringA(code, text, length + 1), 0);
        EXPECT_NUMBER(RasGetErrorStringA(code, text, length), 122);
        EXPECT_NUMBER(RasGetErrorStringW(code, wide, length), 122);
        EXPECT_NUMBER(RasGetErrorStringW(code, wide, length + 1), 0);
        EXPECT_NUMBER(wide[length], 0);
        CU_ASSERT(length < 256); /* the size that programs use */
        CU_ASSERT(strncmp(text, raserr_text(code), strlen(raserr_text(code))) ==
                  0);
        CU_ASSERT(strstr(text, raserr_advice(code)) != NULL);
    }
    EXPECT_NUMBER(RasGetErrorStringA(5, text, sizeof(text)), 87);
    EXPECT_NUMBER(RasGetErrorStringA(0xFFFFFFFF, text, sizeof(text)), 87);
    EXPECT_NUMBER(RasGetErrorStringA(RASBASEEND + 1, text, sizeof(text)), 87);
    EXPECT_NUMBER(RasGetErrorStringA(676, NULL, 100), 87);
    EXPECT_NUMBER(RasGetErrorStringW(676, NULL, 100), 87);
    EXPECT_NUMBER(RasGetErrorStringW(599, wide, 512), 87);
    EXPECT_NUMBER(RasGetErrorStringA(676, text, 0), 122);
}

static void test_devices(void)
{
    struct tagRASDEVINFOA list[3];
    char file[96];
    DWORD cb = 0, n = 9;

    world_begin();
    snprintf(file, sizeof(file), "%s/ras.conf", world);
    world_write(file, "devices = (\n"
                      "  { name = \"Office Modem\"; port = \"COM1\";\n"
                      "    tty = \"/dev/ttyS0\"; kind = \"modem\"; },\n"
                      "  { name = \"Cable\"; port = \"COM2\";\n"
                      "    tty = \"/dev/ttyS1\"; kind = \"direct\"; }\n"
                      ");\n");
    api_places.config = file;
    EXPECT_NUMBER(RasEnumDevicesA(NULL, &cb, &n), 603);
    EXPECT_NUMBER(n, 2);
    EXPECT_NUMBER(cb, 2 * sizeof(*list));
    memset(list, 0, sizeof(list));
    cb = sizeof(list);
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 632);
    list[0].dwSize = sizeof(*list) + 1;
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 632);
    list[0].dwSize = sizeof(*list);
    cb = sizeof(*list);
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 603);
    cb = sizeof(list);
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 0);
    EXPECT_TEXT(list[0].szDeviceName, "Office Modem");
    EXPECT_TEXT(list[0].szDeviceType, "modem");
    EXPECT_TEXT(list[1].szDeviceType, "SERIAL");
    EXPECT_NUMBER(RasEnumDevicesA(list, NULL, &n), 87);
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, NULL), 87);
    list[0].dwSize = 7; /* less room than for a dwSize: it is not read */
    cb = 3;
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 603);
    EXPECT_NUMBER(cb, 2 * sizeof(*list));
    world_write(file, "devices = (\n"
                      "  { port = \"COM7\"; tty = \"/dev/ttyS7\"; }\n"
                      ");\n");
    list[0].dwSize = sizeof(*list);
    EXPECT_NUMBER(RasEnumDevicesA(list, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    EXPECT_TEXT(list[0].szDeviceName, "COM7"); /* without a name, its port */
    api_places.config = "/nonexistent";
    cb = 0;
    EXPECT_NUMBER(RasEnumDevicesW(NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    world_end();
}

union country {
    RASCTRYINFO c;
    char bytes[256];
};

static DWORD get_country(union country *a, DWORD id)
{
    DWORD cb = sizeof(*a);

    memset(a, 0xAA, sizeof(*a));
    a->c.dwSize = sizeof(a->c);
    a->c.dwCountryID = id;
    return RasGetCountryInfoA((void *)a, &cb);
}

static void test_country_arguments(void)
{
    union country a;
    DWORD cb = sizeof(a);

    memset(&a, 0, sizeof(a));
    EXPECT_NUMBER(RasGetCountryInfoA(NULL, &cb), 1784);
    EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, NULL), 87);
    EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, &cb), 632);
    EXPECT_NUMBER(get_country(&a, 0), 87);
    EXPECT_NUMBER(get_country(&a, 2), 87);
    a.c.dwCountryID = 49;
    cb = sizeof(a.c) + 7 * sizeof(WCHAR);
    EXPECT_NUMBER(RasGetCountryInfoW((void *)&a, &cb), 603);
    EXPECT_NUMBER(cb, sizeof(a.c) + 8 * sizeof(WCHAR));
    EXPECT_NUMBER(RasGetCountryInfoW((void *)&a, &cb), 0);
}

/* As programs walk: from 1 on, until there is no next one. */
static void test_countries(void)
{
    static const struct {
        DWORD id, code;
        const char *name;
    } known[] = {
        {1, 1, "United States of America"},
        {44, 44, "United Kingdom"},
        {49, 49, "Germany"},
        {107, 1, "Canada"},
        {121, 1, "Puerto Rico"},
        {269, 262, "Mayotte"}, /* E.164 moved it */
        {379, 39, "Vatican City"},
        {684, 1, "American Samoa"},
        {705, 7, "Kazakhstan"},
        {998, 998, "Uzbekistan"},
        {2691, 269, "Comoros"},
        {6101, 61, "Cocos (Keeling) Islands"},
    };
    DWORD id = 1, last = 0, n = 0;
    union country a;
    size_t i;

    while (id) {
        CU_ASSERT(id > last);
        EXPECT_NUMBER(get_country(&a, id), 0);
        CU_ASSERT(a.c.dwCountryCode > 0 && a.c.dwCountryCode < 1000);
        CU_ASSERT(strlen(a.bytes + a.c.dwCountryNameOffset) > 3);
        last = id;
        id = a.c.dwNextCountryID;
        n++;
    }
    EXPECT_NUMBER(n, 237);
    for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
        EXPECT_NUMBER(get_country(&a, known[i].id), 0);
        EXPECT_NUMBER(a.c.dwCountryCode, known[i].code);
        EXPECT_TEXT(a.bytes + a.c.dwCountryNameOffset, known[i].name);
    }
}

static void test_dialogs(void)
{
    struct tagRASENTRYDLGW e = {.dwSize = sizeof(e)};
    RASDIALDLG d = {.dwSize = sizeof(d) - 1, .dwError = 7};

    world_begin();
    EXPECT_NUMBER(RasEntryDlgW(NULL, NULL, &e), FALSE);
    EXPECT_NUMBER(e.dwError, 120);
    EXPECT_NUMBER(RasDialDlgA(NULL, NULL, NULL, &d), FALSE);
    EXPECT_NUMBER(d.dwError, 632);
    EXPECT_NUMBER(RasPhonebookDlgA(NULL, NULL, NULL), FALSE);
    EXPECT_NUMBER(RasEditPhonebookEntryA(NULL, world_book, "nobody"), 623);
    EXPECT_NUMBER(RasEditPhonebookEntryA(NULL, world_book, NULL), 610);
    EXPECT_NUMBER(RasEditPhonebookEntryA(NULL, world_book, "slow"), 120);
    EXPECT_NUMBER(RasDialDlgA(NULL, NULL, NULL, NULL), FALSE);
    EXPECT_NUMBER(RasEntryDlgW(NULL, NULL, NULL), FALSE);
    world_end();
}

/* --- automatic dialling, with a state of its own */

static struct books_places autodial_places;
static char autodial_path[96];

static void autodial_begin(void)
{
    world_begin();
    snprintf(autodial_path, sizeof(autodial_path), "%s/autodial", world);
    autodial_file = autodial_path;
    memset(&autodial_places, 0, sizeof(autodial_places));
    snprintf(autodial_places.system, PATH_MAX, "%s", world);
    api_books = &autodial_places;
}

static void autodial_end(void)
{
    api_books = NULL;
    world_end();
}

static struct tagRASAUTODIALENTRYA autodial_entry(DWORD location,
                                                  const char *name)
{
    struct tagRASAUTODIALENTRYA e = {.dwSize = sizeof(e),
                                     .dwDialingLocation = location};

    snprintf(e.szEntry, sizeof(e.szEntry), "%s", name);
    return e;
}

static void test_autodial_arguments(void)
{
    struct tagRASAUTODIALENTRYA e = autodial_entry(1, "slow");
    DWORD cb = sizeof(e), n = 1, value = 0;
    BOOL on = TRUE;

    autodial_begin();
    EXPECT_NUMBER(RasGetAutodialAddressA("x", NULL, &e, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(cb, 0);
    EXPECT_NUMBER(RasGetAutodialAddressA("x", &n, &e, &cb, &n), 87);
    EXPECT_NUMBER(RasGetAutodialAddressA("x", NULL, &e, NULL, &n), 87);
    cb = sizeof(e);
    e.dwSize--;
    EXPECT_NUMBER(RasGetAutodialAddressA("x", NULL, &e, &cb, &n), 632);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 1), 632);
    e.dwSize++;
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 1, &e, sizeof(e), 1), 87);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 0), 87);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 2), 632);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, NULL, 0, 0), 0);
    e = autodial_entry(1, "nobody");
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 1), 623);
    EXPECT_NUMBER(RasEnumAutodialAddressesA(NULL, NULL, &n), 87);
    EXPECT_NUMBER(RasEnumAutodialAddressesA(NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(RasEnumAutodialAddressesA(NULL, &cb, NULL), 87);
    EXPECT_NUMBER(RasGetAutodialAddressA("\xff", NULL, &e, &cb, &n), 87);
    EXPECT_NUMBER(RasSetAutodialAddressW(L"\xd800", 0, NULL, 0, 0), 87);
    EXPECT_NUMBER(RasGetAutodialAddressW(L"\xd800", NULL, NULL, &cb, &n), 87);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, 2, 1), 632);
    EXPECT_NUMBER(RasGetAutodialParamA(1, NULL, &cb), 87);
    EXPECT_NUMBER(RasGetAutodialParamA(1, &value, NULL), 87);
    EXPECT_NUMBER(RasSetAutodialParamA(1, NULL, 4), 87);
    EXPECT_NUMBER(RasGetAutodialEnableW(1, NULL), 87);
    EXPECT_NUMBER(RasGetAutodialEnableW(1, &on), 0);
    EXPECT_NUMBER(on, FALSE);
    EXPECT_NUMBER(RasGetAutodialParamA(5, &value, &cb), 87);
    EXPECT_NUMBER(RasSetAutodialParamA(5, &value, 4), 87);
    EXPECT_NUMBER(RasSetAutodialParamA(1, &value, 2), 632);
    cb = 2;
    EXPECT_NUMBER(RasGetAutodialParamA(0, &value, &cb), 632);
    EXPECT_NUMBER(cb, 4);
    autodial_end();
}

/* One entry for each location; a second one takes the first one's place. */
static void test_autodial_address(void)
{
    struct tagRASAUTODIALENTRYA e[2] = {autodial_entry(1, "slow"),
                                        autodial_entry(7, "busy")};
    struct tagRASAUTODIALENTRYW got[2];
    DWORD cb = 0, n = 0;

    autodial_begin();
    EXPECT_NUMBER(RasSetAutodialAddressA("www.example.org", 0, e, sizeof(e), 2),
                  0);
    e[0] = autodial_entry(7, "hold");
    EXPECT_NUMBER(
        RasSetAutodialAddressA("WWW.example.org", 0, e, sizeof(*e), 1), 0);
    EXPECT_NUMBER(
        RasGetAutodialAddressW(L"www.example.org", NULL, NULL, &cb, &n), 603);
    EXPECT_NUMBER(cb, sizeof(got));
    EXPECT_NUMBER(n, 2);
    memset(got, 0, sizeof(got));
    got[0].dwSize = sizeof(*got);
    EXPECT_NUMBER(
        RasGetAutodialAddressW(L"www.example.org", NULL, got, &cb, &n), 0);
    EXPECT_NUMBER(got[0].dwDialingLocation, 1);
    EXPECT_NUMBER(got[1].dwDialingLocation, 7);
    EXPECT_NUMBER(memcmp(got[0].szEntry, L"slow", 10), 0);
    EXPECT_NUMBER(memcmp(got[1].szEntry, L"hold", 10), 0);
    EXPECT_NUMBER(got[1].dwSize, sizeof(*got));
    EXPECT_NUMBER(RasSetAutodialAddressA("www.example.org", 0, NULL, 0, 0), 0);
    EXPECT_NUMBER(
        RasGetAutodialAddressW(L"www.example.org", NULL, NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    autodial_end();
}

/* A NULL address; an empty one takes it away. */
static void test_autodial_default(void)
{
    struct tagRASAUTODIALENTRYA e = autodial_entry(0, "slow"), got = e;
    DWORD cb = sizeof(got), n = 0;

    autodial_begin();
    EXPECT_NUMBER(RasSetAutodialAddressA(NULL, 0, &e, sizeof(e), 1), 0);
    EXPECT_NUMBER(RasGetAutodialAddressA(NULL, NULL, &got, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    EXPECT_TEXT(got.szEntry, "slow");
    cb = 0;
    EXPECT_NUMBER(RasEnumAutodialAddressesA(NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0); /* it is none of the addresses */
    e = autodial_entry(0, "");
    EXPECT_NUMBER(RasSetAutodialAddressA("", 0, &e, sizeof(e), 1), 0);
    cb = sizeof(got);
    EXPECT_NUMBER(RasGetAutodialAddressA(NULL, NULL, &got, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    autodial_end();
}

/* As the sample on the documentation's page does it. */
static void test_autodial_list(void)
{
    struct tagRASAUTODIALENTRYW e = {.dwSize = sizeof(e)};
    union {
        LPWSTR wide[20];
        LPSTR narrow[20];
    } list;
    DWORD cb = 0, n = 0;

    autodial_begin();
    EXPECT_NUMBER(RasSetAutodialAddressW(L"10.0.0.1", 0, &e, sizeof(e), 1), 0);
    e.dwDialingLocation = 2;
    EXPECT_NUMBER(RasSetAutodialAddressW(L"10.0.0.1", 0, &e, sizeof(e), 1), 0);
    EXPECT_NUMBER(RasSetAutodialAddressW(L"z\x00fc", 0, &e, sizeof(e), 1), 0);
    EXPECT_NUMBER(RasEnumAutodialAddressesW(NULL, &cb, &n), 603);
    EXPECT_NUMBER(n, 2);
    EXPECT_NUMBER(cb, 2 * sizeof(LPWSTR) + (9 + 3) * sizeof(WCHAR));
    EXPECT_NUMBER(RasEnumAutodialAddressesW(list.wide, &cb, &n), 0);
    EXPECT_NUMBER(memcmp(list.wide[0], L"10.0.0.1", 18), 0);
    EXPECT_NUMBER(memcmp(list.wide[1], L"z\x00fc", 6), 0);
    cb--;
    EXPECT_NUMBER(RasEnumAutodialAddressesW(list.wide, &cb, &n), 603);
    EXPECT_NUMBER(RasEnumAutodialAddressesA(list.narrow, &cb, &n), 0);
    EXPECT_NUMBER(cb, 2 * sizeof(LPSTR) + 9 + 4);
    EXPECT_TEXT(list.narrow[1], "z\303\274");
    autodial_end();
}

static void test_autodial_numbers(void)
{
    static const DWORD standard[] = {0, 0, 100, 5, 60};
    DWORD cb = sizeof(DWORD), value, key;
    BOOL on = FALSE;

    autodial_begin();
    for (key = 0; key < 5; key++) {
        EXPECT_NUMBER(RasGetAutodialParamA(key, &value, &cb), 0);
        EXPECT_NUMBER(value, standard[key]);
        value = 0xFFFFFF00 + key;
        EXPECT_NUMBER(RasSetAutodialParamW(key, &value, 4), 0);
    }
    for (key = 0; key < 5; key++) {
        EXPECT_NUMBER(RasGetAutodialParamA(key, &value, &cb), 0);
        EXPECT_NUMBER(value, 0xFFFFFF00 + key);
    }
    EXPECT_NUMBER(RasSetAutodialEnableA(3, TRUE), 0);
    EXPECT_NUMBER(RasGetAutodialEnableW(3, &on), 0);
    EXPECT_NUMBER(on, TRUE);
    EXPECT_NUMBER(RasGetAutodialEnableW(4, &on), 0);
    EXPECT_NUMBER(on, FALSE);
    EXPECT_NUMBER(RasSetAutodialEnableW(3, FALSE), 0);
    EXPECT_NUMBER(RasGetAutodialEnableA(3, &on), 0);
    EXPECT_NUMBER(on, FALSE);
    world_write(autodial_path, "nonsense\n");
    EXPECT_NUMBER(RasGetAutodialEnableA(3, &on), 13);
    snprintf(autodial_path, sizeof(autodial_path), "/nonexistent/autodial");
    EXPECT_NUMBER(RasSetAutodialEnableW(3, TRUE), 5);
    autodial_end();
}

static void test_eap(void)
{
    LPRASEAPUSERIDENTITYA who = (void *)1;
    BYTE data[] = {0x00, 0xAB, 0x10}, got[3];
    DWORD size = 9;

    world_begin();
    EXPECT_NUMBER(RasGetEapUserIdentityA(world_book, "slow", 0, NULL, &who),
                  780);
    CU_ASSERT_PTR_NULL(who);
    EXPECT_NUMBER(RasGetEapUserIdentityA(world_book, "slow", 0, NULL, NULL),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", NULL, &size), 0);
    EXPECT_NUMBER(size, 0);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", data, 3), 0);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", NULL, &size), 603);
    EXPECT_NUMBER(size, 3);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", got, &size), 0);
    EXPECT_NUMBER(memcmp(got, data, 3), 0);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "no", data, 3), 623);
    world_end();
}

/* An entry that does not use EAP has no identity; one that does has nobody to
 * ask. */
static void test_eap_identity(void)
{
    LPRASEAPUSERIDENTITYW who = (void *)1;

    world_begin();
    world_write(world_book, "[Old]\r\nAuthRestrictions=8\r\nMEDIA=serial\r\n"
                            "Port=COM1\r\nDEVICE=modem\r\n\r\n"
                            "[New]\r\nAuthRestrictions=136\r\nMEDIA=serial\r\n"
                            "Port=COM1\r\nDEVICE=modem\r\n");
    api_books = NULL;
    EXPECT_NUMBER(RasGetEapUserIdentityA(world_book, "Old", 0, NULL,
                                         (LPRASEAPUSERIDENTITYA *)&who),
                  780);
    EXPECT_NUMBER(RasGetEapUserIdentityA(world_book, "New", 0, NULL,
                                         (LPRASEAPUSERIDENTITYA *)&who),
                  703);
    who = (void *)1;
    EXPECT_NUMBER(
        RasGetEapUserIdentityW(L"/nonexistent", L"New", 0, NULL, &who), 621);
    CU_ASSERT_PTR_NULL(who);
    who = (void *)1;
    EXPECT_NUMBER(RasGetEapUserIdentityW(NULL, NULL, 0, NULL, &who),
                  (DWORD)E_INVALIDARG);
    CU_ASSERT_PTR_NULL(who);
    EXPECT_NUMBER(RasGetEapUserIdentityW(NULL, L"New", 0, NULL, NULL),
                  (DWORD)E_INVALIDARG);
    RasFreeEapUserIdentityA(NULL);
    RasFreeEapUserIdentityW(NULL);
    EXPECT_NUMBER(RasGetPCscf(NULL), 87);
    EXPECT_NUMBER(RasGetPCscf((LPWSTR)&who), 120);
    world_end();
}

/* One byte less than there is, no data, too much, and none at all. */
static void test_eap_data_sizes(void)
{
    static BYTE data[65537], got[65536];
    static char line[2 * sizeof(data) + 200];
    DWORD size = 9, i;

    world_begin();
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", got, NULL),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, NULL, got, &size),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetCustomAuthDataA("/nonexistent", "slow", got, &size),
                  621);
    EXPECT_NUMBER(RasGetCustomAuthDataW(NULL, L"no", got, &size), 623);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, NULL, data, 1),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", NULL, 1),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", data, sizeof(data)),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetCustomAuthDataW(NULL, L"no", data, 1), 623);
    for (i = 0; i < 1000; i++)
        data[i] = (BYTE)(i ^ 0xA5);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", data, 1000), 0);
    size = 999;
    memset(got, 0x77, sizeof(got));
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", got, &size), 603);
    EXPECT_NUMBER(size, 1000);
    EXPECT_NUMBER(got[0], 0x77);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", got, &size), 0);
    EXPECT_NUMBER(memcmp(got, data, 1000), 0);
    EXPECT_NUMBER(got[1000], 0x77);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", NULL, 0), 0);
    EXPECT_NUMBER(RasGetCustomAuthDataA(world_book, "slow", got, &size), 0);
    EXPECT_NUMBER(size, 0);
    EXPECT_NUMBER(RasSetCustomAuthDataA(world_book, "slow", data, 0), 0);
    /* a file that has more of it than may be set */
    i = (DWORD)snprintf(line, sizeof(line), "[slow]\r\nCustomAuthData=");
    memset(line + i, 'A', 2 * sizeof(data));
    snprintf(line + i + 2 * sizeof(data), 3, "\r\n");
    world_write(world_book, line);
    CU_ASSERT(RasGetCustomAuthDataA(world_book, "slow", got, &size) != 0);
    world_end();
}

static void test_eap_user(void)
{
    static BYTE data[CREDENTIALS_EAP_MAX + 1], got[CREDENTIALS_EAP_MAX];
    char store[96];
    DWORD size = 9, n = CREDENTIALS_EAP_MAX;

    world_begin();
    snprintf(store, sizeof(store), "%s/credentials", world);
    credentials_file = store;
    memset(data, 0xC5, sizeof(data));
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "slow", got, NULL),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, NULL, got, &size),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetEapUserDataW(NULL, NULL, NULL, data, 3),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "slow", got, &size), 0);
    EXPECT_NUMBER(size, 0);
    EXPECT_NUMBER(RasSetEapUserDataA(NULL, world_book, "slow", NULL, 3),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetEapUserDataA(NULL, world_book, "slow", data, n + 1),
                  (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasSetEapUserDataA(NULL, world_book, "no", data, n), 623);
    EXPECT_NUMBER(RasSetEapUserDataA(NULL, world_book, "slow", data, n), 0);
    EXPECT_NUMBER(RasGetEapUserDataW(NULL, NULL, L"no", NULL, &size), 623);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "slow", NULL, &size),
                  603);
    EXPECT_NUMBER(size, n);
    size = n - 1;
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "slow", got, &size),
                  603);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "SLOW", got, &size), 0);
    EXPECT_NUMBER(memcmp(got, data, n), 0);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "slow", "fast"), 0);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "fast", got, &size), 0);
    EXPECT_NUMBER(size, n);
    EXPECT_NUMBER(RasSetEapUserDataA(NULL, world_book, "fast", NULL, 0), 0);
    EXPECT_NUMBER(RasGetEapUserDataA(NULL, world_book, "fast", got, &size), 0);
    EXPECT_NUMBER(size, 0);
    unlink(store);
    world_end();
}

const char unit_name[] = "api_misc";
const struct unit_test unit_tests[] = {
    {"RasGetErrorString for every RAS code", test_error_string},
    {"RasEnumDevices", test_devices},
    {"RasGetCountryInfo", test_country_arguments},
    {"all countries", test_countries},
    {"dialogs", test_dialogs},
    {"automatic dialling: arguments", test_autodial_arguments},
    {"automatic dialling: entries of an address", test_autodial_address},
    {"automatic dialling: the default connection", test_autodial_default},
    {"automatic dialling: all addresses", test_autodial_list},
    {"automatic dialling: numbers", test_autodial_numbers},
    {"EAP", test_eap},
    {"who an entry says to be", test_eap_identity},
    {"EAP data of all sizes", test_eap_data_sizes},
    {"the EAP data of a user", test_eap_user},
    {NULL, NULL},
};
