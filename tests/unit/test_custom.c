#include "compat/api/custom.c"
#include "compat/api/custom_dial.c"
#include "compat/api/custom_dialog.c"
#include "compat/api/custom_hangup.c"

#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>

#include "tests/dialers/seen.h"
#include "tests/unit/api_world.h"

#define FOLDER "/usr/lib/ppp-rasdial/dialers"

struct dialer_seen dialer_seen;

/* --- a world with dialers */

static char world_conf[96];
static const char *const dialers[] = {"wide",      "narrow", "seven",
                                      "lacks",     "open",   "text",
                                      "unwilling", "arm",    "gone"};

/* fake_pppd writes its report where ras.conf is. */
static void write_conf(void)
{
    char text[2048];
    size_t i, n = 0;

    n += (size_t)snprintf(text, sizeof(text), "custom_dialers = (");
    for (i = 0; i < sizeof(dialers) / sizeof(*dialers); i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "%s{ file = \"" FOLDER "/%s.so\"; }",
                              i ? ", " : "", dialers[i]);
    snprintf(text + n, sizeof(text) - n, ");\n");
    world_write(world_conf, text);
}

static void install(const char *name, bool other_machine)
{
    char from[512], to[512], bytes[65536];
    size_t n;
    FILE *in, *out;

    snprintf(from, sizeof(from), DIALERS "/%s.so",
             other_machine ? "wide" : name);
    snprintf(to, sizeof(to), "%s" FOLDER "/%s.so", world, name);
    in = fopen(from, "re");
    out = fopen(to, "we");
    CU_ASSERT_FATAL(in && out);
    while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0) {
        if (other_machine && ftell(out) == 0)
            bytes[offsetof(Elf64_Ehdr, e_machine)] ^= 0x7f;
        fwrite(bytes, 1, n, out);
    }
    fclose(in);
    fclose(out);
}

static void make_folders(void)
{
    static const char path[] = FOLDER "/";
    char part[512];
    size_t i;

    for (i = 1; path[i]; i++)
        if (path[i] == '/') {
            snprintf(part, sizeof(part), "%s%.*s", world, (int)i, path);
            CU_ASSERT(mkdir(part, 0755) == 0);
        }
}

/* Entries: PART, and of DIALER, if there is to be one. */
static void add_entry(FILE *f, const char *name, const char *dialer)
{
    fprintf(f,
            "[%s]\r\nCustomRasDialDll=%s%s%s\r\nMEDIA=serial\r\nPort=COM1\r\n"
            "DEVICE=modem\r\nPhoneNumber=5550101\r\n\r\n",
            name, dialer[0] ? "C:\\Acme\\" : "", dialer,
            dialer[0] ? ".DLL" : "");
}

static const struct {
    const char *name, *dialer;
} entries_of_book[] = {
    {"success", "Wide"}, {"busy", "wide"},         {"login", "wide"},
    {"slow", ""},        {"hold", "wide"},         {"shared", "narrow"},
    {"drop", "seven"},   {"no export", "lacks"},   {"open", "open"},
    {"text", "text"},    {"refusal", "unwilling"}, {"arm", "arm"},
    {"gone", "gone"},    {"unlisted", "unlisted"}, {"plain", ""},
    {"chain", "wide"},   {"chain2", "wide"},
};

static void begin(void)
{
    char path[256];
    size_t i;
    FILE *f;

    umask(022);
    world_begin();
    CU_ASSERT(chmod(world, 0755) == 0);
    f = fopen(world_book, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    for (i = 0; i < sizeof(entries_of_book) / sizeof(*entries_of_book); i++)
        add_entry(f, entries_of_book[i].name, entries_of_book[i].dialer);
    fclose(f);
    make_folders();
    for (i = 0; i < 5; i++)
        install(dialers[i], false);
    install("unwilling", false);
    install("arm", true);
    snprintf(path, sizeof(path), "%s" FOLDER "/text.so", world);
    world_write(path, "This is no ELF, but long enough to have been one.....\n"
                      "...............\n");
    snprintf(world_conf, sizeof(world_conf), "%s/ras.conf", world);
    api_places.config = world_conf;
    api_places.root = world;
    memset(&dialer_seen, 0, sizeof(dialer_seen));
    write_conf();
}

static void end(void)
{
    world_end();
    api_places.config = NULL;
    api_places.root = NULL;
}

static bool skip(void)
{
    return geteuid() != 0;
}

/* --- calling */

static DWORD dial_as(const char *entry, const char *user, HRASCONN *h)
{
    struct tagRASDIALPARAMSA p = world_params(entry);

    snprintf(p.szUserName, sizeof(p.szUserName), "%s", user);
    write_conf();
    return RasDialA(NULL, world_book, &p, 0, NULL, h);
}

static void end_call(HRASCONN h)
{
    write_conf();
    EXPECT_NUMBER(RasHangUpA(h), 0);
}

/* How many connections there are: none that nobody has a handle of. */
static unsigned connections(void)
{
    struct conn *c = NULL;
    unsigned n = 0;

    conn_lock();
    while ((c = conn_next(c)))
        n += !c->over;
    conn_unlock();
    return n;
}

static bool report_has(const char *line)
{
    char text[16384];
    FILE *f = fopen(world_conf, "re");
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    return strstr(text, line) != NULL;
}

static void expect_wide(const WCHAR *actual, const char *expected)
{
    char utf8[1024];

    str16_to_utf8(utf8, sizeof(utf8), actual, STR16_ENDED);
    EXPECT_TEXT(utf8, expected);
}

/* --- what it is given */

static void test_arguments(void)
{
    struct tagRASDIALPARAMSA p = world_params("success");
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    snprintf(p.szUserName, sizeof(p.szUserName), "alice");
    snprintf(p.szPassword, sizeof(p.szPassword), "****************");
    snprintf(p.szPhoneNumber, sizeof(p.szPhoneNumber), "5559999");
    snprintf(p.szCallbackNumber, sizeof(p.szCallbackNumber), "*");
    snprintf(p.szDomain, sizeof(p.szDomain), "B\xc3\xbcro");
    p.dwSubEntry = 3;
    p.dwCallbackId = 0x1234567890u;
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 2, NULL, &h), 0);
    EXPECT_NUMBER(dialer_seen.dials, 1);
    EXPECT_NUMBER(dialer_seen.loads, 1);
    CU_ASSERT_FALSE(dialer_seen.extensions_given);
    CU_ASSERT(dialer_seen.phonebook_given);
    expect_wide(dialer_seen.phonebook, world_book);
    expect_wide(dialer_seen.params.szEntryName, "success");
    expect_wide(dialer_seen.params.szUserName, "alice");
    expect_wide(dialer_seen.params.szPassword, "****************");
    expect_wide(dialer_seen.params.szPhoneNumber, "5559999");
    expect_wide(dialer_seen.params.szCallbackNumber, "*");
    expect_wide(dialer_seen.params.szDomain, "B\xc3\xbcro");
    EXPECT_NUMBER(dialer_seen.params.dwSubEntry, 3);
    EXPECT_NUMBER(dialer_seen.params.dwCallbackId, 0x1234567890u);
    EXPECT_NUMBER(dialer_seen.params.dwSize, sizeof(dialer_seen.params));
    EXPECT_NUMBER(dialer_seen.type, 2);
    CU_ASSERT_PTR_NULL(dialer_seen.notifier);
    CU_ASSERT_PTR_NULL(dialer_seen.before);
    EXPECT_NUMBER(dialer_seen.flags, 0);
    /* And it has dialled, with what it was given. */
    CU_ASSERT(report_has("options 4096\n"));
    CU_ASSERT(report_has("number 5559999\n"));
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 1);
    EXPECT_NUMBER(dialer_seen.inner, 0);
    end();
}

