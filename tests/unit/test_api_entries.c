#include "compat/api/entry_properties.c"

#include "compat/credentials.h"
#include "compat/str16.h"
#include "tests/unit/api_world.h"

static char store[96], system_dir[96];
static struct books_places places;

static void begin(void)
{
    world_begin();
    snprintf(system_dir, sizeof(system_dir), "%s/system", world);
    mkdir(system_dir, 0755);
    snprintf(store, sizeof(store), "%s/credentials", world);
    memset(&places, 0, sizeof(places));
    snprintf(places.system, sizeof(places.system), "%s", system_dir);
    api_books = &places;
    credentials_file = store;
    api_places.config = "/nonexistent/ras.conf";
}

static void end(void)
{
    world_end();
    api_books = NULL;
}

static long file_size(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (long)st.st_size : -1;
}

static char *slurp(const char *path)
{
    static char text[1 << 16];
    FILE *f = fopen(path, "re");
    size_t n;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    return text;
}

/* The documentation's way to a new entry. */
static struct tagRASENTRYA new_entry(void)
{
    struct tagRASENTRYA e;
    DWORD cb = sizeof(e);

    memset(&e, 0, sizeof(e));
    e.dwSize = sizeof(e);
    EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "", &e, &cb, NULL, NULL), 0);
    snprintf(e.szLocalPhoneNumber, sizeof(e.szLocalPhoneNumber), "5551234");
    snprintf(e.szDeviceName, sizeof(e.szDeviceName), "COM2");
    snprintf(e.szDeviceType, sizeof(e.szDeviceType), "modem");
    return e;
}

static void test_enumerate(void)
{
    struct tagRASENTRYNAMEA list[20];
    struct tagRASENTRYNAMEW wide;
    DWORD cb = 0, n = 0;

    begin();
    EXPECT_NUMBER(RasEnumEntriesA(NULL, world_book, NULL, &cb, &n), 603);
    EXPECT_NUMBER(n, 16);
    EXPECT_NUMBER(cb, 16 * sizeof(*list));
    memset(list, 0, sizeof(list));
    cb = sizeof(list);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, world_book, list, &cb, &n), 632);
    list[0].dwSize = 264; /* 0x400 */
    cb = 264 * 2;
    EXPECT_NUMBER(RasEnumEntriesA(NULL, world_book, list, &cb, &n), 603);
    EXPECT_NUMBER(n, 16);
    EXPECT_TEXT(list[0].szEntryName, "success");
    list[0].dwSize = sizeof(*list);
    cb = sizeof(list);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, world_book, list, &cb, &n), 0);
    EXPECT_TEXT(list[13].szEntryName, "not root");
    EXPECT_TEXT(list[13].szPhonebookPath, world_book);
    EXPECT_NUMBER(list[13].dwFlags, REN_User);
    memset(&wide, 0, sizeof(wide));
    wide.dwSize = sizeof(wide);
    cb = sizeof(wide);
    EXPECT_NUMBER(RasEnumEntriesW(NULL, NULL, &wide, &cb, &n), 0);
    EXPECT_NUMBER(n, 0);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, "/nonexistent", NULL, &cb, &n), 621);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, NULL, NULL, NULL, &n), 87);
    end();
}

/* --- whose phonebook it is */

enum { NOBODY = 65534 };

/* By a user without rights in what begin() has made but for OWN. */
static bool become_nobody(const char *own)
{
    return geteuid() != 0 ||
           (chmod(world, 0755) == 0 && chown(own, NOBODY, NOBODY) == 0 &&
            seteuid(NOBODY) == 0);
}

/* A user's first entry makes the phonebook, which is for that user alone. */
static void test_first_entry(void)
{
    const uid_t before = geteuid();
    struct tagRASENTRYA e;
    char home[112], path[PATH_MAX];
    struct stat st;

    begin();
    snprintf(home, sizeof(home), "%s/home", world);
    mkdir(home, 0755);
    snprintf(places.user, sizeof(places.user), "%s/.config/ras", home);
    e = new_entry();
    CU_ASSERT_FATAL(become_nobody(home));
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "Mine", &e, sizeof(e), NULL, 0),
                  0);
    EXPECT_NUMBER(RasValidateEntryNameA(NULL, "Mine"), 183);
    EXPECT_NUMBER(seteuid(before), 0);
    snprintf(path, sizeof(path), "%s/.config", home);
    CU_ASSERT_FATAL(stat(path, &st) == 0);
    EXPECT_NUMBER(st.st_mode & 0777, 0700);
    CU_ASSERT_FATAL(stat(places.user, &st) == 0);
    EXPECT_NUMBER(st.st_mode & 0777, 0700);
    snprintf(path, sizeof(path), "%s/rasphone.pbk", system_dir);
    EXPECT_NUMBER(file_size(path), -1);
    end();
}

/* The system's phonebook is read by everybody and changed by root. */
static void test_not_mine(void)
{
    const uid_t before = geteuid();
    struct tagRASENTRYA e;
    char path[PATH_MAX], home[112];
    long size;

    begin();
    snprintf(home, sizeof(home), "%s/home", world);
    mkdir(home, 0755);
    e = new_entry();
    snprintf(path, sizeof(path), "%s/rasphone.pbk", system_dir);
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "Ours", &e, sizeof(e), NULL, 0),
                  0);
    size = file_size(path);
    CU_ASSERT(chmod(path, 0644) == 0);
    if (before == 0) {
        CU_ASSERT_FATAL(become_nobody(home));
        EXPECT_NUMBER(RasValidateEntryNameA(path, "Ours"), 183);
        EXPECT_NUMBER(RasRenameEntryA(path, "Ours", "Mine"), 5);
        EXPECT_NUMBER(RasDeleteEntryA(path, "Ours"), 5);
        EXPECT_NUMBER(
            RasSetEntryPropertiesA(path, "New", &e, sizeof(e), NULL, 0), 5);
        EXPECT_NUMBER(seteuid(before), 0);
    }
    EXPECT_NUMBER(file_size(path), size);
    end();
}

/* Windows programs name it from where they are. */
static void test_relative_path(void)
{
    char here[PATH_MAX];
    struct tagRASENTRYNAMEA list[20];
    DWORD cb = sizeof(list), n = 0;

    begin();
    CU_ASSERT_FATAL(getcwd(here, sizeof(here)) != NULL && chdir(world) == 0);
    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(*list);
    EXPECT_NUMBER(
        RasEnumEntriesA(NULL, strrchr(world_book, '/') + 1, list, &cb, &n), 0);
    EXPECT_NUMBER(n, 16);
    EXPECT_TEXT(list[0].szPhonebookPath, world_book);
    EXPECT_NUMBER(RasValidateEntryNameA("other.pbk", "x"), 621);
    CU_ASSERT_FATAL(chdir(here) == 0);
    EXPECT_NUMBER(RasValidateEntryNameA("", "success"), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, NULL), 87);
    end();
}

