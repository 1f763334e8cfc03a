#include "plugin/dial.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "conf/text.h"
#include "plugin/cause.h"
#include "plugin/modem_result.h"

/* The longest line of a modem that is looked at; the rest of it is dropped. */
#define LINE_SIZE 256

#define EVENTS 16

enum state {
    READY,      /* not started */
    COMMAND,    /* a command was sent, its answer is due */
    GUARD,      /* silence before +++ */
    ESCAPE,     /* silence after +++ */
    HANGING_UP, /* the hang-up command was sent */
    DIALLING,   /* the dial command was sent */
    WAITING,    /* for a call */
    ANSWERING,  /* the answer command was sent */
    ABORTING,   /* the call is called off, the modem may say so */
    CONNECTED,
    FAILED,
    ON_HOOK
};

typedef void step(struct dial *d, dial_ms now);

struct dial {
    struct dial_plan plan;
    enum state state;
    dial_ms deadline;
    dial_ms last_sent;
    size_t next;      /* the command that is under way; n_commands: dialling */
    bool rescued;     /* the one escape that a dial may need is used up */
    bool alive;       /* a result came since the dial command */
    bool escaped;     /* +++ was sent since then */
    bool answers;     /* waits for a call, and does not make one */
    dial_ms patience; /* until when a call may come; 0: not waiting yet */
    step *hung_up;    /* what follows a hang-up */

    /* What is still to be written: text[taken..length), then END. */
    struct {
        const char *text; /* NULL: nothing */
        size_t length, taken;
        char end; /* CR, or NUL for none */
    } out;

    char line[LINE_SIZE];
    size_t line_length;

    struct dial_event events[EVENTS];
    size_t n_events;

    struct dial_failure failure;
    char connect_text[DIAL_TEXT_MAX];
};

/* --- texts for people */

/* What stands behind these is a PIN or a password (3GPP TS 27.007). */
static const char *const secret_commands[] = {
    "+CPIN=", "+CLCK=", "+CPWD=", "+CGAUTH=", "^AUTHDATA=", "$QCPDPP=",
};

static void hide_secrets(char *text)
{
    size_t i;
    char *at;

    for (i = 0; i < sizeof secret_commands / sizeof *secret_commands; i++) {
        at = strcasestr(text, secret_commands[i]);
        if (at)
            at[strlen(secret_commands[i])] = '\0';
    }
}

/*
 * A modem that has lost the call echoes frames of PPP (RFC 1662), and a
 * password may be in them (RFC 1334 2.2.1). A flag, an escaped byte or one that
 * no result has begins a frame as far as people are told: TEXT is a tilde from
 * there on.
 */
static void hide_frames(char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c >= '~' || (c == '}' && (text[1] & 0x60) == 0x20) ||
            (c < ' ' && c != '\t' && c != '\x1b')) {
            memcpy(text, "~", 2);
            return;
        }
    }
}

__attribute__((format(printf, 2, 3))) static void
describe(char text[DIAL_TEXT_MAX], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, DIAL_TEXT_MAX, format, arguments);
    va_end(arguments);
    hide_secrets(text);
    text_make_printable(text);
}

/*
 * When the owner does not keep up, the oldest line from the modem goes: what
 * was sent, and that it dialled, moves the owner's states.
 */
static void drop_event(struct dial *d)
{
    size_t i = 0;

    while (i < d->n_events && d->events[i].kind != DIAL_EVENT_RECEIVED)
        i++;
    if (i == d->n_events)
        i = 0;
    d->n_events--;
    memmove(&d->events[i], &d->events[i + 1],
            (d->n_events - i) * sizeof d->events[0]);
}

static void report(struct dial *d, enum dial_event_kind kind, const char *text)
{
    struct dial_event *event;

    if (d->n_events == EVENTS)
        drop_event(d);
    event = &d->events[d->n_events++];
    event->kind = kind;
    describe(event->text, "%s", text);
}

struct dial_event dial_event(struct dial *d)
{
    struct dial_event event = {DIAL_EVENT_NONE, ""};