/* Nothing of the entry is filled in: Windows leaves that to the dialer. */
static void test_nothing_is_filled_in(void)
{
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "", &h), 0);
    expect_wide(dialer_seen.params.szPhoneNumber, "");
    expect_wide(dialer_seen.params.szUserName, "");
    end_call(h);
    end();
}

static void test_extensions(void)
{
    struct tagRASDIALPARAMSA p = world_params("success");
    RASDIALEXTENSIONS e;
    HRASCONN h = NULL;
    char before[sizeof(e)];

    if (skip())
        return;
    begin();
    memset(&e, 0xee, sizeof(e));
    e.dwSize = API_SIZE_BEFORE(tagRASDIALEXTENSIONS, reserved1); /* 0x400 */
    e.dwfOptions = RDEOPT_IgnoreModemSpeaker;
    e.hwndParent = NULL;
    memcpy(before, &e, sizeof(e));
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 0, NULL, &h), 0);
    CU_ASSERT(dialer_seen.extensions_given);
    EXPECT_NUMBER(dialer_seen.extensions.dwSize,
                  API_SIZE_BEFORE(tagRASDIALEXTENSIONS, fSkipPppAuth));
    EXPECT_NUMBER(dialer_seen.extensions.dwfOptions, RDEOPT_IgnoreModemSpeaker);
    EXPECT_NUMBER(dialer_seen.extensions.fSkipPppAuth, 0);
    EXPECT_NUMBER(dialer_seen.extensions.RasEapInfo.dwSizeofEapInfo, 0);
    CU_ASSERT(memcmp(before, &e, sizeof(e)) == 0);
    end_call(h);
    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    e.fSkipPppAuth = TRUE;
    h = NULL;
    write_conf();
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 0, NULL, &h), 0);
    EXPECT_NUMBER(dialer_seen.extensions.dwSize, sizeof(e));
    EXPECT_NUMBER(dialer_seen.extensions.fSkipPppAuth, TRUE);
    end_call(h);
    end();
}

/* RDEOPT_CustomDial: nobody asks the dialer, neither now nor at the end. */
static void test_flag(void)
{
    struct tagRASDIALPARAMSA p = world_params("success");
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e),
                           .dwfOptions = RDEOPT_CustomDial};
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 0, NULL, &h), 0);
    EXPECT_NUMBER(dialer_seen.dials, 0);
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 0);
    end();
}

/* Older callers of RasDialW, whose structures are shorter. */
static void test_old_params(void)
{
    struct tagRASDIALPARAMSW p;
    WCHAR *book = str16_new("");
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    free(book);
    book = str16_new(world_book);
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    memset(&p, 0xee, sizeof(p));
    memset(&p, 0, API_SIZE_BEFORE(tagRASDIALPARAMSW, dwSubEntry));
    p.dwSize = API_SIZE_BEFORE(tagRASDIALPARAMSW, dwSubEntry); /* 0x400 */
    str16_from_utf8(p.szEntryName, 257, "success", STR16_ENDED);
    EXPECT_NUMBER(RasDialW(NULL, book, &p, 0, NULL, &h), 0);
    EXPECT_NUMBER(dialer_seen.params.dwSize,
                  API_SIZE_BEFORE(tagRASDIALPARAMSW, dwIfIndex));
    EXPECT_NUMBER(dialer_seen.params.dwSubEntry, 0);
    EXPECT_NUMBER(dialer_seen.params.dwCallbackId, 0);
    end_call(h);
    free(book);
    end();
}

static void test_instance(void)
{
    char name[512], expected[512];
    WCHAR wide[512];
    HRASCONN h = NULL;
    void *symbol;
    FARPROC function;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "676", &h), 676);
    snprintf(expected, sizeof(expected), FOLDER "/wide.so");
    EXPECT_NUMBER(GetModuleFileNameA(dialer_seen.instance, name, 512),
                  strlen(expected));
    EXPECT_TEXT(name, expected);
    CU_ASSERT(GetModuleFileNameW(dialer_seen.instance, wide, 512) > 0);
    expect_wide(wide, expected);
    function = GetProcAddress(dialer_seen.instance, "RasCustomHangUp");
    memcpy(&symbol, &function, sizeof(symbol));
    CU_ASSERT_PTR_NOT_NULL(symbol);
    CU_ASSERT_PTR_NULL(GetProcAddress(dialer_seen.instance, "Nothing"));
    end();
}

