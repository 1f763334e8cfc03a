#include "compat/rasdial_dial.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/rascs.h"
#include "compat/rasdial_custom.h"
#include "compat/rasdial_say.h"
#include "compat/rasdial_wait.h"
#include "compat/raserr.h"
#include "compat/session.h"
#include "compat/settings.h"
#include "compat/ticks.h"

enum {
    HANGUP_MS = 15000, /* pppd's time to end a dial and free the port */
    START_MS = 30000,  /* and to start, unless the time limit is shorter */
    TICK_MS = 1000,    /* how often the live line is written anew */
    LOOK_MS = 500,     /* how late the silence of a custom dialer is noticed */
};

/* How many of the projections[] the result repeats. */
enum { KEPT = 3 };

struct dial {
    const struct rasdial_options *o;
    struct session *session;
    uint64_t started;
    uint64_t limit;    /* --timeout, 0 = none */
    uint64_t deadline; /* for ENDED, 0 = none yet */
    bool hung_up;      /* by the user, or because the time was over */
    bool connected, ended;
    uint32_t error; /* the first one told */
    char details[257];
    char number[129], port[65], tty[257], modem[257];
    char network[KEPT][65]; /* of the projections[] */
    bool dialling;          /* ConnectDevice was entered */
    uint32_t state;         /* the last one entered */
    uint32_t said_state;    /* the last state whose phrase was printed */
};

static void latch(struct dial *d, uint32_t error, const char *details)
{
    if (d->error == 0 && error != 0)
        d->error = error;
    if (d->details[0] == '\0' && d->error == error)
        snprintf(d->details, sizeof(d->details), "%s", details);
}

/* --- how it goes, in lines */

static void say_step(const struct dial *d, const char *step, const char *text)
{
    uint64_t ms = ticks_now() - d->started;

    say("%3llu.%03u  %-20s %s", (unsigned long long)(ms / 1000),
        (unsigned)(ms % 1000), step, text);
}

static void describe_device(const struct dial *d, char *out, size_t size)
{
    const char *on = d->port[0] ? d->port : d->tty;
    bool both = d->port[0] && d->tty[0] && strcmp(d->port, d->tty) != 0;

    snprintf(out, size, "%s%s%s%s%s%s%s%s",
             d->number[0] ? rascs_phrase(RASCS_ConnectDevice) : "Connecting",
             d->number[0] ? " " : "", d->number, on[0] ? " on " : "", on,
             both ? " (" : "", both ? d->tty : "", both ? ")" : "");
}

static void say_device(const struct dial *d)
{
    char text[768];

    describe_device(d, text, sizeof(text));
    say_step(d, rascs_name(RASCS_ConnectDevice), text);
}

/* What is going on and for how long: "Lab: Dialling 5550101 on COM1, 12 s". */
static void say_progress(const struct dial *d)
{
    unsigned long long s = (ticks_now() - d->started) / 1000;
    char text[768];

    if (d->state == RASCS_ConnectDevice)
        describe_device(d, text, sizeof(text));
    else
        snprintf(text, sizeof(text), "%s", rascs_phrase(d->state));
    say_live("%s: %s%s, %llu s", d->o->entry, d->hung_up ? "Hanging up" : text,
             d->hung_up ? "" : d->modem, s);
}

/* What Windows' tool says on entering a state. */
static const struct phrase {
    uint32_t state;
    const char *text;
    bool entry; /* the entry's name follows */
} phrases[] = {
    {RASCS_ConnectDevice, "Connecting to ", true},
    {RASCS_Authenticate, "Verifying username and password", false},
    {RASCS_AuthProject, "Registering your computer on the network", false},
};

static void say_phrase(struct dial *d, uint32_t state)
{
    size_t i;

    if (d->said_state == state)
        return;
    d->said_state = state;
    for (i = 0; i < sizeof(phrases) / sizeof(*phrases); i++)
        if (phrases[i].state == state)
            say("%s%s...", phrases[i].text,
                phrases[i].entry ? d->o->entry : "");
}