    if (!d->n_events)
        return event;
    event = d->events[0];
    d->n_events--;
    memmove(&d->events[0], &d->events[1], d->n_events * sizeof d->events[0]);
    return event;
}

/* --- what the states have in common */

static dial_ms later(dial_ms from, uint32_t ms)
{
    return from < DIAL_NEVER - ms ? from + ms : DIAL_NEVER - 1;
}

static void enter(struct dial *d, enum state state, dial_ms deadline)
{
    d->state = state;
    d->deadline = deadline;
}

/* A line that has begun was on its way before TEXT: it cannot answer it. */
static void put(struct dial *d, const char *text, char end, dial_ms now)
{
    d->out.text = text;
    d->out.length = strlen(text);
    d->out.taken = 0;
    d->out.end = end;
    d->line_length = 0;
    d->last_sent = now;
}

static bool output_pending(const struct dial *d)
{
    return d->out.text != NULL;
}

static void say(struct dial *d, enum dial_event_kind kind, const char *text,
                dial_ms now)
{
    put(d, text, '\r', now);
    report(d, kind, text);
}

static void fail(struct dial *d, uint32_t error, bool retry)
{
    d->failure.error = error;
    d->failure.retry = retry;
    d->out.text = NULL;
    enter(d, FAILED, DIAL_NEVER);
}

static void fail_not_ready(struct dial *d)
{
    describe(d->failure.text, "the modem does not answer");
    fail(d, RASERR_ERROR_DEVICE_NOT_READY,
         raserr_redial(RASERR_ERROR_DEVICE_NOT_READY) == RASERR_LATER);
}

/* --- commands and dialling */

/* From the first time that the modem is ready: a lost call is no new start. */
static void await_call(struct dial *d, dial_ms now)
{
    if (!d->patience) {
        d->patience = later(now, d->plan.ring_ms);
        report(d, DIAL_EVENT_WAITING, "");
    }
    enter(d, WAITING, d->patience);
}

static void send_next(struct dial *d, dial_ms now)
{
    if (d->next < d->plan.n_commands) {
        say(d, DIAL_EVENT_SENT, d->plan.commands[d->next], now);
        enter(d, COMMAND, later(now, d->plan.command_ms));
    } else if (d->answers) {
        await_call(d, now);
    } else {
        d->alive = false;
        say(d, DIAL_EVENT_DIALLING, d->plan.dial_string, now);
        enter(d, DIALLING, later(now, d->plan.connect_ms));
    }
}

/* Is it the answer to a command that the modem cannot carry out? */
static bool refuses_command(const struct modem_result *result)
{
    return result->error == RASERR_ERROR_IN_COMMAND ||
           result->error == RASERR_ERROR_FROM_DEVICE;
}

/*
 * Results of calls (NO CARRIER, BUSY, RING, CONNECT) are no answers to an
 * initialisation command: they are late news of an earlier call or of a caller.
 */
static void command_result(struct dial *d, dial_ms now,
                           const struct modem_result *result, const char *line)
{
    if (result->kind == MODEM_RESULT_OK) {
        d->next++;
        send_next(d, now);
    } else if (refuses_command(result)) {
        describe(d->failure.text, "%s (%s)", line, d->plan.commands[d->next]);
        fail(d, result->error, result->retry);
    }
}

/* Hayes escape: nothing may be sent for a while before and after it. */
static void start_escape(struct dial *d, dial_ms now, dial_ms silent_since,
                         step *hung_up)
{
    dial_ms end = later(silent_since, d->plan.escape_ms);

    d->hung_up = hung_up;
    d->out.text = NULL;
    enter(d, GUARD, end > now ? end : now);
}

/*
 * Either the modem is in data mode, left so by whoever died before us, or it
 * swallowed the command, as some do just after ATZ. The same cure helps both:
 * bring it on hook and say the command again. We have been silent since then.
 */
static void command_timeout(struct dial *d, dial_ms now)
{
    if (d->rescued) {
        fail_not_ready(d);
        return;
    }
    d->rescued = true;
    start_escape(d, now, d->last_sent, send_next);
}