/* The default phonebook is the dialer's to look for, too. */
static void test_no_phonebook(void)
{
    struct tagRASDIALPARAMSW p = {.dwSize = sizeof(p)};
    const struct custom_call call = {.dialer = "wide.dll", .params = &p};
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    str16_from_utf8(p.szEntryName, 257, "nobody has it", STR16_ENDED);
    str16_from_utf8(p.szUserName, 257, "676", STR16_ENDED);
    EXPECT_NUMBER(custom_dial(&call, &h), 676);
    CU_ASSERT_FALSE(dialer_seen.phonebook_given);
    expect_wide(dialer_seen.params.szEntryName, "nobody has it");
    p.dwSize = 5;
    EXPECT_NUMBER(custom_dial(&call, &h), ERROR_INVALID_SIZE);
    EXPECT_NUMBER(dialer_seen.dials, 1);
    end();
}

/* --- each form */

static void test_narrow(void)
{
    struct tagRASDIALPARAMSW p;
    WCHAR *book;
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    book = str16_new(world_book);
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    memset(&p, 0, sizeof(p));
    p.dwSize = sizeof(p);
    str16_from_utf8(p.szEntryName, 257, "shared", STR16_ENDED);
    str16_from_utf8(p.szUserName, 257, "J\xc3\xb8rgen \xf0\x9f\x93\x9e",
                    STR16_ENDED);
    p.dwCallbackId = 77;
    EXPECT_NUMBER(RasDialW(NULL, book, &p, 1, NULL, &h), 0);
    EXPECT_TEXT(dialer_seen.params_a.szEntryName, "shared");
    EXPECT_TEXT(dialer_seen.params_a.szUserName,
                "J\xc3\xb8rgen \xf0\x9f\x93\x9e");
    EXPECT_NUMBER(dialer_seen.params_a.dwCallbackId, 77);
    CU_ASSERT(report_has("user J\xc3\xb8rgen \xf0\x9f\x93\x9e\n"));
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 1);
    free(book);
    end();
}

/* The sample's; it has no RasCustomHangUp, so RasHangUp is the plain one. */
static void test_seven(void)
{
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e)};
    struct tagRASDIALPARAMSA p = world_params("drop");
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 0, NULL, &h), 0);
    EXPECT_NUMBER(dialer_seen.dials, 1);
    write_conf();
    (void)RasHangUpA(h);
    EXPECT_NUMBER(connections(), 0);
    end();
}

/* --- what it returns */

static void test_codes(void)
{
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "676", &h), 676);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_TEXT(custom_reason(), "");
    EXPECT_NUMBER(dial_as("success", "8", &h), ERROR_NOT_ENOUGH_MEMORY);
    CU_ASSERT_PTR_NULL(h);
    /* The built-in dialler's: with the handle, that tells why. */
    EXPECT_NUMBER(dial_as("busy", "", &h), 676);
    CU_ASSERT_PTR_NOT_NULL(h);
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 1);
    end();
}

static void test_no_handle(void)
{
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "nothing", &h), 755);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_TEXT(custom_reason(),
                "its RasCustomDial returned success without a handle");
    /* The link that it made is not left without an owner. */
    EXPECT_NUMBER(dial_as("success", "forget", &h), 755);
    CU_ASSERT_PTR_NULL(h);
    EXPECT_NUMBER(dialer_seen.inner, 0);
    CU_ASSERT_PTR_NOT_NULL(dialer_seen.made);
    write_conf();
    EXPECT_NUMBER(RasHangUpA(dialer_seen.made), ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(connections(), 0);
    end();
}

static void test_foreign_handle(void)
{
    HRASCONN other = NULL, h = NULL;
    DWORD code;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("slow", "", &other), 0);
    dialer_seen.foreign = other;
    EXPECT_NUMBER(dial_as("success", "foreign", &h), 755);
    CU_ASSERT_PTR_NULL(h);
    CU_ASSERT_PTR_NOT_NULL(strstr(custom_reason(), "did not get from RasDial"));
    EXPECT_NUMBER(dial_as("success", "both", &h), 678);
    CU_ASSERT_PTR_NULL(h);
    dialer_seen.foreign = (HRASCONN)(uintptr_t)0xdeadbeefdead;
    EXPECT_NUMBER(dial_as("success", "foreign", &h), 755);
    dialer_seen.foreign = (HRASCONN)(uintptr_t)0x7ffffff0;
    EXPECT_NUMBER(dial_as("success", "foreign", &h), 755);
    CU_ASSERT_PTR_NULL(h);
    /* And the other connection is as it was, and has no dialer. */
    (void)world_status(other, &code);
    EXPECT_NUMBER(code, 0);
    end_call(other);
    EXPECT_NUMBER(dialer_seen.hang_ups, 0);
    end();
}

/* --- what cannot be called */

