#include "plugin/hosted.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/gate.h"
#include "plugin/keeper.h"
#include "plugin/shim.h"

/* What stands for the saved password (RasSetCredentials' remarks). */
#define SAVED_PASSWORD "****************"

enum {
    LATE_DIAL_MS = 5000, /* for a RasDial that outlives its RasCustomDial */
    FATE_MS = 1000,      /* from a closed pair to the news of the end */
    END_MS = 2000,       /* until the killed are gone */
    NOTES_MAX = 256,     /* read at a time */
    RECORDS_MAX = 64     /* the same, of the helper's */
};

static struct {
    int calls, notes; /* to the helper, from its keeper; -1: no helper */
    bool open;        /* a call of RasCustomDial was made, and no hang-up */
    uint32_t call;    /* number of the last call */
    bool returned;    /* it has returned CODE, WORDS */
    uint32_t code;
    char words[257];
    bool dialled;      /* the dialer has dialled in it */
    char fate[400];    /* how the helper has ended; "": it lives */
    bool unstarted;    /* it never ran */
    uint64_t deadline; /* 0: none */
    struct ras_helper limits;
    char name[64]; /* of the dialer, for messages */
} hosted = {.calls = -1, .notes = -1};

static bool fail(struct cause *c, uint32_t error, bool retry,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

static bool fail(struct cause *c, uint32_t error, bool retry,
                 const char *format, ...)
{
    char text[CAUSE_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    cause_latch(c, error, 0, retry, text);
    return false;
}

/* --- the helper's news */

static void describe_end(int status, char *out, size_t size)
{
    int number = WTERMSIG(status);

    if (WIFEXITED(status))
        snprintf(out, size, "has ended itself with exit status %d",
                 WEXITSTATUS(status));
    else if (number == SIGXCPU)
        snprintf(out, size, "has used up its %u s of processor time",
                 hosted.limits.cpu);
    else
        snprintf(out, size, "was killed by signal %d (%s)", number,
                 sigdescr_np(number) ? sigdescr_np(number) : "unknown");
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void take_note(const struct keeper_note *note)
{
    switch (note->news) {
    case KEEPER_LINE:
        shim_log(SHIM_INFO, "dialer %s: %s", hosted.name, note->text);
        break;
    case KEEPER_FAILED:
        hosted.unstarted = true;
        snprintf(hosted.fate, sizeof(hosted.fate), "cannot be started: %s",
                 note->text);
        break;
    case KEEPER_ENDED:
        if (!hosted.fate[0])
            describe_end(note->status, hosted.fate, sizeof(hosted.fate));
        break;
    case KEEPER_GONE:
        close_fd(&hosted.notes);
        if (!hosted.fate[0])
            snprintf(hosted.fate, sizeof(hosted.fate), "has gone");
        break;
    default:
        break;
    }
}

static void read_notes(void)
{
    struct keeper_note note = {.news = KEEPER_LINE};
    int i;

    for (i = 0; i < NOTES_MAX && hosted.notes >= 0; i++) {
        keeper_read(hosted.notes, &note);
        if (note.news == KEEPER_NOTHING)
            return;
        take_note(&note);
    }
}

/* How it has ended, when a pair was closed; or that it closed it itself. */
static void learn_fate(const char *otherwise)
{
    uint64_t deadline = ticks_now() + FATE_MS;

    read_notes();
    while (!hosted.fate[0] && ticks_left(deadline)) {
        struct pollfd p = {.fd = hosted.notes, .events = POLLIN};

        (void)poll(&p, 1, ticks_poll(deadline));
        read_notes();
    }
    if (!hosted.fate[0])
        snprintf(hosted.fate, sizeof(hosted.fate), "%s", otherwise);
}

/* RETURNED of the last call; what an earlier one has to say is late. */
static void read_returned(void)
{
    struct wire_record in;
    int number, n;

    for (n = 0; n < RECORDS_MAX && !hosted.returned && hosted.calls >= 0 &&
                !hosted.fate[0];
         n++) {
        number = wire_receive(hosted.calls, &in);
        if (number == EAGAIN)
            return;
        if (number != 0) {
            learn_fate(number == EPIPE ? "has closed its connection to pppd"
                                       : "answers garbage");
            return;
        }
        if (in.type != WIRE_RETURNED ||
            wire_u32(&in, WIRE_F_CALL, 0) != hosted.call)
            continue;
        hosted.returned = true;
        hosted.code = wire_u32(&in, WIRE_F_ERROR, 0);
        (void)wire_text(&in, WIRE_F_TEXT, hosted.words, sizeof(hosted.words));
    }
}

/* --- start and end */

bool hosted_running(void)
{
    return hosted.calls >= 0;
}

void hosted_forget(void)
{
    close_fd(&hosted.calls);
    close_fd(&hosted.notes);
}

void hosted_end(void)
{
    uint64_t deadline = ticks_now() + END_MS;

    if (!hosted_running())
        return;
    control_close();
    close_fd(&hosted.calls);
    if (hosted.notes >= 0)
        keeper_stop(hosted.notes);
    while (hosted.notes >= 0 && ticks_left(deadline)) {
        struct pollfd p = {.fd = hosted.notes, .events = POLLIN};

        read_notes();
        if (hosted.notes >= 0)
            (void)poll(&p, 1, ticks_poll(deadline));
    }
    if (hosted.notes >= 0)
        shim_log(SHIM_WARNING, "dialer %s: what it has started does not end",
                 hosted.name);
    close_fd(&hosted.notes);
    hosted.open = false;
}

static bool find_user(const struct ras_helper *h, struct keeper_order *o,
                      struct cause *c)
{
    const struct passwd *user = getpwnam(h->user);
    const struct group *group = getgrnam(h->group);

    if (!user || !group)
        return fail(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, false,
                    "ras.conf's dialer_helper: there is no %s %s",
                    user ? "group" : "user", user ? h->group : h->user);
    if (user->pw_uid == 0 || group->gr_gid == 0)
        return fail(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, false,
                    "ras.conf's dialer_helper: no dialer runs as root");
    o->user = user->pw_uid;
    o->group = group->gr_gid;
    return true;
}

/* Our ends stay; the far ones are the helper's 3 and 4. */
static bool make_pairs(int calls[2], int session[2])
{
    calls[0] = calls[1] = session[0] = session[1] = -1;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, calls) == 0 &&
           socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, session) == 0;
}

static bool start(const struct hosted_call *call, struct cause *c)
{
    const struct ras_helper *h = call->helper;
    struct keeper_order o = {.program = h->program,
                             .n_descriptors = 3,
                             .memory = h->memory,
                             .processes = h->processes,
                             .files = h->files,
                             .cpu = h->cpu};
    int calls[2], session[2];
    char why[200];
    bool good;

    if (!find_user(h, &o, c))
        return false;
    good = make_pairs(calls, session);
    o.descriptors[0] = calls[1];
    o.descriptors[1] = session[1];
    o.descriptors[2] = call->file->fd;
    if (good)
        hosted.notes = keeper_start(&o);
    good = good && hosted.notes >= 0;
    if (!good)
        fail(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, true,
             "the custom dialer's helper: %s", strerror(errno));
    else if (!control_attach(session[0], why, sizeof(why)))
        good = fail(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, true, "%s", why);
    close_fd(&calls[1]);
    close_fd(&session[1]);
    if (!good) {
        close_fd(&calls[0]);
        close_fd(&session[0]);
        close_fd(&hosted.notes);
        return false;
    }
    hosted.calls = calls[0];
    hosted.limits = *h;
    hosted.unstarted = false;
    hosted.fate[0] = '\0';
    return true;
}

/* --- calls */

/* A helper that has ended already is noticed by who waits for it. */
static bool send_call(struct wire_writer *w, uint32_t ms)
{
    int number;

    wire_put_u32(w, WIRE_F_CALL, ++hosted.call);
    hosted.returned = hosted.dialled = false;
    hosted.code = 0;
    hosted.words[0] = '\0';
    hosted.deadline = ticks_now() + ms;
    number = wire_send(hosted.calls, w);
    return number == 0 || number == EPIPE;
}

static bool send_dial(const struct hosted_call *call)
{
    struct wire_writer w;

    wire_begin(&w, WIRE_CUSTOM_DIAL);
    wire_put_text(&w, WIRE_F_DIALER, call->name);
    wire_put_text(&w, WIRE_F_FILE, call->file->path);
    wire_put_text(&w, WIRE_F_ENTRY, call->entry);
    wire_put_text(&w, WIRE_F_PHONEBOOK, call->phonebook);
    wire_put_text(&w, WIRE_F_CONFIG, call->config);
    wire_put_text(&w, WIRE_F_NUMBER, call->number);
    wire_put_text(&w, WIRE_F_USER, call->user);
    wire_put_text(&w, WIRE_F_DOMAIN, call->domain);
    wire_put_text(&w, WIRE_F_PASSWORD, SAVED_PASSWORD);
    return send_call(&w, hosted.limits.timeout);
}

bool hosted_begin(const struct hosted_call *call, struct cause *c)
{
    const char *slash = strrchr(call->file->path, '/');

    snprintf(hosted.name, sizeof(hosted.name), "%s",
             slash ? slash + 1 : call->file->path);
    read_notes();
    if (hosted.fate[0] || !control_attached())
        hosted_end();
    if (!hosted_running() && !start(call, c))
        return false;
    hosted.limits = *call->helper;
    hosted.open = true;
    if (send_dial(call))
        return true;
    hosted_end();
    return fail(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, false,
                "the call of the custom dialer %s is too long", hosted.name);
}

/* --- waiting */

static void sleep_until(uint64_t deadline)
{
    struct pollfd p[3] = {
        {.fd = hosted.returned ? -1 : hosted.calls, .events = POLLIN},
        {.fd = hosted.notes, .events = POLLIN},
        {.fd = control_descriptor(), .events = POLLIN},
    };

    (void)gate_sleep(p, 3, deadline);
}

static bool stopped(struct cause *c)
{
    if (!shim_quit_signal() && !shim_hup_signal())
        return false;
    if (shim_quit_signal())
        shim_quit();
    shim_set_status(SHIM_STATUS_USER_REQUEST);
    fail(c, RASERR_ERROR_USER_DISCONNECTION, false, "the dial was given up");
    return true;
}

/* One that ran may do better the next time; one that cannot start will not. */
static void lose(struct cause *c)
{
    fail(c,
         hosted.unstarted ? RASERR_ERROR_CANNOT_DO_CUSTOMDIAL
                          : RASERR_ERROR_NO_CONNECTION,
         !hosted.unstarted, "the custom dialer %s %s", hosted.name,
         hosted.fate);
    hosted_end();
}

static void overdue(struct cause *c, const char *what)
{
    fail(c, RASERR_ERROR_REQUEST_TIMEOUT, true,
         "the custom dialer %s %s within %g s", hosted.name, what,
         hosted.limits.timeout / 1000.0);
    hosted_end();
}

/* What RasCustomDial returned is the cause, unchanged. */
static void give_back(struct cause *c)
{
    fail(c, hosted.code, raserr_redial(hosted.code) == RASERR_LATER, "%s%s%s",
         hosted.words[0] ? "" : "the custom dialer ",
         hosted.words[0] ? hosted.words : hosted.name,
         hosted.words[0] ? "" : " says so");
}

/* The asterisks come back where the dialer has no other password. */
static void take_request(struct control_request *r)
{
    r->hosted = true;
    if (strcmp(r->password, SAVED_PASSWORD) == 0)
        explicit_bzero(r->password, sizeof(r->password));
    hosted.dialled = true;
}

/*
 * A RasDial is told before the return of who called it: so the return is read
 * first, and counts only if there is no request behind it.
 */
static enum control_asked look(struct control_request *r)
{
    enum control_asked asked;

    read_notes();
    read_returned();
    if (hosted.fate[0])
        return CONTROL_ASKED_GONE;
    asked = control_attached() ? control_take_request(r) : CONTROL_ASKED_GONE;
    if (asked == CONTROL_ASKED_GONE)
        learn_fate("has closed its connection to pppd");
    if (asked == CONTROL_ASKED_GARBAGE)
        snprintf(hosted.fate, sizeof(hosted.fate), "answers garbage");
    return asked;
}

/* A RasDial that goes on in another thread may outlive its RasCustomDial. */
static bool has_failed(struct cause *c, uint64_t *deadline)
{
    if (hosted.returned && (hosted.code || hosted.dialled)) {
        give_back(c);
        return true;
    }
    if (hosted.returned && *deadline > ticks_now() + LATE_DIAL_MS)
        *deadline = ticks_now() + LATE_DIAL_MS;
    if (ticks_now() < *deadline)
        return false;
    if (hosted.returned)
        fail(c, RASERR_ERROR_NO_CONNECTION, false,
             "the custom dialer %s has returned success without dialling",
             hosted.name);
    else
        overdue(c, "has neither dialled nor returned");
    return true;
}

static bool wait_blocked(struct control_request *r, struct cause *c)
{
    uint64_t deadline = ticks_now() + hosted.limits.timeout;

    for (;;) {
        enum control_asked asked;

        if (stopped(c))
            return false;
        asked = look(r);
        if (hosted.fate[0]) {
            lose(c);
            return false;
        }
        if (asked == CONTROL_ASKED_DIAL) {
            take_request(r);
            return true;
        }
        if (has_failed(c, &deadline))
            return false;
        sleep_until(deadline);
    }
}

bool hosted_wait(struct control_request *r, struct cause *c)
{
    bool dials;

    memset(r, 0, sizeof(*r));
    if (!hosted_running())
        return fail(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, true, "%s",
                    hosted.fate);
    gate_close();
    dials = wait_blocked(r, c);
    gate_open();
    return dials;
}

/* --- while there is a link */

void hosted_connected(void)
{
    hosted.deadline = ticks_now() + hosted.limits.timeout;
}

bool hosted_lost(struct cause *c)
{
    if (!hosted_running() || !hosted.open)
        return false;
    read_notes();
    read_returned();
    if (!hosted.fate[0] && !control_attached())
        learn_fate("has closed its connection to pppd");
    if (hosted.fate[0])
        lose(c);
    else if (hosted.returned && hosted.code)
        give_back(c);
    else if (!hosted.returned && hosted.deadline &&
             ticks_now() >= hosted.deadline)
        overdue(c, "has not returned");
    return c->error != 0;
}

/* --- the hang-up */

/* What the dialer asks for now comes too late: there is no line. */
static void refuse_dial(void)
{
    struct control_request r;
    struct wire_writer w;

    memset(&r, 0, sizeof(r));
    if (look(&r) == CONTROL_ASKED_DIAL) {
        wire_begin(&w, WIRE_ENDED);
        wire_put_u32(&w, WIRE_F_ERROR, RASERR_ERROR_USER_DISCONNECTION);
        control_send(&w);
    }
    control_wipe_request(&r);
}

static bool wait_for_return(uint64_t deadline)
{
    for (;;) {
        refuse_dial();
        if (hosted.returned || hosted.fate[0])
            return true;
        if (ticks_now() >= deadline)
            return false;
        sleep_until(deadline);
    }
}

static bool hang_up_in_time(void)
{
    struct wire_writer w;
    bool in_time;

    wire_begin(&w, WIRE_CUSTOM_HANGUP);
    if (!send_call(&w, hosted.limits.hangup))
        return false;
    gate_close();
    in_time = wait_for_return(hosted.deadline);
    gate_open();
    return in_time;
}

void hosted_hangup(void)
{
    if (!hosted_running() || !hosted.open)
        return;
    hosted.open = false;
    if (!hang_up_in_time())
        shim_log(SHIM_WARNING,
                 "the custom dialer %s did not hang up within %g s",
                 hosted.name, hosted.limits.hangup / 1000.0);
    else if (hosted.fate[0])
        shim_log(SHIM_WARNING, "the custom dialer %s %s", hosted.name,
                 hosted.fate);
    else if (hosted.code)
        shim_log(SHIM_WARNING, "the custom dialer %s: hang-up: RAS error %u",
                 hosted.name, hosted.code);
    if (!hosted.returned)
        hosted_end();
}
