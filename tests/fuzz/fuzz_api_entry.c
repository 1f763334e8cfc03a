/*
 * fuzz_api_entry - RASENTRY and RASSUBENTRY of any content, length and dwSize,
 * narrow and wide, in somebody's phonebook: what is set is a phonebook, and to
 * set what is got changes no byte of it; what is refused changes none either.
 *
 * Under test: compat/api/entry_properties.c compat/api/sub_entries.c
 * compat/api/entry_buffer.c compat/api/entry_map.c
 */
#include "compat/api/entry_map.h"

#include <stdlib.h>
#include <string.h>

#include "compat/api/book.h"
#include "tests/fuzz/fuzz.h"

enum { ROOM_MAX = 16384, PATCHES = 24 };

static const struct api_member m_number =
    API_MEMBER(tagRASENTRY, szLocalPhoneNumber);
static const struct api_member m_device = API_MEMBER(tagRASENTRY, szDeviceName);
static const struct api_member m_type = API_MEMBER(tagRASENTRY, szDeviceType);

static char book[128], name[256];

static void begin(void)
{
    static const char devices[] =
        "devices = ( { name = \"Modem\"; port = \"COM1\"; "
        "tty = \"/dev/ttyS0\"; } );\n";
    static struct books_places places;
    static char conf[128];

    if (book[0])
        return;
    snprintf(book, sizeof(book), "%s", fuzz_path("input.pbk"));
    snprintf(conf, sizeof(conf), "%s", fuzz_path("ras.conf"));
    api_books = &places;
    fuzz_write(conf, devices, sizeof(devices) - 1);
    api_places.config = conf;
}

/* --- the two functions, in both forms, for an entry and a link of it */

struct call {
    bool wide;
    DWORD sub; /* 0: the entry */
};

static WCHAR *wide_text(const char *text, WCHAR out[256])
{
    size_t i;

    for (i = 0; text[i] && i < 255; i++)
        out[i] = (unsigned char)text[i];
    out[i] = 0;
    return out;
}

static DWORD get(const struct call *c, void *out, DWORD *room)
{
    WCHAR path[256], entry[256];

    if (!c->wide)
        return c->sub
                   ? RasGetSubEntryPropertiesA(book, name, c->sub, out, room,
                                               NULL, NULL)
                   : RasGetEntryPropertiesA(book, name, out, room, NULL, NULL);
    wide_text(book, path);
    wide_text(name, entry);
    return c->sub ? RasGetSubEntryPropertiesW(path, entry, c->sub, out, room,
                                              NULL, NULL)
                  : RasGetEntryPropertiesW(path, entry, out, room, NULL, NULL);
}

static DWORD set(const struct call *c, void *in, DWORD room)
{
    WCHAR path[256], entry[256];

    if (!c->wide)
        return c->sub ? RasSetSubEntryPropertiesA(book, name, c->sub, in, room,
                                                  NULL, 0)
                      : RasSetEntryPropertiesA(book, name, in, room, NULL, 0);
    wide_text(book, path);
    wide_text(name, entry);
    return c->sub ? RasSetSubEntryPropertiesW(path, entry, c->sub, in, room,
                                              NULL, 0)
                  : RasSetEntryPropertiesW(path, entry, in, room, NULL, 0);
}

/* --- structures */

static DWORD full_size(const struct call *c)
{
    if (c->sub)
        return c->wide ? sizeof(struct tagRASSUBENTRYW)
                       : sizeof(struct tagRASSUBENTRYA);
    return c->wide ? sizeof(struct tagRASENTRYW) : sizeof(struct tagRASENTRYA);
}

static DWORD size_of(const struct call *c, struct fuzz_input *in)
{
    const DWORD *sizes = c->wide ? entry_sizes_w : entry_sizes_a;
    unsigned i = fuzz_byte(in) % 16;

    if (i == 15)
        return fuzz_u32(in);
    return c->sub || i > 6 ? full_size(c) : sizes[i];
}

/* What a program has who has read the entry, or nothing; then the patches. */
static void fill(const struct call *c, unsigned char *at, DWORD room,
                 struct fuzz_input *in)
{
    DWORD n = full_size(c), size = room;
    const uint8_t *bytes;
    unsigned i, patches;
    size_t k, offset;