/* Digits right after CONNECT, as in "33600/ARQ/V34" and "57600 LAPM". */
static uint32_t leading_number(const char *text)
{
    uint64_t number = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > UINT32_MAX)
            return 0;
    }
    return (uint32_t)number;
}

static void connected(struct dial *d, const struct modem_result *result,
                      const char *line)
{
    line += strlen(result->text);
    while (text_is_blank(*line))
        line++;
    describe(d->connect_text, "%s", line);
    enter(d, CONNECTED, DIAL_NEVER);
}

static void call_failed(struct dial *d, const struct modem_result *result,
                        const char *line)
{
    if (refuses_command(result))
        describe(d->failure.text, "%s (%s)", line, d->plan.dial_string);
    else
        describe(d->failure.text, "%s", line);
    fail(d, result->error, result->retry);
}

/* An OK is the late answer of a command: a dial command never ends with it. */
static void dial_result(struct dial *d, dial_ms now,
                        const struct modem_result *result, const char *line)
{
    (void)now;
    d->alive = true;
    if (result->kind == MODEM_RESULT_CONNECT)
        connected(d, result, line);
    else if (result->kind == MODEM_RESULT_FAILURE)
        call_failed(d, result, line);
}

/*
 * Nobody answered in the time the plan allows, which may well be shorter than
 * the modem's own (V.250 6.3.10, S7). Most modems say nothing while it rings,
 * so their silence means "no answer" (678). But one that does not even react
 * to being called off and to the hang-up command is out of order (666).
 */
static void give_up(struct dial *d, dial_ms now)
{
    (void)now;
    if (!d->alive) {
        fail_not_ready(d);
        return;
    }
    describe(d->failure.text, "no connection within %u ms", d->plan.connect_ms);
    fail(d, RASERR_ERROR_NO_ANSWER,
         raserr_redial(RASERR_ERROR_NO_ANSWER) == RASERR_LATER);
}

/*
 * V.250 5.6.1: any character aborts a dial command. The modem then says so
 * within about a second, or never; the silence around +++ is as long.
 */
static void abort_call(struct dial *d, dial_ms now, step *hung_up)
{
    d->hung_up = hung_up;
    d->escaped = false;
    put(d, "", '\r', now);
    enter(d, ABORTING, later(now, d->plan.escape_ms));
}

static void dial_timeout(struct dial *d, dial_ms now)
{
    abort_call(d, now, give_up);
}

/* --- being called */

/* V.250 6.3.5 */
static void ring_result(struct dial *d, dial_ms now,
                        const struct modem_result *result, const char *line)
{
    (void)line;
    if (result->kind != MODEM_RESULT_RING)
        return;
    d->alive = false;
    say(d, DIAL_EVENT_SENT, d->plan.answer_command, now);
    enter(d, ANSWERING, later(now, d->plan.connect_ms));
}

static void answer_result(struct dial *d, dial_ms now,
                          const struct modem_result *result, const char *line)
{
    d->alive = true;
    if (result->kind == MODEM_RESULT_CONNECT) {
        connected(d, result, line);
    } else if (refuses_command(result)) {
        describe(d->failure.text, "%s (%s)", line, d->plan.answer_command);
        fail(d, result->error, result->retry);
    } else if (result->kind == MODEM_RESULT_FAILURE) {
        await_call(d, now);
    }
}

/* 678, not 704: the far end has taken the number before it hung up. */
static void nobody_called(struct dial *d, dial_ms now)
{
    (void)now;
    describe(d->failure.text, "no call within %u ms", d->plan.ring_ms);
    fail(d, RASERR_ERROR_NO_ANSWER,
         raserr_redial(RASERR_ERROR_NO_ANSWER) == RASERR_LATER);
}

/* --- hanging up */

static void on_hook(struct dial *d, dial_ms now)
{
    (void)now;
    d->out.text = NULL;
    enter(d, ON_HOOK, DIAL_NEVER);
}