static void say_state(struct dial *d, uint32_t state)
{
    if (say_is_live())
        say_progress(d);
    else if (!d->o->verbose)
        say_phrase(d, state);
    else if (state == RASCS_ConnectDevice)
        say_device(d);
    else
        say_step(d, rascs_name(state), rascs_phrase(state));
}

/* --- what the plugin tells */

static void begin(const struct dial *d, struct event *e,
                  enum rasdial_event type)
{
    event_begin(e, type, d->o->entry);
    event_number(e, RASDIAL_KEY_elapsed_ms,
                 (int64_t)(ticks_now() - d->started));
}

static void put_state(const struct dial *d, uint32_t state, uint32_t error,
                      const char *details)
{
    struct event e;

    begin(d, &e, RASDIAL_EVENT_state);
    event_state(&e, state);
    event_error(&e, error);
    event_text(&e, RASDIAL_KEY_details, details);
    event_end(&e);
}

static void on_state(struct dial *d, const struct wire_record *r)
{
    uint32_t state = wire_u32(r, WIRE_F_STATE, 0);
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    char text[257];

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    put_state(d, state, error, text);
    if (error) {
        latch(d, error, text);
        /* ENDED follows when the port is free, which is worth a wait. */
        d->deadline = ticks_now() + HANGUP_MS;
        return;
    }
    d->dialling = d->dialling || state == RASCS_ConnectDevice;
    d->connected = state == RASCS_Connected;
    d->state = state;
    d->modem[0] = '\0';
    say_state(d, state);
}

/* One that fails is worth a word in any case: the others go on without it. */
static void on_link(struct dial *d, const struct wire_record *r)
{
    uint32_t number = wire_u32(r, WIRE_F_SUB_ENTRY, 0);
    uint32_t state = wire_u32(r, WIRE_F_STATE, 0);
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    const char *reason = raserr_text(error);
    char text[257], step[24];
    struct event e;

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    snprintf(step, sizeof(step), "Link %u", (unsigned)number);
    if (error)
        say("%s: error %u - %s%s%s", step, (unsigned)error,
            reason ? reason : "", text[0] ? " " : "", text);
    else if (d->o->verbose)
        say_step(d, step, rascs_phrase(state));
    begin(d, &e, RASDIAL_EVENT_link);
    event_number(&e, RASDIAL_KEY_sub_entry, number);
    event_state(&e, state);
    event_error(&e, error);
    event_text(&e, RASDIAL_KEY_details, text);
    event_end(&e);
}

static void on_device(struct dial *d, const struct wire_record *r)
{
    char type[17], device[129];
    struct event e;

    wire_text(r, WIRE_F_DEVICE_TYPE, type, sizeof(type));
    wire_text(r, WIRE_F_DEVICE_NAME, device, sizeof(device));
    wire_text(r, WIRE_F_NUMBER, d->number, sizeof(d->number));
    wire_text(r, WIRE_F_PORT, d->port, sizeof(d->port));
    wire_text(r, WIRE_F_TTY, d->tty, sizeof(d->tty));
    if (d->o->verbose && d->dialling)
        say_device(d);
    begin(d, &e, RASDIAL_EVENT_device);
    event_text(&e, RASDIAL_KEY_device_type, type);
    event_text(&e, RASDIAL_KEY_device, device);
    event_text(&e, RASDIAL_KEY_port, d->port);
    event_text(&e, RASDIAL_KEY_tty, d->tty);
    event_text(&e, RASDIAL_KEY_number, d->number);
    event_end(&e);
}