    memset(at, 0, room);
    if (room >= n) {
        memcpy(at, &n, sizeof(n));
        (void)get(c, at, &size);
    }
    if (room >= n && !c->sub) {
        api_put_text(at, c->wide, &m_number, "5550100");
        api_put_text(at, c->wide, &m_device, "Modem");
        api_put_text(at, c->wide, &m_type, "modem");
        at[offsetof(struct tagRASENTRYA, dwFramingProtocol) +
           (c->wide ? offsetof(struct tagRASENTRYW, dwFramingProtocol) -
                          offsetof(struct tagRASENTRYA, dwFramingProtocol)
                    : 0)] = RASFP_Ppp;
    }
    patches = fuzz_byte(in) % PATCHES;
    for (i = 0; i < patches; i++) {
        offset = ((size_t)fuzz_byte(in) << 8 | fuzz_byte(in)) % room;
        n = (DWORD)fuzz_bytes(in, &bytes);
        for (k = 0; k < n && offset < room; k++)
            at[offset++] = bytes[k];
    }
}

/* --- what must hold */

static void expect_bytes(const char *bytes, size_t n)
{
    size_t now;
    const char *is = fuzz_read(book, &now);

    HOLDS(now == n && memcmp(is, bytes, n) == 0);
}

static void expect_phonebook(void)
{
    struct conf_problem p = {""};
    struct pbk_book *b;
    size_t n;
    const char *bytes = fuzz_read(book, &n);

    HOLDS(pbk_book_read(bytes, n, "made.pbk", &b, &p) == CONF_OK);
    pbk_book_free(b);
}

/* Into exactly as much memory as is wanted. */
static void *get_all(const struct call *c, DWORD *room)
{
    DWORD size = full_size(c), probe = 0;
    unsigned char *out;

    HOLDS(get(c, NULL, &probe) == ERROR_BUFFER_TOO_SMALL);
    HOLDS(probe >= size);
    *room = probe;
    out = malloc(probe);
    HOLDS(out);
    memcpy(out, &size, sizeof(size));
    HOLDS(get(c, out, room) == ERROR_SUCCESS && *room == probe);
    return out;
}

static void set_what_is_got(const struct call *c)
{
    DWORD room, code;
    void *got = get_all(c, &room);
    char *before;
    size_t n;
    const char *bytes = fuzz_read(book, &n);

    before = malloc(n + 1);
    HOLDS(before);
    memcpy(before, bytes, n);
    code = set(c, got, room);
    HOLDS(code == ERROR_SUCCESS || code == ERROR_INVALID_PARAMETER);
    expect_bytes(before, n);
    free(before);
    free(got);
}

static void set_and_get(const struct call *c, struct fuzz_input *in)
{
    DWORD size = size_of(c, in), room, code;
    unsigned char *at;
    char *before;
    size_t n;
    const char *bytes;

    room = size <= ROOM_MAX && size >= sizeof(size) ? size : sizeof(size);
    room += fuzz_byte(in) % 64;
    at = malloc(room);
    HOLDS(at);
    fill(c, at, room, in);
    memcpy(at, &size, sizeof(size));
    bytes = fuzz_read(book, &n);
    before = malloc(n + 1);
    HOLDS(before);
    memcpy(before, bytes, n);
    code = set(c, at, room);
    if (code == ERROR_SUCCESS) {
        expect_phonebook();
        set_what_is_got(c);
    } else {
        expect_bytes(before, n);
    }
    free(before);
    free(at);
}

/* Any room for any dwSize: no byte behind it, and none of a refused call. */
static void get_little(const struct call *c, struct fuzz_input *in)
{
    DWORD size = size_of(c, in), room, code, given;
    unsigned char *at;

    room = given = (DWORD)fuzz_byte(in) * 64 + fuzz_byte(in) % 8;
    at = malloc(room ? room : 1);
    HOLDS(at);
    memset(at, 0, room ? room : 1);
    memcpy(at, &size, room < sizeof(size) ? room : sizeof(size));
    code = get(c, at, &room);
    HOLDS(code != ERROR_SUCCESS || room <= given);
    HOLDS(code != ERROR_BUFFER_TOO_SMALL || room > given);
    free(at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n}, script;
    unsigned flags = fuzz_byte(&in);
    struct call c = {.wide = flags & 1,
                     .sub = flags & 2 ? 1 + (flags >> 6) : 0};
    unsigned length = (unsigned)fuzz_byte(&in) << 2;

    begin();
    snprintf(name, sizeof(name), "X");
    if (flags & 4)
        fuzz_text(&in, name);
    script = in;
    script.left = length < in.left ? length : in.left;
    in.at += script.left;
    in.left -= script.left;
    fuzz_write(book, in.at, in.left);
    get_little(&c, &script);
    set_and_get(&c, &script);
    set_and_get(&c, &script);
    return 0;
}