/* Names that are longer than a path can be, or than an entry's. */
static void test_long_names(void)
{
    static char giant[PATH_MAX - 1];
    struct tagRASENTRYA e;
    DWORD cb = 0, n = 77;

    begin();
    e = new_entry();
    memset(giant, 'x', sizeof(giant) - 1);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, giant, NULL, &cb, &n), 621);
    EXPECT_NUMBER(RasSetEntryPropertiesA(giant, "New", &e, sizeof(e), NULL, 0),
                  621);
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(world_book, giant, &e, sizeof(e), NULL, 0), 87);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, giant), 123);
    end();
}

/* A directory whose name begins as the system's does is another one. */
static void test_beside_the_system(void)
{
    static const struct {
        const char *tail;
        DWORD flags;
    } rows[] = {{"/more.pbk", REN_AllUsers}, {"2/more.pbk", REN_User}};
    struct tagRASENTRYNAMEA name;
    struct tagRASENTRYA e;
    char path[200];
    DWORD cb, n;
    size_t i;

    begin();
    e = new_entry();
    snprintf(path, sizeof(path), "%s2", system_dir);
    EXPECT_NUMBER(mkdir(path, 0755), 0);
    for (i = 0; i < ARRAYSIZE(rows); i++) {
        snprintf(path, sizeof(path), "%s%s", system_dir, rows[i].tail);
        EXPECT_NUMBER(RasSetEntryPropertiesA(path, "E", &e, sizeof(e), NULL, 0),
                      0);
        memset(&name, 0, sizeof(name));
        name.dwSize = cb = sizeof(name);
        EXPECT_NUMBER(RasEnumEntriesA(NULL, path, &name, &cb, &n), 0);
        EXPECT_NUMBER(name.dwFlags, rows[i].flags);
    }
    end();
}

/* Where there is no place for a phonebook none is made. */
static void test_no_place(void)
{
    struct tagRASENTRYA e;

    begin();
    e = new_entry();
    places.system[0] = '\0';
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "E", &e, sizeof(e), NULL, 0),
                  621);
    end();
}

static void test_names(void)
{
    begin();
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, "New one"), 0);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, "SUCCESS"), 183);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, ".hidden"), 123);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, " "), 123);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, "a|b"), 123);
    EXPECT_NUMBER(RasValidateEntryNameA("/nonexistent", "New"), 621);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, NULL), 87);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "busy", "slow"), 183);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "nobody", "x"), 623);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "busy", ""), 123);
    EXPECT_NUMBER(RasRenameEntryW(NULL, L"busy", L"x"), 623);
    EXPECT_NUMBER(RasRenameEntryA(world_book, "busy", "Besetzt"), 0);
    EXPECT_NUMBER(RasValidateEntryNameA(world_book, "busy"), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "busy"), 123);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "Besetzt"), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "Besetzt"), 123);
    EXPECT_NUMBER(RasDeleteEntryA("/nonexistent", "slow"), 621);
    end();
}

/* Vista's 817: the entry of a living connection stays. */
static void test_delete_connected(void)
{
    struct connrec r;

    begin();
    r = world_record();
    snprintf(r.entry, sizeof(r.entry), "slow");
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", world_book);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "SLOW"), 817);
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "hold"), 0);
    CU_ASSERT(chmod(world_run, 0777) == 0); /* a list that says nothing */
    EXPECT_NUMBER(RasDeleteEntryA(world_book, "slow"), 0);
    end();
}

/* Every dwSize of the table answers, one byte more or less does not. */
static void test_sizes(void)
{
    unsigned char buffer[sizeof(struct tagRASENTRYW) + 64];
    const DWORD *s;
    DWORD cb, size;
    int i;

    begin();
    for (s = entry_sizes_w; *s; s++)
        for (i = -1; i <= 1; i++) {
            memset(buffer, 0xAA, sizeof(buffer));
            size = *s + (DWORD)i;
            memcpy(buffer, &size, sizeof(size));
            cb = sizeof(buffer);
            EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"", (void *)buffer, &cb,
                                                 NULL, NULL),
                          i ? 632 : 0);
            EXPECT_NUMBER(buffer[*s + 1], 0xAA);
        }
    cb = 0;
    EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "", NULL, &cb, NULL, NULL), 603);
    EXPECT_NUMBER(cb, sizeof(struct tagRASENTRYA));
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(world_book, "no", NULL, &cb, NULL, NULL), 623);
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(NULL, "", (void *)buffer, NULL, NULL, NULL), 87);
    end();
}

/* What was read and is set again changes no byte of the file. */
static void test_lossless(void)
{
    struct tagRASENTRYA e = {.dwSize = sizeof(e)};
    static char before[1 << 16];
    DWORD cb = sizeof(e);

    begin();
    snprintf(before, sizeof(before), "%s", slurp(world_book));
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(world_book, "slow", &e, &cb, NULL, NULL), 0);
    EXPECT_TEXT(e.szLocalPhoneNumber, "5550101");
    EXPECT_TEXT(e.szDeviceType, "modem");
    EXPECT_NUMBER(e.dwSubEntries, 1);
    snprintf(e.szDeviceName, sizeof(e.szDeviceName), "X");
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(world_book, "slow", &e, sizeof(e), NULL, 0), 0);
    CU_ASSERT(file_size(world_book) > (long)strlen(before));
    snprintf(before, sizeof(before), "%s", slurp(world_book));
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(world_book, "slow", &e, sizeof(e), NULL, 0), 0);
    EXPECT_TEXT(slurp(world_book), before);
    end();
}

static void test_members(void)
{
    struct tagRASENTRYA e, got = {.dwSize = sizeof(got)};
    DWORD cb = sizeof(got);

    begin();
    e = new_entry();
    e.dwfOptions |= RASEO_SpecificIpAddr | RASEO_SpecificNameServers;
    e.dwfOptions &= ~(DWORD)(RASEO_RequirePAP | RASEO_IpHeaderCompression);
    e.dwfOptions2 |= RASEO2_DontUseRasCredentials | RASEO2_RegisterIpWithDNS;
    e.ipaddr = (RASIPADDR){10, 1, 2, 3};
    e.ipaddrDns = (RASIPADDR){10, 0, 0, 53};
    e.ipv6addrDns.s6_addr[15] = 1;
    e.dwEncryptionType = ET_RequireMax;
    e.dwfNetProtocols = RASNP_Ip;
    e.dwRedialCount = 7;
    e.dwRedialPause = 0; /* is 1 at least */
    e.dwIdleDisconnectSeconds = 300;
    snprintf(e.szScript, sizeof(e.szScript), "/etc/ppp/x.scp");
    snprintf(e.szDnsSuffix, sizeof(e.szDnsSuffix), "example.org");
    memset(&e.guidId, 0x5A, sizeof(e.guidId));
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(NULL, "Office", &e, sizeof(e), NULL, 0), 0);
    EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "office", &got, &cb, NULL, NULL),
                  0);
    EXPECT_NUMBER(got.dwfOptions, e.dwfOptions | RASEO_RequireDataEncryption);
    EXPECT_NUMBER(got.dwfOptions2, e.dwfOptions2);
    EXPECT_NUMBER(memcmp(&got.ipaddr, &e.ipaddr, 4), 0);
    EXPECT_NUMBER(memcmp(&got.ipaddrDns, &e.ipaddrDns, 4), 0);
    EXPECT_NUMBER(memcmp(&got.ipv6addrDns, &e.ipv6addrDns, 16), 0);
    EXPECT_NUMBER(memcmp(&got.guidId, &e.guidId, 16), 0);
    EXPECT_NUMBER(got.dwEncryptionType, ET_RequireMax);
    EXPECT_NUMBER(got.dwfNetProtocols, RASNP_Ip);
    EXPECT_NUMBER(got.dwRedialCount, 7);
    EXPECT_NUMBER(got.dwRedialPause, 1);
    EXPECT_NUMBER(got.dwIdleDisconnectSeconds, 300);
    EXPECT_TEXT(got.szScript, "/etc/ppp/x.scp");
    EXPECT_TEXT(got.szDnsSuffix, "example.org");
    EXPECT_TEXT(got.szDeviceName, "COM2");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(slurp(strcat(system_dir, "/rasphone.pbk")), "Port=COM2\r\n"));
    end();
}