static void test_unusable(void)
{
    static const struct {
        const char *entry, *reason;
    } rows[] = {
        {"no export", "lacks.so does not export RasCustomDial itself"},
        {"open", "open.so cannot be loaded: undefined symbol: nobody_has"},
        {"text", "text.so is no shared object (ELF)"},
        {"refusal", "unwilling.so: its DllMain refuses to be loaded"},
        {"arm", "arm.so is for "},
        {"gone", "gone.so: No such file or directory"},
        {"unlisted", "not in ras.conf's custom_dialers: C:\\Acme\\unlisted"},
    };
    HRASCONN h = NULL;
    size_t i, turn;

    if (skip())
        return;
    begin();
    for (turn = 0; turn < 2; turn++)
        for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
            EXPECT_NUMBER(dial_as(rows[i].entry, "", &h), 755);
            CU_ASSERT_PTR_NULL(h);
            if (!strstr(custom_reason(), rows[i].reason))
                printf("# %s: %s\n", rows[i].entry, custom_reason());
            CU_ASSERT_PTR_NOT_NULL(strstr(custom_reason(), rows[i].reason));
        }
    EXPECT_NUMBER(dialer_seen.dials, 0);
    world_write(world_conf, "custom_dialers = (;");
    h = NULL;
    {
        struct tagRASDIALPARAMSA p = world_params("success");

        EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 0, NULL, &h), 755);
        CU_ASSERT_PTR_NOT_NULL(strstr(custom_reason(), "ras.conf:1"));
        /* Nor does an entry without one need that file. */
        p = world_params("plain");
        EXPECT_NUMBER(connections(), 0);
    }
    end();
}

/* Two files, one after the other under one descriptor: two dialers. */
static void test_replaced(void)
{
    char from[256], to[256];
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "676", &h), 676);
    EXPECT_NUMBER(dialer_seen.dials, 1);
    snprintf(from, sizeof(from), "%s" FOLDER "/narrow.so", world);
    snprintf(to, sizeof(to), "%s" FOLDER "/wide.so", world);
    CU_ASSERT(rename(from, to) == 0);
    memset(&dialer_seen, 0, sizeof(dialer_seen));
    EXPECT_NUMBER(dial_as("success", "676", &h), 0);
    EXPECT_TEXT(dialer_seen.params_a.szUserName, "676");
    end_call(h);
    end();
}

/* --- recursion */

static void test_recursion(void)
{
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "loop", &h), 755);
    EXPECT_NUMBER(dialer_seen.inner, 755);
    EXPECT_NUMBER(dialer_seen.dials, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(custom_reason(), "RDEOPT_CustomDial"));
    EXPECT_NUMBER(dial_as("success", "loop thread", &h), 756);
    EXPECT_NUMBER(dialer_seen.inner, 756);
    EXPECT_NUMBER(dialer_seen.dials, 2);
    /* Another entry may be dialled by its dialer; not for ever. */
    EXPECT_NUMBER(dial_as("chain", "other", &h), 755);
    EXPECT_NUMBER(dialer_seen.dials, 4);
    /* And all is as before. */
    EXPECT_NUMBER(dial_as("success", "", &h), 0);
    end_call(h);
    end();
}

/* A thread of the dialer's own dials: the connection is the dialer's. */
static void test_thread(void)
{
    HRASCONN h = NULL;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "dial thread", &h), 0);
    CU_ASSERT_PTR_NOT_NULL(h);
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 1);
    end();
}

/* --- notifiers */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t heard;
    unsigned n, type;
    RASCONNSTATE last;
    DWORD error;
    HRASCONN handle;
    ULONG_PTR id;
} ear = {.lock = PTHREAD_MUTEX_INITIALIZER, .heard = PTHREAD_COND_INITIALIZER};

static void hear(unsigned type, RASCONNSTATE state, DWORD error, HRASCONN h)
{
    pthread_mutex_lock(&ear.lock);
    ear.n++;
    ear.type = type;
    ear.last = state;
    ear.error = error;
    ear.handle = h;
    pthread_cond_broadcast(&ear.heard);
    pthread_mutex_unlock(&ear.lock);
}

static VOID WINAPI on_func(UINT message, RASCONNSTATE state, DWORD error)
{
    (void)message;
    hear(0, state, error, NULL);
}

static VOID WINAPI on_func1(HRASCONN h, UINT message, RASCONNSTATE state,
                            DWORD error, DWORD extended)
{
    (void)message;
    (void)extended;
    hear(1, state, error, h);
}

static DWORD WINAPI on_func2(ULONG_PTR id, DWORD sub, HRASCONN h, UINT message,
                             RASCONNSTATE state, DWORD error, DWORD extended)
{
    (void)sub;
    (void)message;
    (void)extended;
    pthread_mutex_lock(&ear.lock);
    ear.id = id;
    pthread_mutex_unlock(&ear.lock);
    hear(2, state, error, h);
    return 1;
}

static bool wait_for_state(RASCONNSTATE state)
{
    struct timespec t;
    bool heard;

    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += 30;
    pthread_mutex_lock(&ear.lock);
    while (ear.last != state && ear.error == 0)
        if (pthread_cond_timedwait(&ear.heard, &ear.lock, &t) != 0)
            break;
    heard = ear.last == state;
    pthread_mutex_unlock(&ear.lock);
    return heard;
}

static void listen_anew(void)
{
    pthread_mutex_lock(&ear.lock);
    ear.n = 0;
    ear.last = (RASCONNSTATE)0xffff;
    ear.error = 0;
    ear.handle = NULL;
    ear.id = 0;
    pthread_mutex_unlock(&ear.lock);
}

static DWORD dial_heard(const char *user, DWORD type, LPVOID notifier,
                        HRASCONN *h)
{
    struct tagRASDIALPARAMSA p = world_params("success");

    listen_anew();
    snprintf(p.szUserName, sizeof(p.szUserName), "%s", user);
    p.dwCallbackId = 4711;
    write_conf();
    return RasDialA(NULL, world_book, &p, type, notifier, h);
}

static void test_notifiers(void)
{
    LPVOID notifiers[3];
    RASDIALFUNC f = on_func;
    RASDIALFUNC1 f1 = on_func1;
    RASDIALFUNC2 f2 = on_func2;
    DWORD type;

    if (skip())
        return;
    memcpy(&notifiers[0], &f, sizeof(f));
    memcpy(&notifiers[1], &f1, sizeof(f1));
    memcpy(&notifiers[2], &f2, sizeof(f2));
    begin();
    for (type = 0; type < 3; type++) {
        HRASCONN h = NULL;

        EXPECT_NUMBER(dial_heard("", type, notifiers[type], &h), 0);
        CU_ASSERT_PTR_EQUAL(dialer_seen.notifier, notifiers[type]);
        EXPECT_NUMBER(dialer_seen.type, type);
        CU_ASSERT(wait_for_state(RASCS_Connected));
        EXPECT_NUMBER(ear.type, type);
        if (type > 0)
            CU_ASSERT_PTR_EQUAL(ear.handle, h);
        if (type == 2)
            EXPECT_NUMBER(ear.id, 4711);
        end_call(h);
    }
    EXPECT_NUMBER(dialer_seen.hang_ups, 3);
    end();
}

