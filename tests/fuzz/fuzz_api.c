/*
 * fuzz_api - the functions of the RAS API that take a program's structure or
 * buffer: of any content, length and dwSize, narrow and wide. Each is in memory
 * of just the size that the call names, so no byte beyond is read or written.
 *
 * Under test: compat/api/saved.c compat/api/request.c compat/api/entries.c
 * compat/api/connections.c compat/api/status.c compat/api/projection.c
 * compat/api/autodial.c compat/api/eap.c compat/api/country.c
 * compat/api/output.c compat/api/devices.c compat/api/book.c
 */
#include "compat/api/request.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compat/api/book.h"
#include "compat/autodial.h"
#include "compat/credentials.h"
#include "tests/fuzz/fuzz.h"

enum { STEPS = 12, ROOM_MAX = 8192, TEXT = 256 };

static char book[128];
static HRASCONN connection;

/* --- the world: a phonebook, and a connection that is this process */

static void write_record(const char *run)
{
    struct connrec r;

    memset(&r, 0, sizeof(r));
    r.pid = getpid();
    r.pid_start = connrec_pid_start(getpid());
    r.state = RASCS_Connected;
    snprintf(r.entry, sizeof(r.entry), "X");
    snprintf(r.phonebook, sizeof(r.phonebook), "%s", book);
    snprintf(r.device_name, sizeof(r.device_name), "Modem \xc3\xa9");
    snprintf(r.local_address, sizeof(r.local_address), "10.0.0.2");
    snprintf(r.reply, sizeof(r.reply), "hello");
    snprintf(r.ipv6_id, sizeof(r.ipv6_id), "0200000000000001");
    HOLDS(connrec_write(run, &r) == 0);
}

static void find_connection(void)
{
    struct tagRASCONNA c = {.dwSize = sizeof(c)};
    DWORD cb = sizeof(c), n = 0;

    HOLDS(RasEnumConnectionsA(&c, &cb, &n) == ERROR_SUCCESS && n == 1);
    connection = c.hrasconn;
}

static void begin(void)
{
    static const char devices[] =
        "devices = ( { name = \"Modem\"; port = \"COM1\"; "
        "tty = \"/dev/ttyS0\"; } );\n";
    static struct books_places places;
    static char conf[128], run[128], store[128], dialling[128];

    if (book[0])
        return;
    snprintf(book, sizeof(book), "%s", fuzz_path("input.pbk"));
    snprintf(conf, sizeof(conf), "%s", fuzz_path("ras.conf"));
    snprintf(run, sizeof(run), "%s", fuzz_path("run"));
    snprintf(store, sizeof(store), "%s", fuzz_path("credentials"));
    snprintf(dialling, sizeof(dialling), "%s", fuzz_path("autodial"));
    HOLDS(mkdir(run, 0755) == 0);
    api_books = &places;
    fuzz_write(conf, devices, sizeof(devices) - 1);
    api_places.config = conf;
    api_places.connections = run;
    api_places.network = run;
    credentials_file = store;
    autodial_file = dialling;
    write_record(run);
    find_connection();
}

/* --- arguments */

struct call {
    struct fuzz_input *in;
    bool wide;
    union text {
        CHAR a[TEXT];
        WCHAR w[TEXT];
    } path, entry, other;
};

/* Of the form of the call; half of the time the phonebook's entry. */
static const void *text(const struct call *c, union text *out)
{
    char bytes[TEXT];
    size_t i;

    memset(out, 0, sizeof(*out));
    if (fuzz_byte(c->in) & 1)
        snprintf(bytes, sizeof(bytes), "X");
    else
        fuzz_text(c->in, bytes);
    if (!c->wide)
        memcpy(out->a, bytes, sizeof(bytes));
    for (i = 0; c->wide && bytes[i]; i++)
        out->w[i] = (WCHAR)(bytes[i] == 0x01 ? 0xd800 : (uint8_t)bytes[i]);
    return out;
}

static const void *path(const struct call *c, union text *out)
{
    size_t i;

    memset(out, 0, sizeof(*out));
    for (i = 0; book[i]; i++)
        if (c->wide)
            out->w[i] = (uint8_t)book[i];
        else
            out->a[i] = book[i];
    return out;
}

