/*
 * fuzz_api_session - a pppd that says anything to the program that dials: each
 * record moves the connection on or is ignored, nothing is told behind the
 * failure of a dial, and the end of the pair is the end of it.
 *
 * Under test: compat/session.c compat/api/conn.c compat/api/status.c
 */
#include "compat/api/conn.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat/api/api.h"
#include "tests/fuzz/records.h"

enum { STEPS = 200 };

struct dial {
    struct conn *c;
    uint32_t handle;
    int ours, theirs;
    bool failed; /* that was told */
};

static void begin(struct dial *d)
{
    static const struct session_request request = {
        .entry = "X", .phonebook = "/x.pbk", .user = "u", .password = "p"};
    int pair[2];
    char why[256];

    records_pair(pair);
    *d = (struct dial){.ours = pair[0], .theirs = pair[1]};
    d->c = conn_new(true);
    HOLDS(d->c);
    HOLDS(session_attach(d->ours, &request, &d->c->session, why, sizeof(why)) ==
          0);
    d->c->dialling = true;
    d->handle = conn_add_handle(d->c, true);
    HOLDS(d->handle);
}

static void take_events(struct dial *d)
{
    struct conn_event e;

    HOLDS(d->c->n_events <= CONN_STATES && d->c->n_told <= CONN_STATES);
    while (conn_next_event(d->c, &e)) {
        HOLDS(!d->failed);
        d->failed = e.error != 0 && !e.link; /* others may still come up */
    }
}

static void look(struct dial *d)
{
    struct conn *c = d->c;

    conn_refresh(c);
    take_events(d);
    HOLDS(!c->over || c->ended);
    HOLDS(!c->failed || c->ended);
    HOLDS(!c->connected || c->state == RASCS_Connected);
    HOLDS(!d->failed || c->state == RASCS_Disconnected);
    HOLDS(memchr(c->device_type, '\0', sizeof(c->device_type)));
    HOLDS(memchr(c->device_name, '\0', sizeof(c->device_name)));
    HOLDS(memchr(c->number, '\0', sizeof(c->number)));
}

static void ask_status(const struct dial *d)
{
    struct tagRASCONNSTATUSW s = {.dwSize = sizeof(s)};

    conn_unlock();
    HOLDS(RasGetConnectStatusW(api_hrasconn(d->handle), &s) == ERROR_SUCCESS);
    conn_lock();
    HOLDS(s.rasconnstate == d->c->state && s.dwError == d->c->error);
}

/* What the program has sent is read by somebody. */
static void drain(const struct dial *d)
{
    char bytes[WIRE_MAX];

    while (recv(d->theirs, bytes, sizeof(bytes), 0) > 0)
        ;
}

static void step(struct dial *d, struct fuzz_input *in)
{
    switch (fuzz_byte(in) % 8) {
    case 0:
        look(d);
        break;
    case 1:
        ask_status(d);
        break;
    case 2:
        (void)conn_resume(d->c, "5550100");
        break;
    case 3:
        conn_ask_hangup(d->c);
        break;
    case 4:
        d->c->pausing = fuzz_byte(in) & 1;
        break;
    default:
        records_send(d->theirs, in);
        drain(d);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    int before = fuzz_next_descriptor(), i;
    struct dial d;

    conn_lock();
    begin(&d);
    for (i = 0; in.left && i < STEPS; i++)
        step(&d, &in);
    close(d.theirs);
    look(&d);
    HOLDS(d.c->over && d.c->ended);
    conn_drop_handle(d.handle);
    conn_release(d.c);
    conn_unlock();
    close(d.ours);
    HOLDS(fuzz_next_descriptor() == before);
    return 0;
}