static void hang_up(struct dial *d, dial_ms now)
{
    say(d, DIAL_EVENT_SENT, d->plan.hangup_command, now);
    enter(d, HANGING_UP, later(now, d->plan.hangup_ms));
}

static void abort_result(struct dial *d, dial_ms now,
                         const struct modem_result *result, const char *line)
{
    (void)line;
    d->alive = true;
    if (result->kind == MODEM_RESULT_CONNECT) /* it was faster than we were */
        start_escape(d, now, now, d->hung_up);
    else if (result->kind != MODEM_RESULT_PROGRESS &&
             result->kind != MODEM_RESULT_RING)
        hang_up(d, now);
}

static void escape(struct dial *d, dial_ms now)
{
    d->escaped = true;
    put(d, "+++", '\0', now);
    report(d, DIAL_EVENT_SENT, "+++");
    enter(d, ESCAPE, later(now, d->plan.escape_ms));
}

static void escape_result(struct dial *d, dial_ms now,
                          const struct modem_result *result, const char *line)
{
    (void)line;
    if (result->kind == MODEM_RESULT_OK)
        hang_up(d, now);
}

/*
 * NO CARRIER tells of the call; the answer to the command comes after it. A
 * CONNECT means that the command only called off the call, too late: once more,
 * from data mode, but never in a circle.
 */
static void hang_up_result(struct dial *d, dial_ms now,
                           const struct modem_result *result, const char *line)
{
    (void)line;
    d->alive = true;
    if (result->kind == MODEM_RESULT_OK || refuses_command(result))
        d->hung_up(d, now);
    else if (result->kind == MODEM_RESULT_CONNECT && !d->escaped)
        start_escape(d, now, now, d->hung_up);
}

static void hang_up_timeout(struct dial *d, dial_ms now)
{
    d->hung_up(d, now);
}

/* --- the states: what ends them */

struct behaviour {
    enum dial_status status;
    void (*result)(struct dial *d, dial_ms now,
                   const struct modem_result *result, const char *line);
    step *timeout;
};

/* Without .result the state reads no lines, without .timeout it has no end. */
static const struct behaviour behaviours[] = {
    [READY] = {DIAL_RUNNING, NULL, NULL},
    [COMMAND] = {DIAL_RUNNING, command_result, command_timeout},
    [GUARD] = {DIAL_RUNNING, NULL, escape},
    [ESCAPE] = {DIAL_RUNNING, escape_result, hang_up},
    [HANGING_UP] = {DIAL_RUNNING, hang_up_result, hang_up_timeout},
    [DIALLING] = {DIAL_RUNNING, dial_result, dial_timeout},
    [WAITING] = {DIAL_RUNNING, ring_result, nobody_called},
    [ANSWERING] = {DIAL_RUNNING, answer_result, dial_timeout},
    [ABORTING] = {DIAL_RUNNING, abort_result, hang_up},
    [CONNECTED] = {DIAL_CONNECTED, NULL, NULL},
    [FAILED] = {DIAL_FAILED, NULL, NULL},
    [ON_HOOK] = {DIAL_ON_HOOK, NULL, NULL},
};

/* --- reading */

static void end_line(struct dial *d, dial_ms now)
{
    const struct modem_result *result;
    char *line = d->line;
    size_t n = d->line_length;

    d->line_length = 0;
    while (n && text_is_blank(line[n - 1]))
        n--;
    line[n] = '\0';
    while (text_is_blank(*line)) {
        line++;
        n--;
    }
    if (!n)
        return;
    result = modem_result_find(line, n);
    hide_frames(line);
    report(d, DIAL_EVENT_RECEIVED, line);
    /* What came before the command was written is no answer to it. */
    if (result && !output_pending(d))
        behaviours[d->state].result(d, now, result, line);
}

/*
 * V.250 5.1: characters have seven bits in command state; the eighth is the
 * parity of a modem that was last spoken to with another format. Any line end
 * will do: S3 and S4 may be anything, and empty lines mean nothing.
 */