/* N bytes of the input, of which the first are dwSize, if N allows it. */
static void *memory(const struct call *c, DWORD n, DWORD size)
{
    const uint8_t *bytes;
    unsigned char *at = malloc(n ? n : 1);
    size_t offset = sizeof(size), length;

    HOLDS(at);
    memset(at, 0, n ? n : 1);
    memcpy(at, &size, n < sizeof(size) ? n : sizeof(size));
    while (offset < n && (length = fuzz_bytes(c->in, &bytes)) > 0) {
        length = length < n - offset ? length : n - offset;
        memcpy(at + offset, bytes, length);
        offset += length + fuzz_byte(c->in);
    }
    return at;
}

/* One of the sizes, or any. */
static DWORD size_of(const struct call *c, const DWORD *sizes, size_t n)
{
    unsigned i = fuzz_byte(c->in) % 16;

    return i == 15 ? fuzz_u32(c->in) : sizes[i % n];
}

/* A structure whose length its dwSize alone says: what is refused is short. */
static void *structure(const struct call *c, const DWORD *sizes, size_t n,
                       DWORD *size)
{
    size_t i;

    *size = size_of(c, sizes, n);
    for (i = 0; i < n; i++)
        if (sizes[i] == *size)
            return memory(c, *size, *size);
    return memory(c, sizeof(*size), *size);
}

#define N(sizes) (sizeof(sizes) / sizeof((sizes)[0]))

/* The size of a structure in the form of the call. */
#define AW(name) (c->wide ? sizeof(struct name##W) : sizeof(struct name##A))

#define CALL(name, ...) (c->wide ? name##W(__VA_ARGS__) : name##A(__VA_ARGS__))

/* --- lists */

typedef DWORD lister(struct call *c, void *buffer, DWORD *cb, DWORD *n);

/* As little room as the input says, then what the answer says. */
static void list(struct call *c, lister *call, const DWORD *sizes, size_t n)
{
    DWORD size = size_of(c, sizes, n), count = 0, cb, given, code;
    void *buffer;

    cb = given = (DWORD)fuzz_byte(c->in) << (fuzz_byte(c->in) % 5);
    buffer = memory(c, cb, size);
    code = call(c, fuzz_byte(c->in) % 8 ? buffer : NULL, &cb, &count);
    HOLDS(code != ERROR_SUCCESS || cb <= given);
    HOLDS(code != ERROR_BUFFER_TOO_SMALL || cb > 0);
    free(buffer);
    if (code != ERROR_SUCCESS && code != ERROR_BUFFER_TOO_SMALL)
        return;
    cb = given = cb > sizes[0] ? cb : sizes[0];
    buffer = memory(c, cb, sizes[0]);
    code = call(c, buffer, &cb, &count);
    HOLDS(code == ERROR_SUCCESS || code == ERROR_BUFFER_TOO_SMALL);
    HOLDS(cb == count * sizes[0]);
    HOLDS(code != ERROR_SUCCESS || cb <= given);
    free(buffer);
}

static DWORD call_entries(struct call *c, void *buffer, DWORD *cb, DWORD *n)
{
    const void *phonebook = path(c, &c->path);

    return CALL(RasEnumEntries, NULL, phonebook, buffer, cb, n);
}

static DWORD call_connections(struct call *c, void *buffer, DWORD *cb, DWORD *n)
{
    return CALL(RasEnumConnections, buffer, cb, n);
}

static DWORD call_devices(struct call *c, void *buffer, DWORD *cb, DWORD *n)
{
    return CALL(RasEnumDevices, buffer, cb, n);
}

static void list_entries(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASENTRYNAME), 264, 528};

    list(c, call_entries, sizes, N(sizes));
}

static void list_connections(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASCONN), 412, 692, 708};

    list(c, call_connections, sizes, N(sizes));
}

static void list_devices(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASDEVINFO)};

    list(c, call_devices, sizes, N(sizes));
}

/* --- structures with a dwSize */

static void credentials(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASCREDENTIALS)};
    const void *phonebook = path(c, &c->path), *entry = text(c, &c->entry);
    unsigned how = fuzz_byte(c->in);
    DWORD size, code;
    void *s = structure(c, sizes, N(sizes), &size);

    if (how & 1)
        code = CALL(RasSetCredentials, phonebook, entry, s, how >> 1 & 1);
    else
        code = CALL(RasGetCredentials, phonebook, entry, s);
    HOLDS(size == sizes[0] || code == ERROR_INVALID_SIZE);
    free(s);
}

static void dial_params(struct call *c)
{
    const DWORD *known = c->wide ? request_sizes_w : request_sizes_a;
    const void *phonebook = path(c, &c->path);
    unsigned how = fuzz_byte(c->in);
    DWORD size;
    BOOL password = FALSE;
    void *s = structure(c, known, 4, &size);

    if (how & 1)
        (void)CALL(RasSetEntryDialParams, phonebook, s, how >> 1 & 1);
    else
        (void)CALL(RasGetEntryDialParams, phonebook, s, &password);
    free(s);
}