/* Every flag of the table by itself, there and back. */
static void test_every_flag(void)
{
    static const struct {
        DWORD flag;
        bool second;
    } flags[] = {
#define MAP_NUMBER(m, key)
#define MAP_TEXT(m, key)
#define MAP_IPV4(m, key)
#define MAP_IPV6(m, key)
#define MAP_GUID(m, key)
#define MAP_VALUE(m, number, key, value)
#define MAP_REST(m, flags, key)
#define MAP_FLAG(m, flag, key, on, off) {(DWORD)flag, sizeof(#m) == 12},
#define MAP_BITS(m, flag, key, bits)    {(DWORD)flag, sizeof(#m) == 12},
#include "compat/api/entry_map.def"
    };
    struct tagRASENTRYA e, got;
    size_t i;

    begin();
    for (i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
        DWORD cb = sizeof(got);

        e = new_entry();
        *(flags[i].second ? &e.dwfOptions2 : &e.dwfOptions) ^= flags[i].flag;
        EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "F", &e, sizeof(e), NULL, 0),
                      0);
        memset(&got, 0, sizeof(got));
        got.dwSize = sizeof(got);
        EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "F", &got, &cb, NULL, NULL),
                      0);
        if (flags[i].second)
            EXPECT_NUMBER(got.dwfOptions2 & flags[i].flag,
                          e.dwfOptions2 & flags[i].flag);
        else
            EXPECT_NUMBER(got.dwfOptions & flags[i].flag,
                          e.dwfOptions & flags[i].flag);
    }
    end();
}

/* --- everything that is set comes back */

#define EVERY_OPTION2                                                          \
    (0xFFFFFFFFu & ~(DWORD)(RASEO2_IPv4ExplicitMetric | RASEO2_Internet))

/* Every member has a value of its own, none that of a new entry. */
#define FILL(e)                                                                \
    do {                                                                       \
        (e)->dwfOptions = 0xFFBFFFFF & ~(DWORD)RASEO_Custom;                   \
        (e)->dwCountryID = 107;                                                \
        (e)->dwCountryCode = 1;                                                \
        (e)->ipaddr = (RASIPADDR){10, 1, 2, 3};                                \
        (e)->ipaddrDns = (RASIPADDR){10, 1, 2, 4};                             \
        (e)->ipaddrDnsAlt = (RASIPADDR){10, 1, 2, 5};                          \
        (e)->ipaddrWins = (RASIPADDR){10, 1, 2, 6};                            \
        (e)->ipaddrWinsAlt = (RASIPADDR){10, 1, 2, 7};                         \
        (e)->dwFrameSize = 1500;                                               \
        (e)->dwfNetProtocols = RASNP_Ipx | RASNP_Ip;                           \
        (e)->dwFramingProtocol = RASFP_Ppp;                                    \
        (e)->dwChannels = 2;                                                   \
        (e)->dwDialMode = RASEDM_DialAsNeeded;                                 \
        (e)->dwDialExtraPercent = 71;                                          \
        (e)->dwDialExtraSampleSeconds = 72;                                    \
        (e)->dwHangUpExtraPercent = 73;                                        \
        (e)->dwHangUpExtraSampleSeconds = 74;                                  \
        (e)->dwIdleDisconnectSeconds = RASIDS_UseGlobalValue;                  \
        (e)->dwType = RASET_Internet;                                          \
        (e)->dwEncryptionType = ET_RequireMax;                                 \
        (e)->dwCustomAuthKey = 13;                                             \
        memset(&(e)->guidId, 0x5A, sizeof((e)->guidId));                       \
        (e)->dwVpnStrategy = VS_L2tpFirst;                                     \
        (e)->dwfOptions2 = EVERY_OPTION2;                                      \
        (e)->dwfOptions3 = 0x80000001;                                         \
        (e)->dwTcpWindowSize = 65536;                                          \
        (e)->dwRedialCount = 7;                                                \
        (e)->dwRedialPause = 8;                                                \
        memset(&(e)->ipv6addrDns, 0x21, sizeof((e)->ipv6addrDns));             \
        memset(&(e)->ipv6addrDnsAlt, 0x22, sizeof((e)->ipv6addrDnsAlt));       \
        (e)->dwIPv4InterfaceMetric = 31;                                       \
        (e)->dwIPv6InterfaceMetric = 32;                                       \
        memset(&(e)->ipv6addr, 0x23, sizeof((e)->ipv6addr));                   \
        (e)->dwIPv6PrefixLength = 64;                                          \
        (e)->dwNetworkOutageTime = 1800;                                       \
        (e)->fIsImsConfig = 1;                                                 \
        (e)->IdiType = 3;                                                      \
        (e)->IdrType = 4;                                                      \
        (e)->fDisableIKEv2Fragmentation = 1;                                   \
    } while (0)

/* All texts, in the order of the structure. */
static const struct {
    struct api_member member;
    const char *text;
} texts[] = {
#define TEXT_OF(member, text) {API_MEMBER(tagRASENTRY, member), text},
    TEXT_OF(szAreaCode, "0221") TEXT_OF(szLocalPhoneNumber, "5551234") TEXT_OF(
        szScript, "/etc/ppp/log on.scp") TEXT_OF(szAutodialDll, "C:\\AUTO.DLL")
        TEXT_OF(szAutodialFunc, "AutoDial") TEXT_OF(szDeviceType, "pad")
            TEXT_OF(szDeviceName, "M\303\274hle modem") TEXT_OF(szX25PadType,
                                                                "Eicon X.PAD")
                TEXT_OF(szX25Address, "262450000") TEXT_OF(szX25Facilities, "R")
                    TEXT_OF(szX25UserData, "user data")
                        TEXT_OF(szCustomDialDll, "C:\\WINDOWS\\dialer.dll")
                            TEXT_OF(szDnsSuffix, "example.org") TEXT_OF(
                                szPrerequisitePbk, "C:\\Pbk\\rasphone.pbk")
                                TEXT_OF(szPrerequisiteEntry, "Z\303\274rich")
                                    TEXT_OF(szIDi, "initiator")
                                        TEXT_OF(szIDr, "responder")
#undef TEXT_OF
};

