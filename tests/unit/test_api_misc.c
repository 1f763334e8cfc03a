#include "compat/api/error_string.c"

#include "compat/api/book.h"
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
    }
    EXPECT_NUMBER(RasGetErrorStringA(5, text, sizeof(text)), 87);
    EXPECT_NUMBER(RasGetErrorStringA(0xFFFFFFFF, text, sizeof(text)), 87);
    EXPECT_NUMBER(RasGetErrorStringA(676, NULL, 100), 87);
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
    api_places.config = "/nonexistent";
    cb = 0;
    EXPECT_NUMBER(RasEnumDevicesW(NULL, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    world_end();
}

static void test_countries(void)
{
    union {
        RASCTRYINFO c;
        char bytes[256];
    } a;
    DWORD cb = sizeof(a), last = 0, seen = 0;

    memset(&a, 0, sizeof(a));
    EXPECT_NUMBER(RasGetCountryInfoA(NULL, &cb), 1784);
    EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, NULL), 87);
    EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, &cb), 632);
    a.c.dwSize = sizeof(a.c);
    a.c.dwCountryID = 2;
    EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, &cb), 87);
    for (a.c.dwCountryID = 1; a.c.dwCountryID;
         a.c.dwCountryID = a.c.dwNextCountryID) {
        cb = sizeof(a);
        CU_ASSERT(a.c.dwCountryID > last);
        last = a.c.dwCountryID;
        EXPECT_NUMBER(RasGetCountryInfoA((void *)&a, &cb), 0);
        CU_ASSERT(a.bytes[a.c.dwCountryNameOffset] != '\0');
        seen += last == 49 && a.c.dwCountryCode == 49 &&
                strcmp(a.bytes + a.c.dwCountryNameOffset, "Germany") == 0;
    }
    EXPECT_NUMBER(seen, 1);
    a.c.dwCountryID = 49;
    cb = sizeof(a.c) + 7 * sizeof(WCHAR);
    EXPECT_NUMBER(RasGetCountryInfoW((void *)&a, &cb), 603);
    EXPECT_NUMBER(cb, sizeof(a.c) + 8 * sizeof(WCHAR));
    EXPECT_NUMBER(RasGetCountryInfoW((void *)&a, &cb), 0);
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
    world_end();
}

static void test_autodial(void)
{
    struct tagRASAUTODIALENTRYA e = {.dwSize = sizeof(e)};
    DWORD cb = sizeof(e), n = 1, value = 0;
    BOOL on = TRUE;

    EXPECT_NUMBER(RasGetAutodialAddressA("x", NULL, &e, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(RasGetAutodialAddressA("x", &n, &e, &cb, &n), 87);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, NULL, 0, 0), 0);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 1), 120);
    EXPECT_NUMBER(RasSetAutodialAddressA("x", 0, &e, sizeof(e), 2), 632);
    EXPECT_NUMBER(RasGetAutodialEnableW(1, &on), 0);
    EXPECT_NUMBER(on, FALSE);
    EXPECT_NUMBER(RasSetAutodialEnableW(1, TRUE), 120);
    cb = sizeof(value);
    EXPECT_NUMBER(RasGetAutodialParamA(RASADP_SavedAddressesLimit, &value, &cb),
                  0);
    EXPECT_NUMBER(value, 100);
    EXPECT_NUMBER(RasGetAutodialParamA(5, &value, &cb), 87);
    cb = 2;
    EXPECT_NUMBER(RasGetAutodialParamA(0, &value, &cb), 632);
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

const char unit_name[] = "api_misc";
const struct unit_test unit_tests[] = {
    {"RasGetErrorString for every RAS code", test_error_string},
    {"RasEnumDevices", test_devices},
    {"RasGetCountryInfo", test_countries},
    {"dialogs", test_dialogs},
    {"automatic dialling", test_autodial},
    {"EAP", test_eap},
    {NULL, NULL},
};