static void on_modem(struct dial *d, const struct wire_record *r)
{
    uint32_t bps = wire_u32(r, WIRE_F_BPS, 0);
    char text[257], speed[32];
    struct event e;

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    if (text[0] && d->o->verbose)
        say_step(d, "Modem", text);
    if (bps && d->o->verbose) {
        snprintf(speed, sizeof(speed), "%u bit/s", (unsigned)bps);
        say_step(d, "Speed", speed);
    }
    begin(d, &e, RASDIAL_EVENT_modem);
    event_text(&e, RASDIAL_KEY_details, text);
    if (bps)
        event_number(&e, RASDIAL_KEY_bps, bps);
    event_end(&e);
    snprintf(d->modem, sizeof(d->modem), "%s%.200s", text[0] ? ", " : "", text);
    say_progress(d);
}

static void on_authentication(struct dial *d, const struct wire_record *r)
{
    uint32_t protocol = wire_u32(r, WIRE_F_PROTOCOL, 0);
    uint32_t data = wire_u32(r, WIRE_F_PROTOCOL_DATA, 0);
    const char *method = settings_method_name(protocol, data);
    const char *name = method     ? method
                       : protocol ? "an unknown protocol"
                                  : "none";
    char text[257];
    struct event e;

    if (d->o->verbose)
        say_step(d, "Authentication", name);
    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    begin(d, &e, RASDIAL_EVENT_authentication);
    event_text(&e, RASDIAL_KEY_authentication, name);
    event_text(&e, RASDIAL_KEY_details, text);
    event_end(&e);
}

/* The fields of a network protocol's result, and what a person calls them. */
static const struct projection {
    enum wire_tag tag;
    const char *label;
    enum rasdial_key key;
} projections[] = {
    {WIRE_F_INTERFACE, "Interface", RASDIAL_KEY_interface},
    {WIRE_F_LOCAL_ADDRESS, "Address", RASDIAL_KEY_local_address},
    {WIRE_F_REMOTE_ADDRESS, "Server", RASDIAL_KEY_remote_address},
    {WIRE_F_DNS1, "Name server", RASDIAL_KEY_name_servers},
    {WIRE_F_DNS2, "Name server", RASDIAL_KEY_name_servers},
};

static void take_projection(struct dial *d, const struct wire_record *r,
                            size_t i, struct event *e)
{
    const struct projection *p = &projections[i];
    char text[65];

    if (!wire_text(r, p->tag, text, sizeof(text)) || !text[0])
        return;
    if (d->o->verbose)
        say_step(d, p->label, text);
    if (i < KEPT) {
        memcpy(d->network[i], text, sizeof(text));
        event_text(e, p->key, text);
    } else {
        event_add(e, p->key, text);
    }
}

static void on_projection(struct dial *d, const struct wire_record *r)
{
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    uint32_t protocol = wire_u32(r, WIRE_F_PROTOCOL, 0);
    const char *reason = raserr_text(error);
    char text[257];
    struct event e;
    size_t i;

    begin(d, &e, RASDIAL_EVENT_network);
    event_number(&e, RASDIAL_KEY_protocol, protocol);
    event_error(&e, error);
    for (i = 0; i < sizeof(projections) / sizeof(*projections); i++)
        take_projection(d, r, i, &e);
    event_end(&e);
    if (error && d->o->verbose) {
        snprintf(text, sizeof(text), "protocol %04x: error %u - %s",
                 (unsigned)protocol, (unsigned)error, reason ? reason : "");
        say_step(d, "Network", text);
    }
}

static void on_ended(struct dial *d, const struct wire_record *r)
{
    uint32_t error = wire_u32(r, WIRE_F_ERROR, 0);
    char text[257];

    wire_text(r, WIRE_F_TEXT, text, sizeof(text));
    if (d->hung_up)
        latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
    latch(d, error ? error : RASERR_ERROR_DISCONNECTION, text);
    d->ended = true;
}

static const struct handler {
    enum wire_type type;
    void (*run)(struct dial *d, const struct wire_record *r);
} handlers[] = {
    {WIRE_STATE, on_state},           {WIRE_DEVICE, on_device},
    {WIRE_MODEM, on_modem},           {WIRE_AUTHENTICATION, on_authentication},
    {WIRE_PROJECTION, on_projection}, {WIRE_LINK, on_link},
    {WIRE_ENDED, on_ended},
};