static void fill(union entry_full *e, bool wide)
{
    size_t i;

    memset(e, 0, sizeof(*e));
    if (wide)
        FILL(&e->w);
    else
        FILL(&e->a);
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        api_put_text(e, wide, &texts[i].member, texts[i].text);
}

/* What is counted and not kept: see entry_map.def. */
static void forget_counted(union entry_full *e, bool wide)
{
    if (wide)
        e->w.dwSubEntries = 0;
    else
        e->a.dwSubEntries = 0;
}

static void expect_round_trip(bool wide, DWORD size)
{
    union entry_full set, got;
    DWORD cb = sizeof(got), i;
    char name[24];

    fill(&set, wide);
    memset(&got, 0, sizeof(got));
    memcpy(&set, &size, sizeof(size));
    memcpy(&got, &size, sizeof(size));
    memset((char *)&set + size, 0, sizeof(set) - size);
    snprintf(name, sizeof(name), "%c%u", wide ? 'w' : 'a', (unsigned)size);
    if (wide) {
        WCHAR wname[24];

        str16_from_utf8((uint16_t *)wname, 24, name, STR16_ENDED);
        EXPECT_NUMBER(
            RasSetEntryPropertiesW(NULL, wname, &set.w, size, NULL, 0), 0);
        EXPECT_NUMBER(
            RasGetEntryPropertiesW(NULL, wname, &got.w, &cb, NULL, NULL), 0);
    } else {
        EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, name, &set.a, size, NULL, 0),
                      0);
        EXPECT_NUMBER(
            RasGetEntryPropertiesA(NULL, name, &got.a, &cb, NULL, NULL), 0);
    }
    forget_counted(&got, wide);
    for (i = 0; i < size; i++)
        if (((char *)&got)[i] != ((char *)&set)[i])
            break;
    EXPECT_NUMBER(i, size); /* else the offset that differs */
}

static void test_round_trip(void)
{
    const DWORD *s;

    begin();
    for (s = entry_sizes_a; *s; s++)
        expect_round_trip(false, *s);
    for (s = entry_sizes_w; *s; s++)
        expect_round_trip(true, *s);
    end();
}

/* What was set once can be unset, and leaves no flags behind. */
static void test_unset(void)
{
    struct tagRASENTRYA e, before, got;
    union entry_full full;
    DWORD cb = sizeof(got);

    begin();
    before = new_entry();
    fill(&full, false);
    full.a.dwSize = sizeof(full.a);
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(NULL, "U", &full.a, sizeof(full.a), NULL, 0), 0);
    e = before;
    e.guidId = full.a.guidId;
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "U", &e, sizeof(e), NULL, 0), 0);
    memset(&got, 0, sizeof(got));
    got.dwSize = sizeof(got);
    EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "U", &got, &cb, NULL, NULL), 0);
    EXPECT_NUMBER(got.dwfOptions, e.dwfOptions);
    EXPECT_NUMBER(got.dwfOptions2, e.dwfOptions2);
    EXPECT_NUMBER(memcmp(&got, &e, sizeof(e)), 0);
    CU_ASSERT_PTR_NULL(
        strstr(slurp(strcat(system_dir, "/rasphone.pbk")), "ApiOptions="));
    end();
}

/* Two flags are one key: whichever was changed decides. */
static void test_shared_numbers(void)
{
    static const struct {
        DWORD one, two, wanted;
    } steps[] = {{1, 0, 1}, {1, 1, 1}, {1, 0, 0}, {0, 1, 1}, {0, 1, 0}};
    struct tagRASENTRYA e;
    size_t i;

    begin();
    e = new_entry();
    for (i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        DWORD cb = sizeof(e);

        e.dwfOptions &= ~(DWORD)RASEO_SharedPhoneNumbers;
        e.dwfOptions |= steps[i].one ? RASEO_SharedPhoneNumbers : 0;
        e.dwfOptions2 &= ~(DWORD)RASEO2_SharePhoneNumbers;
        e.dwfOptions2 |= steps[i].two ? RASEO2_SharePhoneNumbers : 0;
        EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "S", &e, sizeof(e), NULL, 0),
                      0);
        EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "S", &e, &cb, NULL, NULL),
                      0);
        EXPECT_NUMBER(!!(e.dwfOptions & RASEO_SharedPhoneNumbers),
                      steps[i].wanted);
        EXPECT_NUMBER(!!(e.dwfOptions2 & RASEO2_SharePhoneNumbers),
                      steps[i].wanted);
    }
    end();
}

/* MS-RRASM 2.2.2.1: a switch before the modem, one behind it. */
static void test_switches(void)
{
    static const char entry[] =
        "[Two]\r\nEncoding=1\r\nType=1\r\nMEDIA=serial\r\nPort=COM1\r\n"
        "Device=X\r\nDEVICE=switch\r\nTerminal=1\r\nDEVICE=modem\r\n"
        "PhoneNumber=5\r\nDEVICE=switch\r\nTerminal=0\r\nScript=1\r\n"
        "Name=/a.scp\r\n";
    struct tagRASENTRYA e = {.dwSize = sizeof(e)};
    DWORD cb = sizeof(e);
    char path[128];

    begin();
    snprintf(path, sizeof(path), "%s/two.pbk", world);
    world_write(path, entry);
    EXPECT_NUMBER(RasGetEntryPropertiesA(path, "Two", &e, &cb, NULL, NULL), 0);
    EXPECT_NUMBER(e.dwfOptions &
                      (RASEO_TerminalBeforeDial | RASEO_TerminalAfterDial),
                  RASEO_TerminalBeforeDial);
    EXPECT_TEXT(e.szScript, "/a.scp");
    e.dwfOptions ^= RASEO_TerminalBeforeDial | RASEO_TerminalAfterDial;
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "Two", &e, sizeof(e), NULL, 0),
                  0);
    CU_ASSERT_PTR_NOT_NULL(strstr(slurp(path), "DEVICE=switch\r\nTerminal=0\r\n"
                                               "DEVICE=modem\r\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(slurp(path), "DEVICE=switch\r\nTerminal=1\r\nScript=1\r\n"));
    CU_ASSERT_PTR_NULL(strstr(slurp(path), "ApiOptions"));
    end();
}

/* A third switch is no script's, one without `Script=1' has none. */
static void test_more_switches(void)
{
    static const char entry[] =
        "[Many]\r\nEncoding=1\r\nType=1\r\nGuid=12345678ZZ\r\n"
        "MEDIA=serial\r\nPort=COM1\r\nDevice=X\r\nDEVICE=modem\r\n"
        "PhoneNumber=5\r\nDEVICE=switch\r\nTerminal=1\r\nScript=0\r\n"
        "Name=/a.scp\r\nDEVICE=switch\r\nScript=1\r\nName=/b.scp\r\n";
    struct tagRASENTRYA e = {.dwSize = sizeof(e)};
    const GUID none = {0};
    DWORD cb = sizeof(e);
    char path[128];

    begin();
    snprintf(path, sizeof(path), "%s/many.pbk", world);
    world_write(path, entry);
    EXPECT_NUMBER(RasGetEntryPropertiesA(path, "Many", &e, &cb, NULL, NULL), 0);
    EXPECT_TEXT(e.szScript, "");
    CU_ASSERT(e.dwfOptions & RASEO_TerminalAfterDial);
    CU_ASSERT(!(e.dwfOptions & RASEO_TerminalBeforeDial));
    EXPECT_NUMBER(memcmp(&e.guidId, &none, sizeof(none)), 0); /* it is none */
    snprintf(e.szScript, sizeof(e.szScript), "/c.scp");
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "Many", &e, sizeof(e), NULL, 0),
                  0);
    CU_ASSERT_PTR_NOT_NULL(strstr(slurp(path), "Script=1\r\nName=/c.scp\r\n"
                                               "DEVICE=switch\r\nScript=1\r\n"
                                               "Name=/b.scp\r\n"));
    end();
}

