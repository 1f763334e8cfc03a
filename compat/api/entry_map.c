#include "compat/api/entry_map.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat/str16.h"
#include "conf/entry.h"
#include "conf/pbk_keys.h"

/* The longest value of a key that is read; hex keys are not. */
#define VALUE_MAX 4096

#define SIZES(x)                                                               \
    API_SIZE_BEFORE(tagRASENTRY##x, dwSubEntries),    /* 0x400 */              \
        API_SIZE_BEFORE(tagRASENTRY##x, dwType),      /* 0x401 */              \
        API_SIZE_BEFORE(tagRASENTRY##x, dwfOptions2), /* 0x500 */              \
        API_SIZE_BEFORE(tagRASENTRY##x, ipv6addrDns), /* 0x501 */              \
        API_SIZE_BEFORE(tagRASENTRY##x, ipv6addr),    /* 0x600 */              \
        API_SIZE_BEFORE(tagRASENTRY##x, szIDi),       /* 0x601 */              \
        sizeof(struct tagRASENTRY##x), 0
const DWORD entry_sizes_a[] = {SIZES(A)};
const DWORD entry_sizes_w[] = {SIZES(W)};

/* --- the table */

enum kind {
    KIND_NUMBER,
    KIND_TEXT,
    KIND_IPV4,
    KIND_IPV6,
    KIND_GUID,
    KIND_FLAG,
    KIND_BITS,
    KIND_VALUE,
    KIND_REST
};

struct row {
    enum kind kind;
    struct api_member member;
    const char *key;
    DWORD number; /* the flags, or the member's value */
    const char *on, *off;
    DWORD bits;
};

#define ROW(kind, member, key, ...)                                            \
    {KIND_##kind, API_MEMBER(tagRASENTRY, member), #key, __VA_ARGS__},
#define MAP_NUMBER(m, key)              ROW(NUMBER, m, key, 0, "", "", 0)
#define MAP_TEXT(m, key)                ROW(TEXT, m, key, 0, "", "", 0)
#define MAP_IPV4(m, key)                ROW(IPV4, m, key, 0, "", "", 0)
#define MAP_IPV6(m, key)                ROW(IPV6, m, key, 0, "", "", 0)
#define MAP_GUID(m, key)                ROW(GUID, m, key, 0, "", "", 0)
#define MAP_FLAG(m, flag, key, on, off) ROW(FLAG, m, key, flag, on, off, 0)
#define MAP_BITS(m, flag, key, bits)    ROW(BITS, m, key, flag, "", "", bits)
#define MAP_VALUE(m, number, key, on)   ROW(VALUE, m, key, number, on, "", 0)
#define MAP_REST(m, flags, key)         ROW(REST, m, key, flags, "", "", 0)
static const struct row rows[] = {
#include "compat/api/entry_map.def"
};
#define ROWS (sizeof(rows) / sizeof(*rows))

static const struct api_member m_size = API_MEMBER(tagRASENTRY, dwSize);
static const struct api_member m_options = API_MEMBER(tagRASENTRY, dwfOptions);
static const struct api_member m_protocols =
    API_MEMBER(tagRASENTRY, dwfNetProtocols);
static const struct api_member m_framing =
    API_MEMBER(tagRASENTRY, dwFramingProtocol);
static const struct api_member m_script = API_MEMBER(tagRASENTRY, szScript);
static const struct api_member m_links = API_MEMBER(tagRASENTRY, dwSubEntries);
static const struct api_member m_idle =
    API_MEMBER(tagRASENTRY, dwIdleDisconnectSeconds);
static const struct api_member m_options2 =
    API_MEMBER(tagRASENTRY, dwfOptions2);
static const struct api_member m_metric =
    API_MEMBER(tagRASENTRY, dwIPv4InterfaceMetric);
static const struct api_member m_metric6 =
    API_MEMBER(tagRASENTRY, dwIPv6InterfaceMetric);
static const struct api_member m_type = API_MEMBER(tagRASENTRY, dwType);
static const struct api_member m_device_type =
    API_MEMBER(tagRASENTRY, szDeviceType);
static const struct api_member m_encryption =
    API_MEMBER(tagRASENTRY, dwEncryptionType);

static void set_flag(void *base, bool wide, const struct api_member *m,
                     DWORD flag, bool on)
{
    DWORD value = api_take_dword(base, wide, m);

    api_put_dword(base, wide, m, on ? value | flag : value & ~flag);
}

/* --- the entry's values */

struct look {
    const struct pbk_book *book;
    size_t index;
    struct buf value;
};

/* The default of a key that the entry does not have. */
static enum conf_result put_default(struct look *l, const char *path)
{
    const struct pbk_key *key = pbk_key_find(path, strlen(path));
    char text[24];

    buf_clear(&l->value);
    if (!key || !pbk_key_is_number(key))
        return CONF_OK;
    snprintf(text, sizeof(text), "%" PRId64, key->otherwise);
    return buf_add(&l->value, text, strlen(text));
}

/* The value at PATH, which stays in L; CONF_OK also where there is none. */
static enum conf_result look(struct look *l, const char *path)
{
    enum conf_result result;

    buf_clear(&l->value);
    result = pbk_book_get(l->book, l->index, path, &l->value, NULL, NULL);
    return result == CONF_NOT_FOUND ? put_default(l, path) : result;
}

static DWORD as_number(const struct look *l)
{
    int64_t number = 0;

    if (!pbk_number(buf_text(&l->value), l->value.used, &number))
        return 0;
    return (DWORD)number;
}

/* --- reading a row */

static void read_guid(void *base, bool wide, const struct row *row,
                      const char *text)
{
    unsigned char bytes[sizeof(GUID)] = {0};
    char pair[3] = "";
    size_t i;

    for (i = 0; i < sizeof(bytes); i++) {
        char *end;

        if (strlen(text) < 2 * i + 2)
            return;
        memcpy(pair, text + 2 * i, 2);
        bytes[i] = (unsigned char)strtoul(pair, &end, 16);
        if (*end)
            return;
    }
    api_put(base, wide, &row->member, bytes, sizeof(bytes));
}

static void read_address(void *base, bool wide, const struct row *row,
                         const char *text)
{
    bool four = row->kind == KIND_IPV4;
    unsigned char bytes[16];

    if (inet_pton(four ? AF_INET : AF_INET6, text, bytes) == 1)
        api_put(base, wide, &row->member, bytes, four ? 4 : 16);
}

/* A switch is on with any number but 0; IpAssign and its like are 1 or 2. */
static bool is_on(const struct row *row, const struct look *l)
{
    bool of_two = strcmp(row->on, "2") == 0;
    bool set = as_number(l) != 0;

    return of_two ? as_number(l) == 2 : set == (strcmp(row->on, "1") == 0);
}

static void read_row(const struct row *row, const struct look *l, bool wide,
                     union entry_full *full)
{
    const struct api_member *m = &row->member;
    const char *text = buf_text(&l->value);

    switch (row->kind) {
    case KIND_NUMBER:
        api_put_dword(full, wide, m, as_number(l));
        break;
    case KIND_TEXT:
        api_put_text(full, wide, m, text);
        break;
    case KIND_IPV4:
    case KIND_IPV6:
        read_address(full, wide, row, text);
        break;
    case KIND_GUID:
        read_guid(full, wide, row, text);
        break;
    case KIND_FLAG:
        set_flag(full, wide, m, row->number, is_on(row, l));
        break;
    case KIND_BITS:
        set_flag(full, wide, m, row->number, (as_number(l) & row->bits) != 0);
        break;
    case KIND_VALUE:
        if (as_number(l) == strtoul(row->on, NULL, 10))
            api_put_dword(full, wide, m, row->number);
        break;
    case KIND_REST: /* when all the rest is known: read_rest() */
        break;
    }
}

/* --- what is no single key */

/*
 * The devices of the first link, and the numbers of its two switches, 0 where
 * there is none: they differ by where they stand alone (MS-RRASM 2.2.2.1).
 */
struct switches {
    unsigned devices, before, after;
};

static void count_device(struct switches *s, const char *type)
{
    bool is_switch = strcasecmp(type, "switch") == 0;

    s->devices++;
    if (is_switch && s->devices == 1)
        s->before = 1;
    else if (is_switch && !s->after)
        s->after = s->devices;
}

static enum conf_result find_switches(struct look *l, struct switches *s)
{
    enum conf_result result = CONF_OK;
    char path[32];

    *s = (struct switches){0, 0, 0};
    while (result == CONF_OK) {
        snprintf(path, sizeof(path), "DEVICE[%u]", s->devices + 1);
        buf_clear(&l->value);
        result = pbk_book_get(l->book, l->index, path, &l->value, NULL, NULL);
        if (result == CONF_OK)
            count_device(s, buf_text(&l->value));
    }
    return result == CONF_NOT_FOUND || result == CONF_VALUE ? CONF_OK : result;
}

/* Is the switch KEY of that DEVICE on? */
static enum conf_result look_switch(struct look *l, unsigned device,
                                    const char *key, bool *on)
{
    enum conf_result result;
    char path[64];

    snprintf(path, sizeof(path), "device[%u].%s", device, key);
    result = look(l, path);
    *on = result == CONF_OK && as_number(l) != 0;
    return result;
}

static enum conf_result read_script(struct look *l, unsigned device, bool wide,
                                    union entry_full *full)
{
    enum conf_result result;
    char path[64];
    bool on;

    result = look_switch(l, device, "Terminal", &on);
    set_flag(full, wide, &m_options, RASEO_TerminalAfterDial, on);
    if (result == CONF_OK)
        result = look_switch(l, device, "Script", &on);
    if (result != CONF_OK || !on)
        return result;
    snprintf(path, sizeof(path), "device[%u].Name", device);
    result = look(l, path);
    api_put_text(full, wide, &m_script, buf_text(&l->value));
    return result;
}

static enum conf_result read_switches(struct look *l, bool wide,
                                      union entry_full *full)
{
    struct switches s;
    enum conf_result result = find_switches(l, &s);
    bool on = false;

    if (result == CONF_OK && s.before)
        result = look_switch(l, s.before, "Terminal", &on);
    set_flag(full, wide, &m_options, RASEO_TerminalBeforeDial, on);
    if (result == CONF_OK && s.after)
        result = read_script(l, s.after, wide, full);
    return result;
}

static enum conf_result count_links(struct look *l, bool wide,
                                    union entry_full *full)
{
    enum conf_result result = CONF_OK;
    char path[32];
    DWORD n = 0;

    while (result == CONF_OK) {
        snprintf(path, sizeof(path), "MEDIA[%u]", (unsigned)n + 1);
        buf_clear(&l->value);
        result = pbk_book_get(l->book, l->index, path, &l->value, NULL, NULL);
        n += result == CONF_OK;
    }
    api_put_dword(full, wide, &m_links, n);
    return result == CONF_NOT_FOUND || result == CONF_VALUE ? CONF_OK : result;
}

/* 0 in the file is never, in RASENTRY it is the user's preference. */
static enum conf_result read_idle(struct look *l, bool wide,
                                  union entry_full *full)
{
    enum conf_result result = look(l, "ApiIdlePreference");
    DWORD none = result == CONF_OK && as_number(l) ? RASIDS_UseGlobalValue
                                                   : RASIDS_Disabled;
    DWORD seconds;

    if (result == CONF_OK)
        result = look(l, "IdleDisconnectSeconds");
    seconds = result == CONF_OK ? as_number(l) : 0;
    api_put_dword(full, wide, &m_idle, seconds ? seconds : none);
    return result;
}

static enum conf_result read_protocols(struct look *l, bool wide,
                                       union entry_full *full)
{
    enum conf_result result = look(l, "ExcludedProtocols");

    /* The bits of both are the same protocols, excluded and wanted. */
    api_put_dword(full, wide, &m_protocols, ~as_number(l) & 0xF);
    api_put_dword(full, wide, &m_framing, RASFP_Ppp);
    return result;
}

/* Flags that follow from other members. */
static void derive_flags(bool wide, union entry_full *full)
{
    DWORD type = api_take_dword(full, wide, &m_encryption);

    set_flag(full, wide, &m_options, RASEO_Custom, true);
    set_flag(full, wide, &m_options, RASEO_RequireDataEncryption,
             type == ET_Require || type == ET_RequireMax);
    set_flag(full, wide, &m_options2, RASEO2_SharePhoneNumbers,
             api_take_dword(full, wide, &m_options) & RASEO_SharedPhoneNumbers);
    set_flag(full, wide, &m_options2, RASEO2_Internet,
             api_take_dword(full, wide, &m_type) == RASET_Internet);
    set_flag(full, wide, &m_options2, RASEO2_IPv4ExplicitMetric,
             api_take_dword(full, wide, &m_metric) != 0);
    set_flag(full, wide, &m_options2, RASEO2_IPv6ExplicitMetric,
             api_take_dword(full, wide, &m_metric6) != 0);
}

/* Flags without a key: those that are not as the rest would have them. */
static enum conf_result read_rest(struct look *l, bool wide,
                                  union entry_full *full)
{
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < ROWS && result == CONF_OK; i++) {
        const struct row *row = &rows[i];

        if (row->kind != KIND_REST)
            continue;
        result = look(l, row->key);
        if (result == CONF_OK)
            api_put_dword(full, wide, &row->member,
                          api_take_dword(full, wide, &row->member) ^
                              (as_number(l) & row->number));
    }
    return result;
}

static enum conf_result read_others(struct look *l, bool wide,
                                    union entry_full *full)
{
    enum conf_result result = read_switches(l, wide, full);

    if (result == CONF_OK)
        result = count_links(l, wide, full);
    if (result == CONF_OK)
        result = read_idle(l, wide, full);
    if (result == CONF_OK)
        result = read_protocols(l, wide, full);
    derive_flags(wide, full);
    return result == CONF_OK ? read_rest(l, wide, full) : result;
}

enum conf_result entry_map_get(const struct pbk_book *book, size_t index,
                               bool wide, union entry_full *full)
{
    struct look l = {book, index, buf_new(VALUE_MAX)};
    enum conf_result result = CONF_OK;
    size_t i;

    memset(full, 0, sizeof(*full));
    api_put_dword(full, wide, &m_size,
                  wide ? sizeof(full->w) : sizeof(full->a));
    for (i = 0; i < ROWS && result == CONF_OK; i++) {
        result = look(&l, rows[i].key);
        if (result == CONF_OK)
            read_row(&rows[i], &l, wide, full);
    }
    if (result == CONF_OK)
        result = read_others(&l, wide, full);
    buf_free(&l.value);
    return result;
}

/* --- writing */

struct write {
    struct pbk_book *book;
    size_t index;
    bool wide;
    union entry_full now, wanted;
    struct conf_problem *p;
};

/* Of those that are bytes in network order. */
static size_t member_bytes(const struct row *row)
{
    return row->kind == KIND_IPV4 ? 4 : 16;
}

static bool is_same(const struct write *w, const struct row *row)
{
    size_t at = w->wide ? row->member.w : row->member.a;
    char now[VALUE_MAX], wanted[VALUE_MAX];
    DWORD mask =
        row->kind == KIND_FLAG || row->kind == KIND_BITS ? row->number : ~0u;

    if (row->kind == KIND_IPV4 || row->kind == KIND_IPV6 ||
        row->kind == KIND_GUID)
        return memcmp((const char *)&w->now + at, (const char *)&w->wanted + at,
                      member_bytes(row)) == 0;
    if (row->kind != KIND_TEXT)
        return ((api_take_dword(&w->now, w->wide, &row->member) ^
                 api_take_dword(&w->wanted, w->wide, &row->member)) &
                mask) == 0;
    return api_take_text(&w->now, w->wide, &row->member, now, sizeof(now)) &&
           api_take_text(&w->wanted, w->wide, &row->member, wanted,
                         sizeof(wanted)) &&
           strcmp(now, wanted) == 0;
}

static enum conf_result set(const struct write *w, const char *path,
                            const char *value)
{
    enum conf_result result =
        pbk_book_set(w->book, w->index, path, value, w->p);

    /* 623 is about entries. */
    return result == CONF_NOT_FOUND ? CONF_VALUE : result;
}

static enum conf_result set_number(const struct write *w, const char *path,
                                   DWORD value)
{
    const struct pbk_key *key = pbk_key_find(path, strlen(path));
    int64_t number = value;
    char text[24];

    /* A structure of zeroes means no wrong values. */
    if (key && !pbk_key_fit(key, &number))
        return conf_fail(w->p, CONF_VALUE, "%s: %u", path, (unsigned)value);
    snprintf(text, sizeof(text), "%" PRId64, number);
    return set(w, path, text);
}

static enum conf_result set_bits(const struct write *w, const struct row *row,
                                 bool on)
{
    struct look l = {w->book, w->index, buf_new(VALUE_MAX)};
    enum conf_result result = look(&l, row->key);
    DWORD value = as_number(&l);

    buf_free(&l.value);
    if (result != CONF_OK)
        return result;
    return set_number(w, row->key, on ? value | row->bits : value & ~row->bits);
}

static enum conf_result set_bytes(const struct write *w, const struct row *row)
{
    const char *from =
        (const char *)&w->wanted + (w->wide ? row->member.w : row->member.a);
    char text[INET6_ADDRSTRLEN] = "";
    unsigned char bytes[16];
    size_t i;

    memcpy(bytes, from, member_bytes(row));
    if (row->kind != KIND_GUID) {
        inet_ntop(row->kind == KIND_IPV4 ? AF_INET : AF_INET6, bytes, text,
                  sizeof(text));
        return set(w, row->key, text);
    }
    for (i = 0; i < sizeof(bytes); i++)
        snprintf(text + 2 * i, 3, "%02X", bytes[i]);
    /* All zeroes: the caller leaves the choice to us. */
    return strspn(text, "0") == 32 ? CONF_OK : set(w, row->key, text);
}

static enum conf_result set_text(const struct write *w, const struct row *row)
{
    char text[VALUE_MAX];

    if (!api_take_text(&w->wanted, w->wide, &row->member, text, sizeof(text)))
        return CONF_VALUE;
    return set(w, row->key, text);
}

static enum conf_result write_row(const struct write *w, const struct row *row)
{
    DWORD value = api_take_dword(&w->wanted, w->wide, &row->member);

    switch (row->kind) {
    case KIND_NUMBER:
        return set_number(w, row->key, value);
    case KIND_TEXT:
        return set_text(w, row);
    case KIND_FLAG:
        return set(w, row->key, value & row->number ? row->on : row->off);
    case KIND_BITS:
        return set_bits(w, row, value & row->number);
    case KIND_VALUE:
        return value == row->number ? set(w, row->key, row->on) : CONF_OK;
    case KIND_REST: /* write_rest() */
        return CONF_OK;
    default:
        return set_bytes(w, row);
    }
}

/* --- what is no single key, in the other direction */

/*
 * Without RASEO_Custom and without a list of protocols, the older flags say
 * what is allowed; without these, what Windows 11 allows a new entry.
 */
static void spell_out_authentication(struct write *w)
{
    const DWORD list = RASEO_RequirePAP | RASEO_RequireSPAP |
                       RASEO_RequireCHAP | RASEO_RequireMsCHAP |
                       RASEO_RequireMsCHAP2 | RASEO_RequireEAP |
                       RASEO_RequireW95MSCHAP;
    DWORD options = api_take_dword(&w->wanted, w->wide, &m_options);

    if (options & (list | RASEO_Custom))
        return;
    if (options & RASEO_RequireMsEncryptedPw)
        options |= RASEO_RequireMsCHAP | RASEO_RequireMsCHAP2;
    else if (options & RASEO_RequireEncryptedPw)
        options |= RASEO_RequireCHAP | RASEO_RequireMsCHAP2;
    else
        options |= RASEO_RequirePAP | RASEO_RequireCHAP | RASEO_RequireMsCHAP2;
    api_put_dword(&w->wanted, w->wide, &m_options, options);
}

/* The pair that Windows writes: the port is serial for all that dial on one. */
static enum conf_result write_media(const struct write *w)
{
    static const char *const on_serial[] = {"modem", "pad", "x25", "serial"};
    char now[64], wanted[64];
    size_t i;

    if (!api_take_text(&w->now, w->wide, &m_device_type, now, sizeof(now)) ||
        !api_take_text(&w->wanted, w->wide, &m_device_type, wanted,
                       sizeof(wanted)))
        return CONF_VALUE;
    if (strcmp(now, wanted) == 0)
        return CONF_OK;
    for (i = 0; i < sizeof(on_serial) / sizeof(*on_serial); i++)
        if (strcasecmp(wanted, on_serial[i]) == 0)
            return set(w, "MEDIA", "serial");
    return set(w, "MEDIA", wanted);
}

/* A demand for encryption counts even if the type says less. */
static void settle_encryption(struct write *w)
{
    DWORD type = api_take_dword(&w->wanted, w->wide, &m_encryption);

    if ((api_take_dword(&w->wanted, w->wide, &m_options) &
         RASEO_RequireDataEncryption) &&
        type != ET_Require && type != ET_RequireMax)
        api_put_dword(&w->wanted, w->wide, &m_encryption, ET_Require);
}

/* Two flags, one key: who changed one of them means both. */
static void settle_shared_numbers(struct write *w)
{
    const DWORD one = RASEO_SharedPhoneNumbers, two = RASEO2_SharePhoneNumbers;
    bool now = api_take_dword(&w->now, w->wide, &m_options) & one;
    bool first = api_take_dword(&w->wanted, w->wide, &m_options) & one;
    bool second = api_take_dword(&w->wanted, w->wide, &m_options2) & two;
    bool wanted = first != now ? first : second;

    set_flag(&w->wanted, w->wide, &m_options, one, wanted);
    set_flag(&w->wanted, w->wide, &m_options2, two, wanted);
}

static enum conf_result write_protocols(const struct write *w)
{
    DWORD now = api_take_dword(&w->now, w->wide, &m_protocols);
    DWORD wanted = api_take_dword(&w->wanted, w->wide, &m_protocols) & 0xF;

    if (now == wanted)
        return CONF_OK;
    return set_number(w, "ExcludedProtocols", ~wanted & 0xF);
}

static enum conf_result write_idle(const struct write *w)
{
    DWORD now = api_take_dword(&w->now, w->wide, &m_idle);
    DWORD wanted = api_take_dword(&w->wanted, w->wide, &m_idle);
    bool preference = wanted == RASIDS_UseGlobalValue;
    enum conf_result result = CONF_OK;

    if (now == wanted)
        return CONF_OK;
    if (preference != (now == RASIDS_UseGlobalValue))
        result = set_number(w, "ApiIdlePreference", preference);
    if (result != CONF_OK)
        return result;
    return set_number(w, "IdleDisconnectSeconds",
                      wanted == RASIDS_Disabled ? 0 : wanted);
}

static enum conf_result set_switch(const struct write *w, unsigned device,
                                   const char *key, const char *value)
{
    char path[64];

    snprintf(path, sizeof(path), "device[%u].%s", device, key);
    return set(w, path, value);
}

/* Has a flag of dwfOptions to be changed, and to what? */
static bool flag_changes(const struct write *w, DWORD flag, const char **value)
{
    DWORD wanted = api_take_dword(&w->wanted, w->wide, &m_options) & flag;

    *value = wanted ? "1" : "0";
    return wanted != (api_take_dword(&w->now, w->wide, &m_options) & flag);
}

/* The entry gets a DEVICE=switch only when there is something to put in it. */
static enum conf_result write_script(const struct write *w, struct switches *s)
{
    char now[VALUE_MAX], wanted[VALUE_MAX], path[32];
    enum conf_result result = CONF_OK;
    const char *terminal;
    bool change = flag_changes(w, RASEO_TerminalAfterDial, &terminal);

    if (!api_take_text(&w->wanted, w->wide, &m_script, wanted, sizeof(wanted)))
        return CONF_VALUE;
    (void)api_take_text(&w->now, w->wide, &m_script, now, sizeof(now));
    if (strcmp(now, wanted) == 0 && !change)
        return CONF_OK;
    if (!s->after) {
        s->after = s->devices + 1;
        snprintf(path, sizeof(path), "DEVICE[%u]", s->after);
        result = set(w, path, "switch");
    }
    if (result == CONF_OK)
        result = set_switch(w, s->after, "Terminal", terminal);
    if (result == CONF_OK)
        result = set_switch(w, s->after, "Script", wanted[0] ? "1" : "0");
    return result == CONF_OK ? set_switch(w, s->after, "Name", wanted) : result;
}

/* Without a switch before the modem it stays a flag without a key. */
static enum conf_result write_switches(const struct write *w)
{
    struct look l = {w->book, w->index, buf_new(VALUE_MAX)};
    struct switches s;
    enum conf_result result = find_switches(&l, &s);
    const char *before;

    buf_free(&l.value);
    if (result == CONF_OK && s.before &&
        flag_changes(w, RASEO_TerminalBeforeDial, &before))
        result = set_switch(w, s.before, "Terminal", before);
    return result == CONF_OK ? write_script(w, &s) : result;
}

/* The line is there only as long as it says something. */
static enum conf_result set_rest(const struct write *w, const char *key,
                                 DWORD value)
{
    return value ? set_number(w, key, value)
                 : pbk_book_unset(w->book, w->index, key, w->p);
}

/* What the entry now says is compared with what it should say. */
static enum conf_result write_rest(struct write *w)
{
    struct look l = {w->book, w->index, buf_new(VALUE_MAX)};
    enum conf_result result =
        entry_map_get(w->book, w->index, w->wide, &w->now);
    size_t i;

    for (i = 0; i < ROWS && result == CONF_OK; i++) {
        const struct row *row = &rows[i];
        DWORD differ;

        if (row->kind != KIND_REST)
            continue;
        differ = (api_take_dword(&w->now, w->wide, &row->member) ^
                  api_take_dword(&w->wanted, w->wide, &row->member)) &
                 row->number;
        if (differ)
            result = look(&l, row->key);
        if (differ && result == CONF_OK)
            result = set_rest(w, row->key, as_number(&l) ^ differ);
    }
    buf_free(&l.value);
    return result;
}

static enum conf_result write_all(struct write *w)
{
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < ROWS && result == CONF_OK; i++)
        if (!is_same(w, &rows[i]))
            result = write_row(w, &rows[i]);
    if (result == CONF_OK)
        result = write_media(w);
    if (result == CONF_OK)
        result = write_protocols(w);
    if (result == CONF_OK)
        result = write_idle(w);
    if (result == CONF_OK)
        result = write_switches(w);
    return result == CONF_OK ? write_rest(w) : result;
}

enum conf_result entry_map_set(struct pbk_book *book, size_t index, bool wide,
                               const void *wanted, DWORD size,
                               struct conf_problem *p)
{
    struct write w = {.book = book, .index = index, .wide = wide, .p = p};
    enum conf_result result = entry_map_get(book, index, wide, &w.now);

    if (result != CONF_OK)
        return result;
    /* A member that the caller does not know stays as it is. */
    w.wanted = w.now;
    memcpy(&w.wanted, wanted, size);
    spell_out_authentication(&w);
    settle_encryption(&w);
    settle_shared_numbers(&w);
    return write_all(&w);
}

/* --- alternates */

static enum conf_result get_number(const struct pbk_book *book, size_t index,
                                   size_t link, unsigned number,
                                   struct buf *out)
{
    char path[64];
    enum conf_result result;

    snprintf(path, sizeof(path), "media[%zu].PhoneNumber[%u]", link, number);
    buf_clear(out);
    result = pbk_book_get(book, index, path, out, NULL, NULL);
    return result == CONF_VALUE ? CONF_NOT_FOUND : result;
}

enum conf_result entry_map_alternates(const struct pbk_book *book, size_t index,
                                      size_t link, struct buf *out)
{
    struct buf number = buf_new(VALUE_MAX);
    enum conf_result result = CONF_OK;
    unsigned i;

    for (i = 2; result == CONF_OK; i++) {
        result = get_number(book, index, link, i, &number);
        if (result == CONF_OK && number.used)
            result = buf_add(out, buf_text(&number), number.used + 1);
    }
    buf_free(&number);
    if (result == CONF_NOT_FOUND)
        result = out->used ? buf_add(out, "", 1) : CONF_OK;
    return result;
}

static enum conf_result unset_rest(struct pbk_book *book, size_t index,
                                   size_t link, unsigned from,
                                   struct conf_problem *p)
{
    enum conf_result result = CONF_OK;
    char path[64];

    snprintf(path, sizeof(path), "media[%zu].PhoneNumber[%u]", link, from);
    while (result == CONF_OK)
        result = pbk_book_unset(book, index, path, p);
    return result == CONF_NOT_FOUND || result == CONF_VALUE ? CONF_OK : result;
}

enum conf_result entry_map_set_alternates(struct pbk_book *book, size_t index,
                                          size_t link, const char *list,
                                          struct conf_problem *p)
{
    struct buf now = buf_new(VALUE_MAX);
    enum conf_result result = CONF_OK;
    char path[64];
    unsigned i;

    for (i = 2; *list && result == CONF_OK; i++, list += strlen(list) + 1) {
        result = get_number(book, index, link, i, &now);
        if (result == CONF_OK && strcmp(buf_text(&now), list) == 0)
            continue;
        snprintf(path, sizeof(path), "media[%zu].PhoneNumber[%u]", link, i);
        if (result == CONF_OK || result == CONF_NOT_FOUND)
            result = pbk_book_set(book, index, path, list, p);
    }
    buf_free(&now);
    return result == CONF_OK ? unset_rest(book, index, link, i, p) : result;
}

size_t entry_map_put_list(void *out, bool wide, const struct buf *list)
{
    const char *text = buf_text(list), *end = text + list->used;
    char *to = out;
    size_t total = 0;

    for (; text < end; text += strlen(text) + 1) {
        ssize_t units = str16_from_utf8(NULL, 0, text, STR16_ENDED);
        size_t n =
            wide ? 2 * ((size_t)(units < 0 ? 0 : units) + 1) : strlen(text) + 1;

        if (to && wide)
            (void)str16_from_utf8((uint16_t *)(void *)(to + total), n / 2, text,
                                  STR16_ENDED);
        else if (to)
            memcpy(to + total, text, n);
        total += n;
    }
    return total;
}

enum conf_result entry_map_take_list(const void *from, size_t n, bool wide,
                                     struct buf *out)
{
    const size_t unit = wide ? sizeof(uint16_t) : 1;
    const char *at = from;
    char text[STR16_UTF8_SIZE(RAS_MaxPhoneNumber + 1)];
    enum conf_result result = CONF_OK;

    for (;;) {
        size_t left = n / unit, units;
        ssize_t length;

        units = wide ? str16_length((const uint16_t *)(const void *)at, left)
                     : strnlen(at, left);
        if (units == left)
            return CONF_VALUE;
        length = wide ? str16_to_utf8(text, sizeof(text),
                                      (const uint16_t *)(const void *)at, units)
                      : str16_copy_utf8(text, sizeof(text), at, units);
        if (length < 0)
            return CONF_VALUE;
        result = buf_add(out, text, (size_t)length + 1);
        if (result != CONF_OK || units == 0)
            return result;
        at += (units + 1) * unit;
        n -= (units + 1) * unit;
    }
}