/* --- the loop */

static bool dial_over(const struct dial *d)
{
    return d->ended || (d->connected && !d->hung_up);
}

/* pppd went without a word, or said what nobody understands. */
static void lose(struct dial *d, int error)
{
    if (d->hung_up)
        latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
    else if (error == EPIPE)
        latch(d, RASERR_ERROR_RASMAN_SERVICE_STOPPED,
              "pppd ended without a reason");
    else if (error == EPROTO)
        latch(d, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE,
              "pppd's plugin is of another version");
    else
        latch(d, RASERR_ERROR_UNKNOWN, strerror(error));
    d->ended = true;
}

static void take_records(struct dial *d)
{
    while (!dial_over(d)) {
        struct wire_record r;
        size_t i;
        int error = session_receive(d->session, &r);

        if (error == EAGAIN)
            return;
        if (error) {
            lose(d, error);
            return;
        }
        for (i = 0; i < sizeof(handlers) / sizeof(*handlers); i++)
            if (handlers[i].type == r.type)
                handlers[i].run(d, &r);
    }
}

/* Asks for the end, and gives pppd its time to free the port. */
static void hang_up(struct dial *d)
{
    d->hung_up = true;
    d->deadline = ticks_now() + HANGUP_MS;
    if (session_hangup(d->session))
        lose(d, EPIPE);
}

/* The first signal asks for the end and waits for it, the next does not. */
static void take_signals(struct dial *d)
{
    if (wait_interrupts() == 0)
        return;
    if (!d->hung_up)
        hang_up(d);
    else if (wait_interrupts() > 1)
        lose(d, EPIPE);
}

static void say_late(const struct dial *d, char *out, size_t size)
{
    snprintf(out, size, "not connected after %u s", (unsigned)d->o->timeout);
}

/* Does the time limit still count? A dial that has failed ends by itself. */
static bool limited(const struct dial *d)
{
    return d->limit && !d->hung_up && !d->error;
}

static void take_time(struct dial *d)
{
    uint64_t now = ticks_now();
    char text[64];

    if (d->deadline && now >= d->deadline) {
        lose(d, ETIMEDOUT);
    } else if (limited(d) && now >= d->limit) {
        say_late(d, text, sizeof(text));
        latch(d, RASERR_ERROR_REQUEST_TIMEOUT, text);
        hang_up(d);
    }
    say_progress(d);
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return !a || (b && b < a) ? b : a;
}

static uint64_t next_time(const struct dial *d)
{
    uint64_t next = sooner(d->deadline, limited(d) ? d->limit : 0);

    return say_is_live() ? sooner(next, ticks_now() + TICK_MS) : next;
}

static void run_dial(struct dial *d, const sigset_t *mask)
{
    while (!dial_over(d)) {
        wait_for(session_fd(d->session), next_time(d), mask);
        take_records(d);
        if (!dial_over(d))
            take_signals(d);
        if (!dial_over(d))
            take_time(d);
    }
}

/* --- start and end */

static uint32_t open_session(struct dial *d)
{
    const struct rasdial_options *o = d->o;
    char path[PATH_MAX];
    struct session_request q = {
        .pppd = o->pppd,
        .plugin = o->plugin ? o->plugin : rasdial_plugin(path),
        .entry = o->entry,
        .phonebook = o->phonebook,
        .config = o->config,
        .number = o->number,
        .user = o->user,
        .password = o->password_given ? o->password : NULL,
        .domain = o->domain,
        .callback_number = o->callback,
        .options = rasdial_dial_options(o),
        .start_ms = START_MS,
    };
    uint32_t code;

    if (o->timeout && o->timeout < START_MS / 1000)
        q.start_ms = o->timeout * 1000;
    code = session_open(&q, &d->session, d->details, sizeof(d->details));
    if (!code || !d->limit || ticks_now() < d->limit)
        return code;
    say_late(d, d->details, sizeof(d->details));
    return RASERR_ERROR_REQUEST_TIMEOUT;
}

