/*
 * ras_custom_dial.c - ras-custom-dial, the process in which pppd runs a custom
 * dialer. The plugin starts it, unprivileged, with three descriptors: the
 * calls it is to make, the pppd that its dialer's RasDial drives, and the
 * dialer's file.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "compat/api/adopt.h"
#include "compat/api/host_call.h"
#include "compat/raserr.h"
#include "compat/wire.h"

enum { CALLS = 3, SESSION = 4, DIALER = 5 };

/* Texts of a call; they stay until the next one, but for the password. */
static struct {
    char dialer[1025], path[1025], entry[1537], phonebook[1025], config[1025];
    char number[129], user[257], password[257], domain[65];
} given;

static const char *or_null(const char *text)
{
    return text[0] ? text : NULL;
}

static bool read_dial(const struct wire_record *in)
{
    static const struct {
        enum wire_tag tag;
        char *text;
        size_t size;
    } texts[] = {
#define TEXT(tag, member) {WIRE_F_##tag, given.member, sizeof(given.member)}
        TEXT(DIALER, dialer),     TEXT(FILE, path),
        TEXT(ENTRY, entry),       TEXT(PHONEBOOK, phonebook),
        TEXT(CONFIG, config),     TEXT(NUMBER, number),
        TEXT(USER, user),         TEXT(DOMAIN, domain),
        TEXT(PASSWORD, password),
#undef TEXT
    };
    bool good = true;
    size_t i;

    for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        good =
            wire_text(in, texts[i].tag, texts[i].text, texts[i].size) && good;
    return good;
}

static uint32_t call_dial(const struct wire_record *in, void **connection,
                          char *why, size_t size)
{
    struct rasapi_host_call call = {.dialer = given.dialer,
                                    .path = given.path,
                                    .file = DIALER,
                                    .entry = given.entry};
    uint32_t code = RASERR_ERROR_INVALID_PARAMETER;

    if (!read_dial(in))
        goto out;
    call.phonebook = or_null(given.phonebook);
    call.config = or_null(given.config);
    call.number = or_null(given.number);
    call.user = or_null(given.user);
    call.password = or_null(given.password);
    call.domain = or_null(given.domain);
    code = rasapi_host_dial(&call, connection, why, size);
out:
    explicit_bzero(given.password, sizeof(given.password));
    return code;
}

/* A failed dial may have left a handle; RasHangUp takes that, too. */
static uint32_t call_hangup(void **connection)
{
    void *handle = *connection;

    *connection = NULL;
    return handle ? rasapi_host_hangup(handle) : 0;
}

static int answer(uint32_t call, uint32_t code, const char *why)
{
    struct wire_writer w;
    char text[257];

    snprintf(text, sizeof(text), "%.256s", why);
    wire_begin(&w, WIRE_RETURNED);
    wire_put_u32(&w, WIRE_F_CALL, call);
    wire_put_u32(&w, WIRE_F_ERROR, code);
    wire_put_text(&w, WIRE_F_TEXT, text);
    return wire_send(CALLS, &w);
}

static int serve(const struct wire_record *in, void **connection)
{
    uint32_t call = wire_u32(in, WIRE_F_CALL, 0), code = 0;
    char why[1024] = "";

    if (in->type == WIRE_CUSTOM_DIAL)
        code = call_dial(in, connection, why, sizeof(why));
    else if (in->type == WIRE_CUSTOM_HANGUP)
        code = call_hangup(connection);
    return answer(call, code, why);
}

int main(void)
{
    struct pollfd p = {.fd = CALLS, .events = POLLIN};
    struct wire_record in;
    void *connection = NULL;
    int error;

    if (fcntl(CALLS, F_SETFD, FD_CLOEXEC) < 0 ||
        fcntl(DIALER, F_SETFD, FD_CLOEXEC) < 0) {
        fprintf(stderr, "ras-custom-dial is started by pppd\n");
        return 2;
    }
    rasapi_host_adopt(SESSION);
    setvbuf(stdout, NULL, _IOLBF, 0);
    do {
        (void)poll(&p, 1, -1);
        error = wire_receive(CALLS, &in);
        if (error == 0)
            error = serve(&in, &connection);
        explicit_bzero(&in, sizeof(in));
    } while (error == 0 || error == EAGAIN);
    return error == EPIPE ? 0 : 1;
}