static void take_character(struct dial *d, dial_ms now, unsigned char byte)
{
    char c = (char)(byte & 0x7f);

    if (c == '\r' || c == '\n')
        end_line(d, now);
    else if (c && d->line_length < LINE_SIZE - 1)
        d->line[d->line_length++] = c;
}

/*
 * CONNECT's line ends with CR LF and is acted upon at the CR: the owner stops
 * reading there, and PPP gets the LF. That is harmless, it looks for a flag
 * (RFC 1662 4.3).
 */
void dial_input(struct dial *d, dial_ms now, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;

    for (; n && behaviours[d->state].result; p++, n--)
        take_character(d, now, *p);
    /* A line that never falls silent must not keep the deadline from us. */
    dial_tick(d, now);
}

void dial_tick(struct dial *d, dial_ms now)
{
    if (behaviours[d->state].timeout && now >= d->deadline)
        behaviours[d->state].timeout(d, now);
}

/* --- the owner's side */

struct dial *dial_new(const struct dial_plan *plan)
{
    struct dial *d = calloc(1, sizeof *d);

    if (!d)
        return NULL;
    d->plan = *plan;
    d->deadline = DIAL_NEVER;
    return d;
}

/* What was dialled may hold a calling card's number. */
void dial_free(struct dial *d)
{
    if (d)
        explicit_bzero(d, sizeof *d);
    free(d);
}

static void begin(struct dial *d, dial_ms now, bool answers)
{
    struct dial_plan plan = d->plan;

    memset(d, 0, sizeof *d);
    d->plan = plan;
    d->answers = answers;
    send_next(d, now);
}

void dial_start(struct dial *d, dial_ms now)
{
    begin(d, now, false);
}

void dial_answer(struct dial *d, dial_ms now)
{
    begin(d, now, true);
}

static void hang_up_from_data_mode(struct dial *d, dial_ms now)
{
    start_escape(d, now, now, on_hook);
}

static void hang_up_call(struct dial *d, dial_ms now)
{
    abort_call(d, now, on_hook);
}

/* The modem is in command mode already: no escape is needed. */
static void hang_up_failed(struct dial *d, dial_ms now)
{
    d->hung_up = on_hook;
    hang_up(d, now);
}

/* A hang-up that is under way only gets another end. */
static void hang_up_anyway(struct dial *d, dial_ms now)
{
    (void)now;
    d->hung_up = on_hook;
}

static void stay_on_hook(struct dial *d, dial_ms now)
{
    (void)d, (void)now;
}

void dial_hangup(struct dial *d, dial_ms now)
{
    static step *const ways[] = {
        [READY] = hang_up_from_data_mode, [COMMAND] = hang_up_from_data_mode,
        [GUARD] = hang_up_anyway,         [ESCAPE] = hang_up_anyway,
        [HANGING_UP] = hang_up_anyway,    [DIALLING] = hang_up_call,
        [WAITING] = hang_up_failed,       [ANSWERING] = hang_up_call,
        [ABORTING] = hang_up_anyway,      [CONNECTED] = hang_up_from_data_mode,
        [FAILED] = hang_up_failed,        [ON_HOOK] = stay_on_hook,
    };

    ways[d->state](d, now);
}

size_t dial_output(struct dial *d, void *bytes, size_t size)
{
    char *out = bytes;
    size_t n = 0;

    if (!d->out.text)
        return 0;
    while (n < size && d->out.taken < d->out.length)
        out[n++] = d->out.text[d->out.taken++];
    if (n == size) /* what is left, a line end at least, comes next time */
        return n;
    if (d->out.end)
        out[n++] = d->out.end;
    d->out.text = NULL;
    return n;
}

dial_ms dial_deadline(const struct dial *d)
{
    return d->deadline;
}

enum dial_status dial_status(const struct dial *d)
{
    return behaviours[d->state].status;
}

const struct dial_failure *dial_failure(const struct dial *d)
{
    return &d->failure;
}

const char *dial_connect_text(const struct dial *d)
{
    return d->connect_text;
}

uint32_t dial_connect_bps(const struct dial *d)
{
    return leading_number(d->connect_text);
}