/* What RasDial reads of them, without a pppd. */
static void dial(struct call *c)
{
    const DWORD *known = c->wide ? request_sizes_w : request_sizes_a;
    const DWORD sizes[] = {sizeof(RASDIALEXTENSIONS), 16, 44};
    struct request_source s = {.wide = c->wide, .phonebook = path(c, &c->path)};
    struct tagRASDIALPARAMSW params;
    struct tagRASDIALPARAMSA narrow;
    RASDIALEXTENSIONS extensions;
    struct request r;
    DWORD size;
    void *e = structure(c, sizes, N(sizes), &size);
    void *p = structure(c, known, 4, &size);

    s.params = p;
    s.extensions = fuzz_byte(c->in) & 1 ? e : NULL;
    if (request_read(&r, &s) == ERROR_SUCCESS) {
        HOLDS(r.entry[0] && r.phonebook[0] + (r.entry[0] == '.'));
        request_params(&s, &params);
        HOLDS(api_size_known(params.dwSize, request_sizes_w));
        request_narrow_params(&params, &narrow);
        HOLDS(api_size_known(narrow.dwSize, request_sizes_a));
        if (s.extensions)
            request_extensions(s.extensions, &extensions);
        (void)request_find_entry(&r);
    }
    request_wipe(&r);
    free(p);
    free(e);
}

static HRASCONN any_connection(struct call *c)
{
    return fuzz_byte(c->in) & 7 ? connection
                                : (HRASCONN)(uintptr_t)fuzz_u32(c->in);
}

static void status(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASCONNSTATUS), 160, 288, 292, 304, 560};
    DWORD size;
    void *s = structure(c, sizes, N(sizes), &size);

    (void)CALL(RasGetConnectStatus, any_connection(c), s);
    free(s);
}

static void statistics(struct call *c)
{
    const DWORD sizes[] = {sizeof(RAS_STATS)};
    DWORD size;
    void *s = structure(c, sizes, N(sizes), &size);

    (void)RasGetConnectionStatistics(any_connection(c), s);
    (void)RasGetLinkStatistics(any_connection(c), fuzz_byte(c->in) % 3, s);
    free(s);
}

/* --- buffers with a length */

static void projection(struct call *c)
{
    static const DWORD protocols[] = {RASP_Amb,     RASP_PppNbf, RASP_PppIpx,
                                      RASP_PppIp,   RASP_PppCcp, RASP_PppLcp,
                                      RASP_PppIpv6, RASP_Slip};
    const DWORD sizes[] = {c->wide ? sizeof(RASPPPIPW) : sizeof(RASPPPIPA),
                           c->wide ? sizeof(RASPPPLCPW) : sizeof(RASPPPLCPA),
                           sizeof(RASPPPCCP),
                           sizeof(RASPPPIPV6),
                           40,
                           72};
    unsigned i = fuzz_byte(c->in) % 9;
    DWORD cb = size_of(c, sizes, N(sizes)), size = cb, code;
    void *s;

    cb = cb > ROOM_MAX ? ROOM_MAX : cb;
    s = memory(c, cb, size);
    code = CALL(RasGetProjectionInfo, any_connection(c),
                i < 8 ? protocols[i] : fuzz_u32(c->in), s, &cb);
    HOLDS(code != ERROR_BUFFER_TOO_SMALL || cb > 0);
    free(s);
}

static void projection_ex(struct call *c)
{
    DWORD cb = (DWORD)fuzz_byte(c->in) * 2;
    void *s = memory(c, cb, fuzz_byte(c->in) % 4);

    (void)RasGetProjectionInfoEx(any_connection(c), s, &cb);
    free(s);
}

static void country(struct call *c)
{
    DWORD size = sizeof(RASCTRYINFOA), id[2], cb, given;
    unsigned char *s;

    cb = given = (DWORD)fuzz_byte(c->in) * 2;
    s = memory(c, cb, fuzz_byte(c->in) % 4 ? size : fuzz_u32(c->in));
    if (CALL(RasGetCountryInfo, (void *)s, &cb) == ERROR_SUCCESS) {
        HOLDS(cb <= given);
        memcpy(id, s, sizeof(id));
        HOLDS(id[0] == size && id[1] < 10000);
    }
    free(s);
}