/* Of a type that is the dialer's business alone; RasDial itself refuses it. */
static void test_strange_notifier(void)
{
    struct tagRASDIALPARAMSA p = world_params("success");
    HRASCONN h = NULL;
    int window;

    if (skip())
        return;
    begin();
    snprintf(p.szUserName, sizeof(p.szUserName), "676");
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 0xffffffff, &window, &h), 676);
    EXPECT_NUMBER(dialer_seen.type, 0xffffffff);
    CU_ASSERT_PTR_EQUAL(dialer_seen.notifier, &window);
    p.szUserName[0] = '\0';
    EXPECT_NUMBER(RasDialA(NULL, world_book, &p, 0xffffffff, &window, &h), 87);
    end();
}

/* Callbacks of the dialer's own, before and after it has returned. */
static void test_own_callbacks(void)
{
    RASDIALFUNC1 f1 = on_func1;
    LPVOID notifier;
    HRASCONN h = NULL;

    if (skip())
        return;
    memcpy(&notifier, &f1, sizeof(f1));
    begin();
    EXPECT_NUMBER(dial_heard("before", 1, notifier, &h), 0);
    EXPECT_NUMBER(ear.n, 1);
    CU_ASSERT_PTR_EQUAL(ear.handle, h);
    end_call(h);
    h = NULL;
    EXPECT_NUMBER(dial_heard("after", 1, notifier, &h), 0);
    CU_ASSERT(wait_for_state(RASCS_Connected));
    CU_ASSERT_PTR_EQUAL(ear.handle, h);
    end_call(h);
    end();
}

/* --- RasHangUp */

static void test_hang_up(void)
{
    HRASCONN h = NULL;
    DWORD code;

    if (skip())
        return;
    begin();
    /* An error reaches the caller, who may try again. */
    EXPECT_NUMBER(dial_as("success", "", &h), 0);
    dialer_seen.keep = TRUE;
    dialer_seen.result = 753;
    EXPECT_NUMBER(RasHangUpA(h), 753);
    (void)world_status(h, &code);
    EXPECT_NUMBER(code, 0);
    /* It says that it has, and has not. */
    dialer_seen.result = 0;
    EXPECT_NUMBER(RasHangUpW(h), 0);
    (void)world_status(h, &code);
    EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(connections(), 0);
    EXPECT_NUMBER(dialer_seen.hang_ups, 2);
    EXPECT_NUMBER(RasHangUpA(h), ERROR_INVALID_HANDLE);
    EXPECT_NUMBER(dialer_seen.hang_ups, 2);
    end();
}

/* Dialled twice: each RasHangUp has its RasCustomHangUp. */
static void test_references(void)
{
    HRASCONN first = NULL, second = NULL;
    DWORD code;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "", &first), 0);
    EXPECT_NUMBER(dial_as("success", "", &second), 0);
    EXPECT_NUMBER(dialer_seen.dials, 2);
    end_call(first);
    (void)world_status(second, &code);
    EXPECT_NUMBER(code, 0);
    end_call(second);
    EXPECT_NUMBER(dialer_seen.hang_ups, 2);
    EXPECT_NUMBER(connections(), 0);
    end();
}

/* By another thread, while RasCustomDial is still in its RasDial. */
struct slow_dial {
    HRASCONN h;
    bool ended;
    DWORD code;
};

static void *dial_slowly(void *context)
{
    struct slow_dial *d = context;

    d->code = dial_as("hold", "", &d->h);
    __atomic_store_n(&d->ended, true, __ATOMIC_RELEASE);
    return NULL;
}

/* NULL: there is none, and will not be. */
static HRASCONN handle_of(struct slow_dial *d)
{
    HRASCONN h = NULL;
    int i;

    for (i = 0; i < 3000 && !h; i++) {
        if (__atomic_load_n(&d->ended, __ATOMIC_ACQUIRE))
            i = 3000;
        else
            world_sleep(10);
        h = __atomic_load_n(&d->h, __ATOMIC_ACQUIRE);
    }
    return h;
}

static void test_hang_up_early(void)
{
    struct slow_dial d = {0};
    pthread_t thread;
    HRASCONN h;

    if (skip())
        return;
    begin();
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, dial_slowly, &d), 0);
    h = handle_of(&d);
    CU_ASSERT_PTR_NOT_NULL(h);
    EXPECT_NUMBER(RasHangUpA(h), 0);
    EXPECT_NUMBER(__atomic_load_n(&dialer_seen.hang_ups, __ATOMIC_RELAXED), 1);
    pthread_join(thread, NULL);
    EXPECT_NUMBER(d.code, ERROR_USER_DISCONNECTION);
    end();
}

/* Another process's: the entry's dialer is asked here. */
static void test_hang_up_foreign(void)
{
    struct tagRASCONNA c[4];
    DWORD size = sizeof(c), n = 0, code;
    int status;
    pid_t pid;

    if (skip())
        return;
    begin();
    pid = fork();
    if (pid == 0) {
        HRASCONN h = NULL;

        _exit((int)dial_as("shared", "", &h));
    }
    waitpid(pid, &status, 0);
    EXPECT_NUMBER(status, 0);
    memset(c, 0, sizeof(c));
    c[0].dwSize = sizeof(c[0]);
    EXPECT_NUMBER(RasEnumConnectionsA(c, &size, &n), 0);
    EXPECT_NUMBER(n, 1);
    if (n == 1) {
        end_call(c[0].hrasconn);
        EXPECT_NUMBER(dialer_seen.hang_ups, 1);
        (void)world_status(c[0].hrasconn, &code);
        EXPECT_NUMBER(code, ERROR_INVALID_HANDLE);
    }
    end();
}