/* What a program of before RASEO_Custom wants: the protocols are spelt out. */
static void test_older_authentication(void)
{
    const DWORD all = RASEO_RequirePAP | RASEO_RequireCHAP |
                      RASEO_RequireMsCHAP | RASEO_RequireMsCHAP2 |
                      RASEO_RequireSPAP | RASEO_RequireEAP |
                      RASEO_RequireW95MSCHAP | RASEO_Custom;
    static const struct {
        DWORD given, meant;
    } rows[] = {
        {0, RASEO_RequirePAP | RASEO_RequireCHAP | RASEO_RequireMsCHAP2},
        {RASEO_RequireEncryptedPw, RASEO_RequireCHAP | RASEO_RequireMsCHAP2},
        {RASEO_RequireMsEncryptedPw,
         RASEO_RequireMsCHAP | RASEO_RequireMsCHAP2},
        {RASEO_RequireMsEncryptedPw | RASEO_RequireEncryptedPw,
         RASEO_RequireMsCHAP | RASEO_RequireMsCHAP2},
        {RASEO_RequirePAP | RASEO_RequireMsEncryptedPw, RASEO_RequirePAP},
        {RASEO_Custom | RASEO_RequireEAP, RASEO_RequireEAP},
        {RASEO_Custom, 0},
    };
    struct tagRASENTRYA e, got;
    size_t i;

    begin();
    e = new_entry();
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        DWORD cb = sizeof(got);

        e.dwfOptions = (e.dwfOptions & ~(all | RASEO_RequireEncryptedPw |
                                         RASEO_RequireMsEncryptedPw)) |
                       rows[i].given;
        EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "O", &e, sizeof(e), NULL, 0),
                      0);
        got.dwSize = sizeof(got);
        EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "O", &got, &cb, NULL, NULL),
                      0);
        EXPECT_NUMBER(got.dwfOptions & (all & ~(DWORD)RASEO_Custom),
                      rows[i].meant);
    }
    end();
}

/* Who demands encryption gets it; who demands more keeps that. */
static void test_encryption(void)
{
    static const DWORD rows[][2] = {
        {ET_None, ET_Require},
        {ET_Optional, ET_Require},
        {ET_Require, ET_Require},
        {ET_RequireMax, ET_RequireMax},
    };
    struct tagRASENTRYA e, got;
    size_t i;

    begin();
    e = new_entry();
    e.dwfOptions |= RASEO_RequireDataEncryption;
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        DWORD cb = sizeof(got);

        e.dwEncryptionType = rows[i][0];
        EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "X", &e, sizeof(e), NULL, 0),
                      0);
        got.dwSize = sizeof(got);
        EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, "X", &got, &cb, NULL, NULL),
                      0);
        EXPECT_NUMBER(got.dwEncryptionType, rows[i][1]);
        CU_ASSERT(got.dwfOptions & RASEO_RequireDataEncryption);
    }
    end();
}

/* The pair that a phonebook has for a type of device. */
/* A number is that number however it is written, as for the dial. */
static void test_encryption_written(void)
{
    struct tagRASENTRYA e = {.dwSize = sizeof(e)};
    DWORD cb = sizeof(e);
    char path[128];

    begin();
    snprintf(path, sizeof(path), "%s/zero.pbk", world);
    world_write(path, "[Zero]\r\nDataEncryption=0256\r\n");
    EXPECT_NUMBER(RasGetEntryPropertiesA(path, "Zero", &e, &cb, NULL, NULL), 0);
    EXPECT_NUMBER(e.dwEncryptionType, ET_Require);
    end();
}

static void test_media(void)
{
    static const struct {
        const char *type, *lines;
    } rows[] = {
        {"PAD", "MEDIA=serial\r\n"}, {"x25", "MEDIA=serial\r\n"},
        {"isdn", "MEDIA=isdn\r\n"},  {"serial", "MEDIA=serial\r\n"},
        {"sw56", "MEDIA=sw56\r\n"},
    };
    struct tagRASENTRYA e;
    char book[256];
    size_t i;

    begin();
    snprintf(book, sizeof(book), "%s/media.pbk", world);
    world_write(book, "");
    e = new_entry();
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        snprintf(e.szDeviceType, sizeof(e.szDeviceType), "%s", rows[i].type);
        EXPECT_NUMBER(RasSetEntryPropertiesA(book, "M", &e, sizeof(e), NULL, 0),
                      0);
        CU_ASSERT_PTR_NOT_NULL(strstr(slurp(book), rows[i].lines));
    }
    end();
}

/* Every entry of a file may be set as it was read, whatever it lacks. */
static void test_incomplete(void)
{
    struct tagRASENTRYA e = {.dwSize = sizeof(e)};
    DWORD cb = sizeof(e);
    char path[128];

    begin();
    snprintf(path, sizeof(path), "%s/bare.pbk", world);
    world_write(path, "[Bare]\r\nEncoding=1\r\nMEDIA=rastapi\r\nPort=\r\n"
                      "Device=\r\nDEVICE=vpn\r\n");
    EXPECT_NUMBER(RasGetEntryPropertiesA(path, "Bare", &e, &cb, NULL, NULL), 0);
    e.dwfOptions2 |= RASEO2_DontUseRasCredentials;
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "Bare", &e, sizeof(e), NULL, 0),
                  0);
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "New", &e, sizeof(e), NULL, 0),
                  87);
    e.szDeviceType[0] = '\0';
    EXPECT_NUMBER(RasSetEntryPropertiesA(path, "Bare", &e, sizeof(e), NULL, 0),
                  87);
    end();
}