static void error_string(struct call *c)
{
    DWORD n = fuzz_byte(c->in), error = fuzz_u32(c->in) % 1000;
    void *s = malloc((n ? n : 1) * sizeof(WCHAR));

    HOLDS(s);
    (void)CALL(RasGetErrorString, error, s, n);
    free(s);
}

/* What is kept of EAP: as it was set, in any room. */
static void eap(struct call *c)
{
    const void *phonebook = path(c, &c->path), *entry = text(c, &c->entry);
    DWORD n = fuzz_byte(c->in), cb = fuzz_byte(c->in), given = cb;
    bool custom = fuzz_byte(c->in) & 1;
    BYTE *set = memory(c, n, fuzz_u32(c->in)), *got = malloc(cb ? cb : 1);
    DWORD code;

    HOLDS(got);
    code = custom ? CALL(RasSetCustomAuthData, phonebook, entry, set, n)
                  : CALL(RasSetEapUserData, NULL, phonebook, entry, set, n);
    if (code == ERROR_SUCCESS) {
        code = custom
                   ? CALL(RasGetCustomAuthData, phonebook, entry, got, &cb)
                   : CALL(RasGetEapUserData, NULL, phonebook, entry, got, &cb);
        HOLDS(code == ERROR_SUCCESS ? cb <= given
                                    : code == ERROR_BUFFER_TOO_SMALL);
        HOLDS(cb == n);
        HOLDS(code != ERROR_SUCCESS || memcmp(got, set, n) == 0);
    }
    free(got);
    free(set);
}

/* --- names, and automatic dialling */

static void names(struct call *c)
{
    const void *phonebook = path(c, &c->path), *entry = text(c, &c->entry);
    const void *other = text(c, &c->other);
    DWORD code = CALL(RasValidateEntryName, phonebook, other);

    if (fuzz_byte(c->in) & 1)
        HOLDS(CALL(RasRenameEntry, phonebook, entry, other) != ERROR_SUCCESS ||
              CALL(RasValidateEntryName, phonebook, other) ==
                  ERROR_ALREADY_EXISTS);
    else if (code == ERROR_ALREADY_EXISTS)
        (void)CALL(RasDeleteEntry, phonebook, other);
}

static void autodial(struct call *c)
{
    const DWORD sizes[] = {AW(tagRASAUTODIALENTRY)};
    const void *address = text(c, &c->entry);
    DWORD size = size_of(c, sizes, 1), n = fuzz_byte(c->in) % 3, cb = n * size;
    void *s;

    if (size > ROOM_MAX)
        cb = n * sizeof(size);
    s = memory(c, cb, size);
    (void)CALL(RasSetAutodialAddress, address, 0, n ? s : NULL, cb, n);
    free(s);
    cb = size > ROOM_MAX ? sizeof(size) : size;
    s = memory(c, cb, size);
    (void)CALL(RasGetAutodialAddress, address, NULL, s, &cb, &n);
    free(s);
}

static void autodial_list(struct call *c)
{
    DWORD cb = (DWORD)fuzz_byte(c->in) * 16, n = 0, given = cb, code;
    void *s = memory(c, cb, 0);

    code = CALL(RasEnumAutodialAddresses, s, &cb, &n);
    HOLDS(code != ERROR_SUCCESS || cb <= given);
    free(s);
    cb = given = fuzz_byte(c->in) % 16;
    s = memory(c, cb, fuzz_u32(c->in));
    if (fuzz_byte(c->in) & 1)
        (void)CALL(RasSetAutodialParam, fuzz_byte(c->in) % 8, s, cb);
    else
        (void)CALL(RasGetAutodialParam, fuzz_byte(c->in) % 8, s, &cb);
    free(s);
}

static void (*const kinds[])(struct call *c) = {
    list_entries, list_connections, list_devices, credentials, dial_params,
    dial,         status,           statistics,   projection,  projection_ex,
    country,      error_string,     eap,          names,       autodial,
    autodial_list};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n}, script;
    unsigned length = (unsigned)fuzz_byte(&in) << 2;
    struct call c = {.in = &script};
    int i;

    begin();
    script = in;
    script.left = length < in.left ? length : in.left;
    in.at += script.left;
    in.left -= script.left;
    fuzz_write(book, in.at, in.left);
    (void)unlink(credentials_file);
    (void)unlink(autodial_file);
    for (i = 0; script.left && i < STEPS; i++) {
        unsigned kind = fuzz_byte(&script);

        c.wide = kind & 1;
        kinds[(kind >> 1) % N(kinds)](&c);
    }
    return 0;
}