/* --- a paused dial */

static void test_resume(void)
{
    struct tagRASDIALPARAMSA p = world_params("login");
    RASDIALEXTENSIONS e = {.dwSize = sizeof(e),
                           .dwfOptions = RDEOPT_PausedStates};
    RASDIALFUNC1 f1 = on_func1;
    HRASCONN h = NULL, same;
    LPVOID notifier;

    if (skip())
        return;
    memcpy(&notifier, &f1, sizeof(f1));
    begin();
    listen_anew();
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 1, notifier, &h), 0);
    CU_ASSERT(wait_for_state(RASCS_RetryAuthentication));
    same = h;
    snprintf(p.szPassword, sizeof(p.szPassword), "right");
    write_conf();
    EXPECT_NUMBER(RasDialA(&e, world_book, &p, 1, notifier, &h), 0);
    CU_ASSERT_PTR_EQUAL(h, same);
    EXPECT_NUMBER(dialer_seen.dials, 2);
    CU_ASSERT_PTR_EQUAL(dialer_seen.before, same);
    CU_ASSERT(wait_for_state(RASCS_Connected));
    end_call(h);
    EXPECT_NUMBER(dialer_seen.hang_ups, 1);
    end();
}

/* A handle that nobody paused: the dialer finds NULL. */
static void test_stale_handle(void)
{
    HRASCONN h = (HRASCONN)(uintptr_t)0x1234;

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(dial_as("success", "", &h), 0);
    CU_ASSERT_PTR_NULL(dialer_seen.before);
    end_call(h);
    end();
}

/* --- dialogs and deletion */

static void test_dial_dialog(void)
{
    struct tagRASDIALDLG d = {.dwSize = sizeof(d)};
    char entry[] = "success", number[] = "5551", none[] = "plain",
         lacking[] = "no export", nobody[] = "nobody's", expected[256];

    if (skip())
        return;
    begin();
    CU_ASSERT(RasDialDlgA(world_book, entry, number, &d));
    snprintf(expected, sizeof(expected), "%s|success|5551", world_book);
    EXPECT_TEXT(dialer_seen.text, expected);
    EXPECT_NUMBER(dialer_seen.inner, ERROR_CALL_NOT_IMPLEMENTED);
    dialer_seen.result = 676;
    CU_ASSERT_FALSE(RasDialDlgA(world_book, entry, NULL, &d));
    EXPECT_NUMBER(d.dwError, 676);
    snprintf(expected, sizeof(expected), "%s|success|-", world_book);
    EXPECT_TEXT(dialer_seen.text, expected);
    EXPECT_NUMBER(dialer_seen.dialogs, 2);
    CU_ASSERT_FALSE(RasDialDlgA(world_book, none, NULL, &d));
    EXPECT_NUMBER(d.dwError, ERROR_CALL_NOT_IMPLEMENTED);
    CU_ASSERT_FALSE(RasDialDlgA(world_book, lacking, NULL, &d));
    EXPECT_NUMBER(d.dwError, 755);
    CU_ASSERT_PTR_NOT_NULL(strstr(custom_reason(), "RasCustomDialDlg itself"));
    d.dwSize = 4;
    CU_ASSERT_FALSE(RasDialDlgA(world_book, entry, NULL, &d));
    EXPECT_NUMBER(dialer_seen.dialogs, 2);
    d.dwSize = sizeof(d); /* nobody's entry is no dialer's */
    CU_ASSERT_FALSE(RasDialDlgA(world_book, nobody, NULL, &d));
    EXPECT_NUMBER(dialer_seen.dialogs, 2);
    end();
}

/* A dialer without Unicode is asked in UTF-8, by a program with it, too. */
static void test_narrow_dialog(void)
{
    struct tagRASDIALDLG d = {.dwSize = sizeof(d)};
    WCHAR *entry, *book, *number;
    char expected[256];

    if (skip())
        return;
    begin();
    entry = str16_new("shared");
    number = str16_new("5551");
    book = str16_new(world_book);
    CU_ASSERT_FATAL(entry && number && book);
    CU_ASSERT(RasDialDlgW(book, entry, number, &d));
    snprintf(expected, sizeof(expected), "%s|shared|5551", world_book);
    EXPECT_TEXT(dialer_seen.text, expected);
    EXPECT_NUMBER(dialer_seen.dialogs, 1);
    free(entry);
    free(number);
    free(book);
    end();
}

static void test_entry_dialog(void)
{
    static const char renamed[] = "R\xc3\xa9nam\xc3\xa9"
                                  "d";
    struct tagRASENTRYDLGA a = {.dwSize = sizeof(a), .xDlg = 7};
    struct tagRASENTRYDLGW w = {.dwSize = sizeof(w), .xDlg = 7};
    char entry[] = "success", narrow[] = "shared", seven[] = "drop";
    WCHAR *wide = str16_new("shared"), *book;

    if (skip()) {
        free(wide);
        return;
    }
    begin();
    book = str16_new(world_book);
    CU_ASSERT_PTR_NOT_NULL_FATAL(book);
    /* A to wide, W to narrow, and A to narrow. */
    CU_ASSERT(RasEntryDlgA(world_book, entry, &a));
    EXPECT_TEXT(a.szEntry, renamed);
    EXPECT_NUMBER(dialer_seen.inner, ERROR_CALL_NOT_IMPLEMENTED);
    dialer_seen.result = 5;
    CU_ASSERT(RasEntryDlgW(book, wide, &w));
    expect_wide(w.szEntry, renamed);
    EXPECT_NUMBER(w.dwError, 5);
    EXPECT_NUMBER(w.dwSize, sizeof(w));
    memset(a.szEntry, 0, sizeof(a.szEntry));
    CU_ASSERT(RasEntryDlgA(world_book, narrow, &a));
    EXPECT_TEXT(a.szEntry, renamed);
    EXPECT_NUMBER(a.dwError, 5);
    a.dwError = 0;
    CU_ASSERT(RasEntryDlgA(world_book, seven, &a));
    a.dwError = 0;
    CU_ASSERT_FALSE(RasEntryDlgA(world_book, NULL, &a));
    EXPECT_NUMBER(a.dwError, ERROR_CALL_NOT_IMPLEMENTED);
    free(book);
    free(wide);
    end();
}