static void test_mandatory(void)
{
    struct tagRASENTRYA e, good;

    begin();
    good = new_entry();
#define REFUSED(change)                                                        \
    do {                                                                       \
        e = good;                                                              \
        change;                                                                \
        EXPECT_NUMBER(                                                         \
            RasSetEntryPropertiesA(NULL, "E", &e, sizeof(e), NULL, 0), 87);    \
    } while (0)
    REFUSED(e.szLocalPhoneNumber[0] = '\0');
    REFUSED(e.szDeviceName[0] = '\0');
    REFUSED(e.szDeviceType[0] = '\0');
    REFUSED(e.dwFramingProtocol = 0);
    REFUSED(e.dwFramingProtocol = RASFP_Slip);
    REFUSED(e.dwType = 0);
    REFUSED(e.dwAlternateOffset = 8);
    REFUSED(e.dwAlternateOffset = sizeof(e));
#undef REFUSED
    e = good; /* any service will do */
    e.szLocalPhoneNumber[0] = '\0';
    snprintf(e.szDeviceType, sizeof(e.szDeviceType), "%s", RASDT_PPPoE);
    e.dwType = RASET_Broadband;
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "D", &e, sizeof(e), NULL, 0), 0);
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "E", NULL, 0, NULL, 0), 610);
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "E", &good, 100, NULL, 0), 632);
    EXPECT_NUMBER(
        RasSetEntryPropertiesA(NULL, ".E", &good, sizeof(good), NULL, 0), 123);
    end();
}

static void test_alternates(void)
{
    struct {
        struct tagRASENTRYW e;
        WCHAR list[40];
    } in, out;
    const WCHAR list[] = L"555\0"
                         L"666\0";
    struct tagRASENTRYA a;
    DWORD cb;

    begin();
    a = new_entry();
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "A", &a, sizeof(a), NULL, 0), 0);
    memset(&in, 0, sizeof(in));
    in.e.dwSize = sizeof(in.e);
    cb = sizeof(in);
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", &in.e, &cb, NULL, NULL),
                  0);
    EXPECT_NUMBER(in.e.dwAlternateOffset, 0);
    in.e.dwAlternateOffset = offsetof(__typeof__(in), list);
    memcpy(in.list, list, sizeof(list));
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(NULL, L"A", &in.e, sizeof(in), NULL, 0), 0);
    memset(&out, 0, sizeof(out));
    out.e.dwSize = sizeof(out.e);
    cb = sizeof(out.e);
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", &out.e, &cb, NULL, NULL),
                  603);
    EXPECT_NUMBER(cb, sizeof(out.e) + 9 * sizeof(WCHAR));
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", &out.e, &cb, NULL, NULL),
                  0);
    EXPECT_NUMBER(out.e.dwAlternateOffset, sizeof(out.e));
    EXPECT_NUMBER(
        memcmp((char *)&out + out.e.dwAlternateOffset, list, 9 * sizeof(WCHAR)),
        0);
    out.e.dwAlternateOffset = 0;
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(NULL, L"A", &out.e, sizeof(out), NULL, 0), 0);
    cb = 0;
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", NULL, &cb, NULL, NULL),
                  603);
    EXPECT_NUMBER(cb, sizeof(out.e));
    end();
}

/* The list is compared with what is there: what is gone goes, in order. */
static void test_alternates_change(void)
{
    static const struct {
        char list[16];
        const char *numbers;
    } rows[] = {
        {"1\0"
         "2\0"
         "3\0",
         "PhoneNumber=5551234 1 2 3"},
        {"1\0"
         "9\0"
         "3\0",
         "PhoneNumber=5551234 1 9 3"},
        {"1\0", "PhoneNumber=5551234 1"},
        {"1\0"
         "2\0",
         "PhoneNumber=5551234 1 2"},
        {"", "PhoneNumber=5551234"},
    };
    struct {
        struct tagRASENTRYA e;
        char list[16];
    } in;
    char book[256], found[128], *at;
    size_t i;

    begin();
    snprintf(book, sizeof(book), "%s/numbers.pbk", world);
    world_write(book, "");
    memset(&in, 0, sizeof(in));
    in.e = new_entry();
    in.e.dwAlternateOffset = offsetof(__typeof__(in), list);
    for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        memcpy(in.list, rows[i].list, sizeof(in.list));
        EXPECT_NUMBER(
            RasSetEntryPropertiesA(book, "A", &in.e, sizeof(in), NULL, 0), 0);
        snprintf(found, sizeof(found), "PhoneNumber=");
        for (at = slurp(book); (at = strstr(at, "\nPhoneNumber=")); at++) {
            const char *value = at + strlen("\nPhoneNumber=");
            size_t n = strlen(found);

            snprintf(found + n, sizeof(found) - n, "%s%.*s",
                     found[n - 1] == '=' ? "" : " ", (int)strcspn(value, "\r"),
                     value);
        }
        EXPECT_TEXT(found, rows[i].numbers);
    }
    /* One that no phonebook can hold: nothing is changed. */
    memset(in.list, '7', sizeof(in.list));
    EXPECT_NUMBER(RasSetEntryPropertiesA(book, "A", &in.e, sizeof(in), NULL, 0),
                  87);
    CU_ASSERT_PTR_NULL(strstr(slurp(book), "=777777"));
    end();
}

static void test_links(void)
{
    struct tagRASSUBENTRYA s = {.dwSize = sizeof(s)}, got;
    DWORD cb = sizeof(s);

    begin();
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesA(world_book, "slow", 1, &s, &cb, NULL, NULL),
        0);
    EXPECT_TEXT(s.szLocalPhoneNumber, "5550101");
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesA(world_book, "slow", 2, &s, &cb, NULL, NULL),
        87);
    snprintf(s.szLocalPhoneNumber, sizeof(s.szLocalPhoneNumber), "777");
    snprintf(s.szDeviceName, sizeof(s.szDeviceName), "Second");
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 3, &s,
                                            sizeof(s), NULL, 0),
                  87);
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 2, &s,
                                            sizeof(s), NULL, 0),
                  0);
    memset(&got, 0, sizeof(got));
    got.dwSize = sizeof(got);
    cb = sizeof(got);
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesA(world_book, "slow", 2, &got, &cb, NULL, NULL),
        0);
    EXPECT_TEXT(got.szLocalPhoneNumber, "777");
    EXPECT_TEXT(got.szDeviceName, "Second");
    EXPECT_NUMBER(RasDeleteSubEntryA(world_book, "slow", 2), 0);
    EXPECT_NUMBER(RasDeleteSubEntryA(world_book, "slow", 2), 87);
    EXPECT_NUMBER(RasDeleteSubEntryA(world_book, "slow", 0), 87);
    end();
}

/* --- what no program should hand over */

/* Half a character of UTF-16. */
static const WCHAR half[2] = {0xd800, 0};