static int connected(const struct dial *d)
{
    struct event e;
    size_t i;

    say("Successfully connected to %s.", d->o->entry);
    say_done();
    event_result(&e, d->o->entry, RASERR_ERROR_SUCCESS, "");
    for (i = 0; i < KEPT; i++)
        event_text(&e, projections[i].key, d->network[i]);
    event_end(&e);
    return raserr_exit_status(RASERR_ERROR_SUCCESS);
}

/* --- an entry with a custom dialer: RasDial calls it, in this process */

/*
 * The first signal hangs up, as the end of the time does; a second one does
 * not wait for that. False: what the dialer does is waited for no longer.
 */
static bool be_patient(struct dial *d, struct client *c)
{
    uint64_t now = ticks_now();
    char text[64];

    if (limited(d) && now >= d->limit) {
        say_late(d, text, sizeof(text));
        latch(d, RASERR_ERROR_REQUEST_TIMEOUT, text);
    }
    /* RasHangUp wants a handle, which the dialer may not have yet. */
    if ((wait_interrupts() || d->error) && !d->hung_up &&
        client_hang_up(c) == RASERR_ERROR_SUCCESS) {
        d->hung_up = true;
        d->deadline = now + HANGUP_MS;
    }
    return wait_interrupts() < 2 && (!d->deadline || now < d->deadline);
}

static void take_event(struct dial *d, const struct client_event *e,
                       const struct client *c)
{
    if (e->over) {
        if (d->hung_up || wait_interrupts())
            latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
        latch(d, e->error, client_reason(c));
        d->ended = true;
        d->connected = d->error == 0;
        return;
    }
    put_state(d, e->state, e->error, "");
    if (e->error == 0) {
        d->state = e->state;
        say_state(d, e->state);
    }
}

static bool follow_dialer(struct dial *d, struct client *c,
                          const sigset_t *mask)
{
    struct client_event e;

    while (!d->ended) {
        wait_for(client_fd(c), ticks_now() + LOOK_MS, mask);
        while (!d->ended && client_next(c, &e))
            take_event(d, &e, c);
        if (!d->ended && !be_patient(d, c))
            return false;
        say_progress(d);
    }
    return true;
}

/* A dialer that does not return is left to the end of this process. */
static void dial_custom(struct dial *d, const sigset_t *mask)
{
    char path[PATH_MAX];
    const struct client_request q = rasdial_custom_request(d->o, path);
    struct client *c;

    d->error = client_dial(&q, &c, d->details, sizeof(d->details));
    if (d->error)
        return;
    if (!follow_dialer(d, c, mask)) {
        latch(d, RASERR_ERROR_USER_DISCONNECTION, "");
        return;
    }
    if (d->error)
        (void)client_hang_up(c);
    client_free(c);
}

/* --- either */

static void dial_plainly(struct dial *d, struct rasdial_options *o,
                         const sigset_t *mask)
{
    d->error = open_session(d);
    explicit_bzero(o->password, sizeof(o->password));
    if (d->error)
        return;
    run_dial(d, mask);
    session_close(d->session);
}

int rasdial_dial(struct rasdial_options *o, const sigset_t *mask)
{
    struct dial d = {.o = o, .started = ticks_now()};

    if (o->timeout)
        d.limit = d.started + (uint64_t)o->timeout * 1000;
    if (rasdial_custom_wanted(o))
        dial_custom(&d, mask);
    else
        dial_plainly(&d, o, mask);
    explicit_bzero(o->password, sizeof(o->password));
    return d.connected && !d.error ? connected(&d)
                                   : say_failed(o->entry, d.error, d.details);
}