static void test_deletion(void)
{
    char expected[256];

    if (skip())
        return;
    begin();
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "success"), 0);
    EXPECT_NUMBER(dialer_seen.deletions, 1);
    EXPECT_NUMBER(dialer_seen.flags, RCD_SingleUser);
    EXPECT_NUMBER(dialer_seen.inner, ERROR_INVALID_NAME); /* it has gone */
    snprintf(expected, sizeof(expected), "%s|success|-", world_book);
    EXPECT_TEXT(dialer_seen.text, expected);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "success"), ERROR_INVALID_NAME);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "shared"), 0); /* narrow */
    EXPECT_NUMBER(dialer_seen.deletions, 2);
    /* Nobody to be told is no reason to keep it. */
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "no export"), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "gone"), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "plain"), 0);
    EXPECT_NUMBER(dialer_seen.deletions, 2);
    end();
}

/* In the phonebooks of all users; and its twin in the user's own stays. */
static void test_deletion_for_all(void)
{
    static struct books_places places;
    struct api_entry e;
    FILE *f;

    if (skip())
        return;
    begin();
    snprintf(places.system, sizeof(places.system), "%s/system", world);
    snprintf(places.user, sizeof(places.user), "%s/user", world);
    CU_ASSERT(mkdir(places.system, 0755) == 0 && mkdir(places.user, 0755) == 0);
    snprintf(e.path, sizeof(e.path), "%s/system/rasphone.pbk", world);
    f = fopen(e.path, "we");
    add_entry(f, "both", "wide");
    fclose(f);
    snprintf(e.path, sizeof(e.path), "%s/user/rasphone.pbk", world);
    f = fopen(e.path, "we");
    add_entry(f, "both", "wide");
    fclose(f);
    api_books = &places;
    EXPECT_NUMBER(RasDeleteEntryA(NULL, "both"), 0);
    EXPECT_NUMBER(dialer_seen.deletions, 1);
    EXPECT_NUMBER(dialer_seen.flags, RCD_AllUsers);
    EXPECT_TEXT(dialer_seen.text, "-|both|-");
    EXPECT_NUMBER(RasValidateEntryNameA(NULL, "both"), ERROR_ALREADY_EXISTS);
    api_books = NULL;
    end();
}

/* --- the guards, as one thread sees them */

static struct custom_frame frame(enum host_entry what, const char *phonebook,
                                 const char *entry)
{
    return (struct custom_frame){
        .what = what, .phonebook = phonebook, .entry = entry};
}

/* An entry is its phonebook's, whose name counts to the letter. */
static void test_frames(void)
{
    struct custom_frame outer = frame(HOST_DIAL, "/a.pbk", "Office");
    struct custom_frame inner = frame(HOST_DIAL_DLG, "/a.pbk", "Office");
    const struct custom_frame same = frame(HOST_DIAL, "/a.pbk", "OFFICE");
    const struct custom_frame other_book = frame(HOST_DIAL, "/b.pbk", "Office");
    const struct custom_frame other_name = frame(HOST_DIAL, "/a.pbk", "Home");

    custom_push(&outer);
    custom_push(&inner);
    CU_ASSERT_PTR_EQUAL(custom_frame_of(HOST_DIAL, &same), &outer);
    CU_ASSERT_PTR_EQUAL(custom_frame_of(HOST_DIAL, NULL), &outer);
    CU_ASSERT_PTR_NULL(custom_frame_of(HOST_DIAL, &other_book));
    CU_ASSERT_PTR_NULL(custom_frame_of(HOST_DIAL, &other_name));
    CU_ASSERT_PTR_NULL(custom_frame_of(HOST_ENTRY_DLG, &same));
    custom_pop(&inner);
    custom_pop(&outer);
    CU_ASSERT_PTR_NULL(custom_frame_of(HOST_DIAL, NULL));
}

/* Only a deletion counts, and only that of the entry itself. */
static void test_deleting(void)
{
    struct custom_frame dial = frame(HOST_DIAL, "/a.pbk", "Office");
    struct custom_frame gone = frame(HOST_DELETE_NOTIFY, "/a.pbk", "Office");
    struct api_entry e = {.name = "office"};

    CU_ASSERT_FALSE(custom_deleting(&e));
    custom_push(&dial);
    CU_ASSERT_FALSE(custom_deleting(&e));
    custom_push(&gone);
    CU_ASSERT_TRUE(custom_deleting(&e));
    snprintf(e.name, sizeof(e.name), "Home");
    CU_ASSERT_FALSE(custom_deleting(&e));
    custom_pop(&gone);
    custom_pop(&dial);
}