static void test_no_text(void)
{
    struct tagRASENTRYW e, good = {.dwSize = sizeof(good)};
    static char before[1 << 16];
    char *file = system_dir;
    DWORD cb = sizeof(good);
    struct tagRASENTRYA a;
    size_t i;

    begin();
    a = new_entry();
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "T", &a, sizeof(a), NULL, 0), 0);
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"T", &good, &cb, NULL, NULL),
                  0);
    strcat(file, "/rasphone.pbk");
    snprintf(before, sizeof(before), "%s", slurp(file));
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        e = good;
        memcpy((char *)&e + texts[i].member.w, half, sizeof(half));
        EXPECT_NUMBER(
            RasSetEntryPropertiesW(NULL, L"T", &e, sizeof(e), NULL, 0), 87);
        EXPECT_TEXT(slurp(file), before);
    }
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(NULL, half, &good, sizeof(good), NULL, 0), 87);
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(half, L"T", &good, sizeof(good), NULL, 0), 87);
    EXPECT_NUMBER(RasEnumEntriesW(NULL, half, NULL, &cb, &cb), 87);
    EXPECT_NUMBER(RasDeleteEntryW(NULL, half), 87);
    EXPECT_NUMBER(RasRenameEntryW(NULL, half, L"x"), 87);
    EXPECT_NUMBER(RasRenameEntryW(NULL, L"T", half), 123);
    EXPECT_NUMBER(RasRenameEntryW(NULL, L"T", NULL), 87);
    EXPECT_NUMBER(RasRenameEntryW(NULL, NULL, L"x"), 87);
    EXPECT_NUMBER(RasValidateEntryNameW(NULL, half), 123);
    EXPECT_TEXT(slurp(file), before);
    end();
}

/* A list of alternate numbers that is none. */
static void test_bad_lists(void)
{
    struct {
        struct tagRASENTRYW e;
        WCHAR list[4];
    } in;
    DWORD cb = sizeof(in.e);
    struct tagRASENTRYA a;

    begin();
    a = new_entry();
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "A", &a, sizeof(a), NULL, 0), 0);
    memset(&in, 0, sizeof(in));
    in.e.dwSize = sizeof(in.e);
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", &in.e, &cb, NULL, NULL),
                  0);
    in.e.dwAlternateOffset = offsetof(__typeof__(in), list);
    memcpy(in.list, L"5555", sizeof(in.list)); /* no end */
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(NULL, L"A", &in.e, sizeof(in), NULL, 0), 87);
    memcpy(in.list, L"55\0", sizeof(in.list)); /* the end of a string alone */
    EXPECT_NUMBER(RasSetEntryPropertiesW(NULL, L"A", &in.e,
                                         sizeof(in) - sizeof(WCHAR), NULL, 0),
                  87);
    memcpy(in.list, half, sizeof(half));
    EXPECT_NUMBER(
        RasSetEntryPropertiesW(NULL, L"A", &in.e, sizeof(in), NULL, 0), 87);
    cb = 0;
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, L"A", NULL, &cb, NULL, NULL),
                  603);
    EXPECT_NUMBER(cb, sizeof(in.e)); /* none of them was taken */
    end();
}

/* Device information alone, a buffer without its size, and next to no room. */
static void test_buffers(void)
{
    struct tagRASENTRYA e = {.dwSize = 3};
    BYTE device[8];
    DWORD cb = 3, size = 8;

    begin();
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(world_book, "slow", NULL, NULL, device, &size),
        0);
    EXPECT_NUMBER(size, 0);
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(world_book, "slow", &e, NULL, NULL, NULL), 87);
    EXPECT_NUMBER(
        RasGetEntryPropertiesA(world_book, "slow", &e, &cb, NULL, NULL), 603);
    EXPECT_NUMBER(cb, sizeof(e));
    EXPECT_NUMBER(RasGetEntryPropertiesA(NULL, NULL, NULL, &cb, NULL, NULL),
                  603);
    EXPECT_NUMBER(RasGetEntryPropertiesW(NULL, NULL, NULL, &cb, NULL, NULL),
                  603);
    EXPECT_NUMBER(cb, sizeof(struct tagRASENTRYW));
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, NULL, &e, sizeof(e), NULL, 0),
                  610);
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "x", &e, sizeof(e), NULL, 0),
                  632);
    e.dwSize = sizeof(e);
    EXPECT_NUMBER(RasSetEntryPropertiesA(NULL, "x", &e, sizeof(e) - 1, NULL, 0),
                  632);
    end();
}

static void test_links_refused(void)
{
    struct tagRASSUBENTRYW w = {.dwSize = sizeof(w)};
    struct tagRASSUBENTRYA s = {.dwSize = sizeof(s) - 1};
    static char before[1 << 16];
    DWORD cb = sizeof(s), size = 9;

    begin();
    snprintf(before, sizeof(before), "%s", slurp(world_book));
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesA(world_book, "slow", 1, &s, &cb, NULL, &size),
        632);
    s.dwSize++;
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesA(world_book, "no", 1, &s, &cb, NULL, &size),
        623);
    EXPECT_NUMBER(size, 0);
    cb = sizeof(w);
    EXPECT_NUMBER(RasGetSubEntryPropertiesW(NULL, half, 1, &w, &cb, NULL, NULL),
                  87);
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesW(NULL, L"no", 1, &w, NULL, NULL, NULL), 87);
    EXPECT_NUMBER(
        RasSetSubEntryPropertiesA(world_book, "slow", 1, NULL, 0, NULL, 0),
        610);
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 1, &s,
                                            sizeof(s) - 1, NULL, 0),
                  632);
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 0, &s,
                                            sizeof(s), NULL, 0),
                  87);
    EXPECT_NUMBER(
        RasSetSubEntryPropertiesA(world_book, "no", 1, &s, sizeof(s), NULL, 0),
        623);
    s.dwAlternateOffset = sizeof(s);
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 1, &s,
                                            sizeof(s), NULL, 0),
                  87);
    s.dwSize = 7;
    EXPECT_NUMBER(RasSetSubEntryPropertiesA(world_book, "slow", 1, &s,
                                            sizeof(s), NULL, 0),
                  632);
    w.dwSize--;
    EXPECT_NUMBER(
        RasSetSubEntryPropertiesW(NULL, L"no", 1, &w, sizeof(w), NULL, 0), 632);
    EXPECT_NUMBER(RasDeleteSubEntryW(NULL, L"no", 1), 623);
    EXPECT_NUMBER(RasDeleteSubEntryA(world_book, "slow", 9), 87);
    EXPECT_TEXT(slurp(world_book), before);
    end();
}

/* Each text of a link, that is none. */
static void test_links_no_text(void)
{
    static const struct api_member members[] = {
        API_MEMBER(tagRASSUBENTRY, szDeviceType),
        API_MEMBER(tagRASSUBENTRY, szDeviceName),
        API_MEMBER(tagRASSUBENTRY, szLocalPhoneNumber)};
    struct tagRASSUBENTRYW w, good = {.dwSize = sizeof(good)};
    DWORD cb = sizeof(good);
    WCHAR book[96];
    size_t i;

    begin();
    str16_from_utf8((uint16_t *)book, 96, world_book, STR16_ENDED);
    EXPECT_NUMBER(
        RasGetSubEntryPropertiesW(book, L"slow", 1, &good, &cb, NULL, NULL), 0);
    for (i = 0; i < sizeof(members) / sizeof(*members); i++) {
        w = good;
        memcpy((char *)&w + members[i].w, half, sizeof(half));
        EXPECT_NUMBER(
            RasSetSubEntryPropertiesW(book, L"slow", 1, &w, sizeof(w), NULL, 0),
            87);
    }
    EXPECT_NUMBER(RasSetSubEntryPropertiesW(book, L"slow", 1, &good,
                                            sizeof(good), NULL, 0),
                  0);
    end();
}

/* The first of two of one name is the entry; none without a name is listed. */
static void test_same_names(void)
{
    struct tagRASENTRYNAMEA list[4];
    DWORD cb = sizeof(list), n = 0;

    begin();
    world_write(world_book, "[One]\r\nMEDIA=serial\r\nPort=COM1\r\n"
                            "DEVICE=modem\r\n[]\r\nMEDIA=serial\r\n"
                            "[ONE]\r\nMEDIA=serial\r\n[Two]\r\n");
    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(*list);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, world_book, list, &cb, &n), 0);
    EXPECT_NUMBER(n, 2);
    EXPECT_TEXT(list[0].szEntryName, "One");
    EXPECT_TEXT(list[1].szEntryName, "Two");
    end();
}

/* Of several phonebooks one is no phonebook: the others are listed. */
static void test_one_broken(void)
{
    struct tagRASENTRYNAMEA list[4];
    DWORD cb = sizeof(list), n = 0;
    char path[PATH_MAX];

    begin();
    snprintf(path, sizeof(path), "%s/rasphone.pbk", system_dir);
    world_write(path, "[Good]\r\nMEDIA=serial\r\n");
    snprintf(path, sizeof(path), "%s/broken.pbk", system_dir);
    mkdir(path, 0755);
    memset(list, 0, sizeof(list));
    list[0].dwSize = sizeof(*list);
    EXPECT_NUMBER(RasEnumEntriesA(NULL, NULL, list, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    EXPECT_TEXT(list[0].szEntryName, "Good");
    EXPECT_NUMBER(RasEnumEntriesA(NULL, path, NULL, &cb, &n), 622);
    end();
}

/* --- values that are longer than any member */

/* A switch before the modem and one behind it, and two links. */
static const struct {
    const char *key, *value;
    bool read; /* by RasGetEntryProperties */
} long_lines[] = {
    {"Type", "1", true},
    {"CustomRasDialDll", "", true},
    {"IdleDisconnectSeconds", "60", true},
    {"ApiIdlePreference", "1", true},
    {"ExcludedProtocols", "0", true},
    {"ApiOptions", "0", true},
    {"CustomScript", "0", false},
    {"MEDIA", "serial", true},
    {"Port", "COM1", false},
    {"DEVICE", "switch", true},
    {"Terminal", "1", true},
    {"DEVICE", "modem", true},
    {"PhoneNumber", "5551234", true},
    {"PhoneNumber", "5555678", true},
    {"DEVICE", "switch", true},
    {"Terminal", "1", true},
    {"Script", "1", true},
    {"Name", "login.scp", true},
    {"MEDIA", "serial", true},
    {"Port", "COM2", false},
    {"DEVICE", "modem", false},
    {"PhoneNumber", "5559999", false},
};

/* [A], whose line I has a value of 5000 bytes. */
static void write_long(const char *book, size_t i)
{
    FILE *f = fopen(book, "we");
    static char text[5000];
    size_t k;

    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    memset(text, '7', sizeof(text) - 1);
    fputs("[A]\r\n", f);
    for (k = 0; k < ARRAYSIZE(long_lines); k++)
        fprintf(f, "%s=%s%s\r\n", long_lines[k].key, long_lines[k].value,
                k == i ? text : "");
    fclose(f);
}

/* What no member can take is no value of it, cut or not. */
static void test_long_values(void)
{
    struct tagRASENTRYA e;
    struct {
        struct tagRASENTRYA e;
        char list[16];
    } in;
    char book[256], before[1 << 14];
    DWORD cb, code;
    size_t i;

    begin();
    memset(&in, 0, sizeof(in));
    in.e = new_entry();
    in.e.dwAlternateOffset = offsetof(__typeof__(in), list);
    memcpy(in.list, "5555678", 8);
    snprintf(book, sizeof(book), "%s/long.pbk", world);
    for (i = 0; i < ARRAYSIZE(long_lines); i++) {
        write_long(book, i);
        memset(&e, 0, sizeof(e));
        e.dwSize = sizeof(e);
        cb = sizeof(e);
        EXPECT_NUMBER(RasGetEntryPropertiesA(book, "A", &e, &cb, NULL, NULL),
                      long_lines[i].read ? 622 : 603);
        snprintf(before, sizeof(before), "%s", slurp(book));
        code = RasSetEntryPropertiesA(book, "A", &in.e, sizeof(in), NULL, 0);
        EXPECT_NUMBER(code, long_lines[i].read ? 622 : 0);
        if (code)
            EXPECT_TEXT(slurp(book), before);
    }
    end();
}

const char unit_name[] = "api_entries";
const struct unit_test unit_tests[] = {
    {"RasEnumEntries", test_enumerate},
    {"a user's first entry makes the phonebook", test_first_entry},
    {"the system's phonebook is root's to change", test_not_mine},
    {"a phonebook is named from where the program is", test_relative_path},
    {"names that are too long", test_long_names},
    {"a directory beside the system's", test_beside_the_system},
    {"no place for a phonebook", test_no_place},
    {"names are checked, changed, removed", test_names},
    {"a connected entry is not deleted", test_delete_connected},
    {"every size of RASENTRY", test_sizes},
    {"setting what was read changes nothing", test_lossless},
    {"members become keys and come back", test_members},
    {"every flag of the table", test_every_flag},
    {"every member of every size comes back", test_round_trip},
    {"every member can be unset", test_unset},
    {"shared phone numbers: two flags", test_shared_numbers},
    {"the switches before and behind a modem", test_switches},
    {"switches that are no script's", test_more_switches},
    {"older flags of authentication", test_older_authentication},
    {"a demand for encryption", test_encryption},
    {"encryption with a leading zero", test_encryption_written},
    {"the media of a type of device", test_media},
    {"what an entry lacks it may go on lacking", test_incomplete},
    {"mandatory members", test_mandatory},
    {"alternate numbers", test_alternates},
    {"alternate numbers that change", test_alternates_change},
    {"subentries", test_links},
    {"texts that are none change nothing", test_no_text},
    {"lists of numbers that are none", test_bad_lists},
    {"device information alone, and buffers of no use", test_buffers},
    {"subentries that are refused", test_links_refused},
    {"texts of a subentry that are none", test_links_no_text},
    {"entries of one name, and of none", test_same_names},
    {"one phonebook of several is none", test_one_broken},
    {"values that are longer than any member", test_long_values},
    {NULL, NULL},
};