/* Each dialer dials the next one's entry; they end in any order. */
static void test_depth(void)
{
    static const char *const names[CUSTOM_DEPTH] = {"1", "2", "3", "4"};
    struct custom_frame f[CUSTOM_DEPTH], last = frame(HOST_DIAL, "/a", "5");
    size_t i;

    for (i = 0; i < CUSTOM_DEPTH; i++) {
        f[i] = frame(HOST_DIAL, "/a", names[i]);
        EXPECT_NUMBER(custom_enter_dial(&f[i]), ERROR_SUCCESS);
    }
    EXPECT_NUMBER(custom_enter_dial(&last), ERROR_CANNOT_DO_CUSTOMDIAL);
    EXPECT_TEXT(custom_reason(),
                "too many custom dialers have called each other");
    EXPECT_NUMBER(custom_enter_dial(&f[1]), ERROR_CANNOT_DO_CUSTOMDIAL);
    custom_leave_dial(&f[CUSTOM_DEPTH - 1]);
    EXPECT_NUMBER(custom_enter_dial(&last), ERROR_SUCCESS);
    custom_leave_dial(&last);
    for (i = CUSTOM_DEPTH - 1; i-- > 0;)
        custom_leave_dial(&f[i]);
    EXPECT_NUMBER(custom_enter_dial(&last), ERROR_SUCCESS);
    custom_leave_dial(&last);
    custom_forget_reason();
    EXPECT_TEXT(custom_reason(), "");
}

static void *dial_elsewhere(void *context)
{
    struct custom_frame *f = context;

    EXPECT_NUMBER(custom_enter_dial(f), ERROR_SUCCESS);
    frames = NULL; /* the thread is gone, its dial is not */
    return NULL;
}

/* Dials of several threads: a connection is that of its own entry. */
static void test_dials(void)
{
    struct custom_frame first = frame(HOST_DIAL, "/a", "1");
    struct custom_frame second = frame(HOST_DIAL, "/a", "2");
    struct conn c = {.phonebook = "/a", .entry = "1"};
    pthread_t thread;

    first.host = (const struct host *)(const void *)"first";
    second.host = (const struct host *)(const void *)"second";
    EXPECT_NUMBER(pthread_create(&thread, NULL, dial_elsewhere, &first), 0);
    pthread_join(thread, NULL);
    EXPECT_NUMBER(pthread_create(&thread, NULL, dial_elsewhere, &second), 0);
    pthread_join(thread, NULL);
    EXPECT_NUMBER(custom_enter_dial(&first), ERROR_DIAL_ALREADY_IN_PROGRESS);
    conn_lock();
    custom_note_dial(&c, 1);
    CU_ASSERT_PTR_EQUAL(c.dialer, first.host);
    snprintf(c.entry, sizeof(c.entry), "2");
    custom_note_dial(&c, 2); /* it stays whose it is */
    CU_ASSERT_PTR_EQUAL(c.dialer, first.host);
    c.dialer = NULL;
    snprintf(c.entry, sizeof(c.entry), "3");
    custom_note_dial(&c, 3);
    CU_ASSERT_PTR_NULL(c.dialer);
    conn_unlock();
    EXPECT_NUMBER(first.n_made + second.n_made, 0); /* another thread's */
    custom_leave_dial(&first); /* the older one is behind the other */
    CU_ASSERT_FALSE(is_dialled(&first));
    CU_ASSERT_TRUE(is_dialled(&second));
    custom_leave_dial(&second);
    CU_ASSERT_FALSE(is_dialled(&second));
}

/* More connections than can be kept are the dialer's own to end. */
static void test_made(void)
{
    struct custom_frame f = frame(HOST_DIAL, "/a", "1");
    struct conn c = {.phonebook = "/a", .entry = "1"};
    uint32_t i;

    EXPECT_NUMBER(custom_enter_dial(&f), ERROR_SUCCESS);
    for (i = 1; i <= CUSTOM_MADE + 2; i++)
        custom_note_dial(&c, i);
    EXPECT_NUMBER(f.n_made, CUSTOM_MADE);
    EXPECT_NUMBER(f.made[CUSTOM_MADE - 1], CUSTOM_MADE);
    custom_leave_dial(&f);
}

static void test_no_dialer(void)
{
    char none[] = "", *dll = none;

    EXPECT_NUMBER(custom_dialer_of("", "Office", &dll), ERROR_SUCCESS);
    CU_ASSERT_PTR_NULL(dll);
    custom_explain("Office", 12345, "a line\nand another");
    EXPECT_TEXT(custom_reason(), "a line?and another");
    custom_forget_reason();
}

const char unit_name[] = "custom";
const struct unit_test unit_tests[] = {
    {"the arguments of RasCustomDial", test_arguments},
    {"nothing is filled in", test_nothing_is_filled_in},
    {"extensions of any size", test_extensions},
    {"RDEOPT_CustomDial", test_flag},
    {"parameters of Windows 95", test_old_params},
    {"hInstDll", test_instance},
    {"no phonebook", test_no_phonebook},
    {"a dialer without Unicode", test_narrow},
    {"seven parameters", test_seven},
    {"codes reach the caller", test_codes},
    {"success without a handle", test_no_handle},
    {"somebody else's handle", test_foreign_handle},
    {"dialers that cannot be used", test_unusable},
    {"a dialer that is replaced", test_replaced},
    {"recursion", test_recursion},
    {"a thread of the dialer", test_thread},
    {"notifiers of each type", test_notifiers},
    {"a notifier of an unknown type", test_strange_notifier},
    {"callbacks of the dialer's own", test_own_callbacks},
    {"RasHangUp", test_hang_up},
    {"two handles", test_references},
    {"RasHangUp during RasCustomDial", test_hang_up_early},
    {"RasHangUp of another process's", test_hang_up_foreign},
    {"a paused dial goes on", test_resume},
    {"a handle of nobody", test_stale_handle},
    {"RasDialDlg", test_dial_dialog},
    {"RasDialDlg of a dialer without Unicode", test_narrow_dialog},
    {"RasEntryDlg", test_entry_dialog},
    {"RasDeleteEntry", test_deletion},
    {"RasDeleteEntry for all users", test_deletion_for_all},
    {"dialers at work in a thread", test_frames},
    {"the entry whose deletion a dialer hears of", test_deleting},
    {"a chain of dialers has an end", test_depth},
    {"dials of several threads", test_dials},
    {"connections that a dialer has made", test_made},
    {"an entry of no phonebook has no dialer", test_no_dialer},
    {NULL, NULL},
};
