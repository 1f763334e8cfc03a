/*
 * modem - a software modem for tests: a pseudo terminal that speaks V.250,
 * whose numbers are scripted and whose far end is a program.
 *
 *     modem --answer "build/lab/peer chap" --log modem.log /tmp/ttyM &
 *
 * The log has lines "MS EVENT[ TEXT]" (event.h). The events:
 *
 *     start MONOTONIC-MS  the value of CLOCK_MONOTONIC that is MS 0
 *     ready DEVICE        the line can be opened (again, after a lost carrier)
 *     open                DTR on: on a pty the first open by anybody
 *     close               DTR off: on a pty the last close
 *     first-byte 0xNN     the first byte since open, or since ready
 *     command LINE        a command line, without the carriage return
 *     result TEXT         a result or progress line, as V1 Q0 X4 show it
 *     information TEXT    an answer to I, Sn? and the like
 *     dial STRING         a call begins; STRING as typed, modifiers too
 *     connect TEXT        the result that began the data state
 *     answer PID CMD      the answering program starts
 *     answer-end PID exit N | PID signal N
 *     escape              +++ was obeyed: on-line command state
 *     online              ATO was obeyed: data again
 *     carrier-lost WHY    far end | script | bytes
 *     hangup WHY          ATH | ATZ | DTR | carrier | abort | end; then comes
 *     bytes IN OUT        data from and to the computer in that call
 *     greeting CLIENT     --cable: the guest was answered
 *     abort               a byte from the computer ended the dialling
 *     end                 SIGTERM or SIGINT
 */
#include "tests/lab/at.h"
#include "tests/lab/calls.h"
#include "tests/lab/event.h"
#include "tests/lab/far.h"
#include "tests/lab/line.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Bytes so soon after the D command do not abort it (V.250 5.6.1). */
#define ABORT_GRACE_MS 125

#define NEVER LONG_MAX

/* A call of the far end's: when it begins, how it rings, and how often. */
#define BACK_MS   1500
#define RING_MS   1000
#define RINGS_MAX 60

/* How many bytes move at once. */
#define PORTION 4096

enum state {
    COMMAND,
    DIALLING,
    ONLINE,
    ESCAPED, /* on-line command state: carrier, but commands */
};

enum dcd { DCD_HANGUP, DCD_TERMIOS, DCD_NONE };

struct options {
    const char *path;
    const char *log;
    const char *answer;
    const char *connect;
    const char *refuse[16];
    size_t refusals;
    struct call *calls;
    long dial_ms;
    long result_ms;
    long drain_ms;
    long bps;
    enum dcd dcd;
    bool dead;
    bool cable; /* no modem: the host at a cable's other end */
    bool device;
};

struct modem {
    struct options opt;
    struct line line;
    struct far far;
    struct at_settings at;
    enum state state;
    bool awake; /* first-byte is logged already */
    bool deaf;
    char command[AT_LINE_MAX];
    size_t used;
    bool overflow;
    char last_line[AT_LINE_MAX]; /* for A/ */
    char number[AT_LINE_MAX];
    const char *steps; /* of the call, what is left */
    char turn[CALLS_TURN_MAX];
    unsigned long calls; /* how many there have been */
    long step_ms;        /* when to go on with them */
    long dial_ms;        /* when the call began */
    long lose_bytes;     /* -1: no limit */
    long gone_ms;        /* when the carrier follows a far end that hung up */
    char back[512]; /* who will be there when we are called, "" = no call */
    long ring_ms;   /* the next RING */
    unsigned rings;
    unsigned long in, out;
    long last_data_ms; /* for the escape's guard times */
    unsigned pluses;
};

/* --- to the computer */

static void say(struct modem *m, const char *text)
{
    char line[AT_LINE_MAX + 300];

    event("result", "%s", text);
    line_write(&m->line, line, at_result(&m->at, text, line, sizeof line));
}

static void inform(struct modem *m, const char *text)
{
    char line[AT_LINE_MAX + 300];

    event("information", "%s", text);
    line_write(&m->line, line, at_information(&m->at, text, line, sizeof line));
}

/* --- calls */

static void hang_up(struct modem *m, const char *why)
{
    if (m->state == COMMAND)
        return;
    event("hangup", "%s", why);
    event("bytes", "%lu %lu", m->in, m->out);
    far_stop(&m->far);
    m->state = COMMAND;
    m->steps = "";
    m->step_ms = m->gone_ms = NEVER;
    m->deaf = false;
    m->used = 0;
    m->rings = 0;
    if (*m->back)
        m->ring_ms = event_ms() + BACK_MS;
}

/* What the computer notices when the far end is gone. */
static void lose_carrier(struct modem *m, const char *why, enum dcd dcd)
{
    event("carrier-lost", "%s", why);
    hang_up(m, "carrier");
    if (dcd == DCD_TERMIOS)
        dcd = line_ignores_carrier(&m->line) ? DCD_NONE : DCD_HANGUP;
    if (dcd == DCD_HANGUP && line_carrier(&m->line, false) == 0)
        m->awake = false;
    else
        say(m, "NO CARRIER");
}

static void go_online(struct modem *m, const char *text)
{
    event("connect", "%s", text);
    say(m, text);
    (void)line_carrier(&m->line, true);
    m->state = ONLINE;
    m->pluses = 0;
    m->last_data_ms = event_ms();
}

static void do_say(struct modem *m, const struct step *s)
{
    say(m, s->text);
}

static void do_send(struct modem *m, const struct step *s)
{
    line_write(&m->line, s->text, s->length);
}

static void do_wait(struct modem *m, const struct step *s)
{
    m->step_ms = s->number < 0 ? NEVER : event_ms() + s->number;
}

static void do_slow(struct modem *m, const struct step *s)
{
    m->line.pace_ms = s->number;
    m->line.pace_bytes = s->number ? 1 : LINE_BUFFER;
}

static void do_deaf(struct modem *m, const struct step *s)
{
    (void)s;
    m->deaf = true;
    m->step_ms = NEVER;
}

static void do_connect(struct modem *m, const struct step *s)
{
    go_online(m, s->length ? s->text : m->opt.connect);
}

static void do_answer(struct modem *m, const struct step *s)
{
    const char *command = s->length ? s->text : m->opt.answer;

    if (!command)
        return;
    if (far_start(&m->far, command, m->number) < 0)
        event("answer-end", "0 %s", strerror(errno));
}

static void do_loop(struct modem *m, const struct step *s)
{
    (void)s;
    m->far.loop = true;
}

static void do_lose_bytes(struct modem *m, const struct step *s)
{
    m->lose_bytes = s->number;
}

static void do_lose(struct modem *m, const struct step *s)
{
    (void)s;
    lose_carrier(m, "script", m->opt.dcd);
}

static void do_drop(struct modem *m, const struct step *s)
{
    (void)s;
    lose_carrier(m, "script", DCD_NONE);
}

static void do_back(struct modem *m, const struct step *s)
{
    snprintf(m->back, sizeof m->back, "%s", s->text);
}

static void (*const step_actions[])(struct modem *, const struct step *) = {
    [STEP_SAY] = do_say,
    [STEP_SEND] = do_send,
    [STEP_WAIT] = do_wait,
    [STEP_SLOW] = do_slow,
    [STEP_DEAF] = do_deaf,
    [STEP_CONNECT] = do_connect,
    [STEP_ANSWER] = do_answer,
    [STEP_LOOP] = do_loop,
    [STEP_LOSE_BYTES] = do_lose_bytes,
    [STEP_LOSE] = do_lose,
    [STEP_DROP] = do_drop,
    [STEP_BACK] = do_back,
};

/* Steps of a call that did not connect end it. */
static void steps_done(struct modem *m)
{
    m->step_ms = NEVER;
    if (m->state == DIALLING)
        m->state = COMMAND;
}

/* Goes on with the call until a step has to wait. */
static void run_steps(struct modem *m)
{
    struct step step;
    const char *why;

    while (m->step_ms <= event_ms()) {
        if (step_next(&m->steps, &step, &why) > 0)
            step_actions[step.verb](m, &step);
        else
            steps_done(m);
    }
}

/* --- a call of the far end's */

static void stop_ringing(struct modem *m)
{
    m->back[0] = '\0';
    m->ring_ms = NEVER;
}

/* V.250 table 1: RING, for as long as the caller has patience. */
static void check_ring(struct modem *m)
{
    if (m->ring_ms > event_ms())
        return;
    m->ring_ms = event_ms() + RING_MS;
    if (m->state != COMMAND || !m->line.dtr || m->opt.dead)
        return;
    if (++m->rings > RINGS_MAX)
        stop_ringing(m);
    else
        say(m, "RING");
}

static void pick_up(struct modem *m)
{
    struct step caller = {.verb = STEP_ANSWER};

    snprintf(caller.text, sizeof caller.text, "%s", m->back);
    caller.length = strlen(caller.text);
    stop_ringing(m);
    m->lose_bytes = -1;
    m->gone_ms = NEVER;
    m->in = m->out = 0;
    go_online(m, m->opt.connect);
    do_answer(m, &caller);
}

static void dial(struct modem *m, const char *string)
{
    event("dial", "%s", string);
    stop_ringing(m);
    snprintf(m->number, sizeof m->number, "%s", string);
    calls_turn(calls_find(m->opt.calls, string), m->calls++, m->turn,
               sizeof m->turn);
    m->steps = m->turn;
    m->state = DIALLING;
    m->dial_ms = event_ms();
    m->step_ms = m->dial_ms + m->opt.dial_ms;
    m->lose_bytes = -1;
    m->gone_ms = NEVER;
    m->in = m->out = 0;
}

/* --- commands */

static bool refused(const struct modem *m, const struct at_command *c)
{
    size_t i;

    for (i = 0; i < m->opt.refusals; i++)
        if (!strncasecmp(c->whole, m->opt.refuse[i], strlen(m->opt.refuse[i])))
            return true;
    return false;
}

/* Each of these returns the result code, or NULL when there is none yet. */
static const char *act_nothing(struct modem *m, const struct at_command *c)
{
    (void)m;
    (void)c;
    return "OK";
}

static const char *act_invalid(struct modem *m, const struct at_command *c)
{
    (void)m;
    (void)c;
    return "ERROR";
}

static const char *act_reply(struct modem *m, const struct at_command *c)
{
    inform(m, c->text);
    return "OK";
}

static const char *act_dial(struct modem *m, const struct at_command *c)
{
    size_t n = strlen(c->text);

    if (m->state != COMMAND)
        return "ERROR";
    /* A final ';' asks to stay in command state: a voice call (6.3.1). */
    if (n && c->text[n - 1] == ';')
        return "OK";
    dial(m, c->text);
    return NULL;
}

static const char *act_dial_last(struct modem *m, const struct at_command *c)
{
    (void)c;
    if (m->state != COMMAND)
        return "ERROR";
    dial(m, m->number);
    return NULL;
}

static const char *act_answer(struct modem *m, const struct at_command *c)
{
    (void)c;
    if (m->state != COMMAND || !m->rings || !*m->back)
        return "NO CARRIER";
    pick_up(m);
    return NULL;
}

static const char *act_online(struct modem *m, const struct at_command *c)
{
    (void)c;
    if (m->state != ESCAPED)
        return "NO CARRIER";
    event("online", NULL);
    go_online(m, m->opt.connect);
    return NULL;
}

static const char *act_hangup(struct modem *m, const struct at_command *c)
{
    (void)c;
    hang_up(m, "ATH");
    return "OK";
}

static const char *act_reset(struct modem *m, const struct at_command *c)
{
    (void)c;
    hang_up(m, "ATZ");
    return "OK";
}

static const char *(*const command_actions[])(struct modem *,
                                              const struct at_command *) = {
    [AT_NOTHING] = act_nothing,     [AT_INVALID] = act_invalid,
    [AT_REPLY] = act_reply,         [AT_DIAL] = act_dial,
    [AT_DIAL_LAST] = act_dial_last, [AT_ANSWER] = act_answer,
    [AT_ONLINE] = act_online,       [AT_HANGUP] = act_hangup,
    [AT_RESET] = act_reset,
};

/* The commands of a line, up to the first that fails or that dials. */
static const char *obey_line(struct modem *m, const char *body)
{
    const char *result = "OK";
    struct at_command c;
    enum at_action action;
    int more = 0;

    while (result && !strcmp(result, "OK") && (more = at_next(&body, &c)) > 0) {
        action = refused(m, &c) ? AT_INVALID : at_obey(&m->at, &c);
        result = command_actions[action](m, &c);
    }
    return more < 0 ? "ERROR" : result;
}

static void command_line(struct modem *m)
{
    const char *body, *result;
    bool overflow = m->overflow;

    m->command[m->used] = '\0';
    m->used = 0;
    m->overflow = false;
    body = at_body(m->command);
    if (!*m->command)
        return;
    event("command", "%s", m->command);
    if (!body)
        return;
    snprintf(m->last_line, sizeof m->last_line, "%s", m->command);
    if (m->opt.result_ms)
        usleep((useconds_t)m->opt.result_ms * 1000);
    result = overflow ? "ERROR" : obey_line(m, body);
    if (result)
        say(m, result);
}

/* A/ repeats the last line without a carriage return (V.250 5.2.4). */
static bool repeats(const struct modem *m)
{
    return m->used == 2 && !strncasecmp(m->command, "A/", 2);
}

static void command_byte(struct modem *m, unsigned char c)
{
    if (m->at.echo)
        line_write(&m->line, &c, 1);
    if (c == m->at.s[S_CR]) {
        command_line(m);
    } else if (c == m->at.s[S_BS]) {
        m->used -= m->used > 0;
    } else if (c == m->at.s[S_LF]) {
        return;
    } else if (m->used + 1 >= sizeof m->command) {
        m->overflow = true;
    } else {
        m->command[m->used++] = (char)c;
        if (repeats(m)) {
            snprintf(m->command, sizeof m->command, "%s", m->last_line);
            m->used = strlen(m->command);
            command_line(m);
        }
    }
}

static void dialling_byte(struct modem *m)
{
    if (event_ms() - m->dial_ms < ABORT_GRACE_MS)
        return;
    event("abort", NULL);
    hang_up(m, "abort");
    say(m, "NO CARRIER");
}

/* Windows' host at a cable: CLIENT, CLIENTSERVER, then PPP. */
static void cable_byte(struct modem *m, unsigned char c)
{
    static const char guest[] = "CLIENT";
    static const struct step host = {.verb = STEP_ANSWER};

    m->used = c == (unsigned char)guest[m->used] ? m->used + 1 : c == 'C';
    if (m->used < sizeof guest - 1)
        return;
    m->used = 0;
    event("greeting", guest);
    line_write(&m->line, "CLIENTSERVER", 12);
    m->in = m->out = 0;
    m->lose_bytes = -1;
    m->gone_ms = NEVER;
    m->state = ONLINE;
    do_answer(m, &host);
}

/* --- data */

static long guard_ms(const struct modem *m)
{
    return m->at.s[S_GUARD] * 20L;
}

/* Counts escape characters that come alone, after enough silence. */
static void watch_escape(struct modem *m, const char *bytes, size_t n)
{
    long now = event_ms(), silence = now - m->last_data_ms;
    size_t i;

    for (i = 0; i < n; i++) {
        if ((unsigned char)bytes[i] != m->at.s[S_ESCAPE])
            m->pluses = 0;
        else if (m->pluses || (!i && silence >= guard_ms(m)))
            m->pluses++;
    }
    m->last_data_ms = now;
}

static void check_escape(struct modem *m)
{
    if (m->state != ONLINE || m->pluses != 3 || m->at.s[S_ESCAPE] > 127 ||
        event_ms() - m->last_data_ms < guard_ms(m))
        return;
    event("escape", NULL);
    m->state = ESCAPED;
    m->pluses = 0;
    say(m, "OK");
}

static void data_bytes(struct modem *m, const char *bytes, size_t n)
{
    watch_escape(m, bytes, n);
    m->in += n;
    far_write(&m->far, bytes, n);
    if (m->lose_bytes >= 0 && m->in >= (unsigned long)m->lose_bytes)
        lose_carrier(m, "bytes", m->opt.dcd);
}

static void from_far(struct modem *m)
{
    char bytes[PORTION];
    size_t space = line_space(&m->line);
    ssize_t n;

    if (m->state != ONLINE || space < PORTION || m->gone_ms != NEVER)
        return;
    n = far_read(&m->far, bytes, sizeof bytes);
    if (n < 0) {
        m->gone_ms = event_ms() + m->opt.drain_ms;
    } else if (n) {
        m->out += (unsigned long)n;
        line_write(&m->line, bytes, (size_t)n);
    }
}

/* A modem hands over what it has received before it drops DCD. */
static void check_gone(struct modem *m)
{
    if (m->gone_ms <= event_ms() && !m->line.used)
        lose_carrier(m, "far end", m->opt.dcd);
}

static void from_computer(struct modem *m)
{
    char bytes[PORTION];
    size_t i, n;

    if (far_space(&m->far) < sizeof bytes)
        return;
    n = line_read(&m->line, bytes, sizeof bytes);
    if (n && !m->awake)
        event("first-byte", "0x%02x", (unsigned char)bytes[0]);
    m->awake |= n > 0;
    if (m->opt.dead || m->deaf)
        return;
    /* A line may end the command state: the rest of the bytes is data. */
    for (i = 0; i < n; i++) {
        if (m->state == ONLINE) {
            data_bytes(m, bytes + i, n - i);
            return;
        }
        if (m->state == DIALLING)
            dialling_byte(m);
        else if (m->opt.cable)
            cable_byte(m, (unsigned char)bytes[i]);
        else
            command_byte(m, (unsigned char)bytes[i]);
    }
}

/* --- the loop */

static void check_dtr(struct modem *m)
{
    if (!line_update(&m->line))
        return;
    event(m->line.dtr ? "open" : "close", NULL);
    m->awake = m->deaf = false;
    if (m->line.dtr || !m->at.dtr)
        return;
    /* &D1 to &D3: without DTR there is no call; &D3 also resets (6.2.9). */
    hang_up(m, "DTR");
    m->used = 0;
    (void)(m->line.device && line_carrier(&m->line, false));
    if (m->at.dtr == 3)
        at_defaults(&m->at);
}

static int wait_time(const struct modem *m, long until)
{
    long left;

    if (m->step_ms < until)
        until = m->step_ms;
    if (m->ring_ms < until)
        until = m->ring_ms;
    if (m->gone_ms < until && !m->line.used)
        until = m->gone_ms;
    if (m->state == ONLINE && m->pluses == 3 &&
        m->last_data_ms + guard_ms(m) < until)
        until = m->last_data_ms + guard_ms(m);
    if (until == NEVER)
        return -1;
    left = until - event_ms();
    return left <= 0 ? 0 : left < 60000 ? (int)left : 60000;
}

static void wait_for_events(struct modem *m, struct pollfd fds[4])
{
    long until = NEVER;

    line_poll(&m->line, fds, &until);
    far_poll(&m->far, &fds[2]);
    /* Do not spin on an end that talks faster than the other one reads. */
    if (m->state != ONLINE || m->gone_ms != NEVER ||
        line_space(&m->line) < PORTION)
        fds[2].fd = -1;
    if (far_space(&m->far) < PORTION)
        fds[0].events &= ~POLLIN;
    if (m->far.loop && m->far.used)
        until = event_ms();
    (void)poll(fds, 4, wait_time(m, until));
}

/* SIGCHLD collects programs; any other signal of the set ends the modem. */
static bool told_to_end(struct modem *m, int signals)
{
    struct signalfd_siginfo info;
    bool end = false;

    while (read(signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            far_reap(&m->far);
        else
            end = true;
    }
    return end;
}

static int block_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void run(struct modem *m, int signals)
{
    struct pollfd fds[4] = {[3] = {.fd = signals, .events = POLLIN}};

    while (!told_to_end(m, signals)) {
        check_dtr(m);
        from_computer(m);
        line_flush(&m->line);
        from_far(m);
        check_gone(m);
        check_escape(m);
        run_steps(m);
        check_ring(m);
        wait_for_events(m, fds);
    }
    hang_up(m, "end");
    event("end", NULL);
}

/* --- options */

static const char *set_text(const char **to, const char *argument)
{
    *to = argument;
    return NULL;
}

static const char *set_number(long *to, const char *argument, long max)
{
    char *end;

    errno = 0;
    *to = strtol(argument, &end, 10);
    return errno || *end || end == argument || *to < 0 || *to > max
               ? "not a number in range"
               : NULL;
}

static const char *opt_answer(struct options *o, char *a)
{
    return set_text(&o->answer, a);
}

/* Splits "DIGITS=TEXT". */
static const char *split(char *argument, const char **digits, char **text)
{
    char *equals = strchr(argument, '=');

    if (!equals)
        return "not DIGITS=TEXT";
    *equals = '\0';
    *digits = argument;
    *text = equals + 1;
    return NULL;
}

static const char *opt_call(struct options *o, char *a)
{
    const char *digits, *why;
    char *steps;

    why = split(a, &digits, &steps);
    return why ? why : calls_add(&o->calls, digits, steps);
}

/* The command is plain text here: protect what steps give a meaning to. */
static const char *opt_answer_for(struct options *o, char *a)
{
    char *command, steps[1100] = "connect; answer ";
    size_t n = strlen(steps);
    const char *digits, *why;

    why = split(a, &digits, &command);
    if (why)
        return why;
    for (; *command && n + 3 < sizeof steps; command++) {
        if (*command == ';' || *command == '\\')
            steps[n++] = '\\';
        steps[n++] = *command;
    }
    steps[n] = '\0';
    return *command ? "too long" : calls_add(&o->calls, digits, steps);
}

static const char *opt_connect(struct options *o, char *a)
{
    return set_text(&o->connect, a);
}

static const char *opt_script(struct options *o, char *a)
{
    static char message[200];
    unsigned line = 0;
    const char *why;
    FILE *file = fopen(a, "re");

    if (!file)
        return strerror(errno);
    why = calls_read(&o->calls, file, &line);
    fclose(file);
    if (why)
        snprintf(message, sizeof message, "line %u: %s", line, why);
    return why ? message : NULL;
}

static const char *opt_refuse(struct options *o, char *a)
{
    if (o->refusals == COUNT(o->refuse))
        return "too many";
    return set_text(&o->refuse[o->refusals++], a);
}

static const char *opt_dial_ms(struct options *o, char *a)
{
    return set_number(&o->dial_ms, a, 3600000);
}

static const char *opt_result_ms(struct options *o, char *a)
{
    return set_number(&o->result_ms, a, 60000);
}

static const char *opt_drain_ms(struct options *o, char *a)
{
    return set_number(&o->drain_ms, a, 60000);
}

static const char *opt_bps(struct options *o, char *a)
{
    return set_number(&o->bps, a, 10000000);
}

static const char *opt_dcd(struct options *o, char *a)
{
    static const char *const names[] = {"hangup", "termios", "none"};
    size_t i;

    for (i = 0; i < COUNT(names); i++) {
        if (strcmp(names[i], a))
            continue;
        o->dcd = (enum dcd)i;
        return NULL;
    }
    return "neither hangup, termios nor none";
}

static const char *opt_dead(struct options *o, char *a)
{
    (void)a;
    o->dead = true;
    return NULL;
}

static const char *opt_cable(struct options *o, char *a)
{
    (void)a;
    o->cable = true;
    return NULL;
}

static const char *opt_line(struct options *o, char *a)
{
    (void)a;
    o->device = true;
    return NULL;
}

static const char *opt_log(struct options *o, char *a)
{
    return set_text(&o->log, a);
}

static const struct {
    const char *name, *argument, *help;
    const char *(*set)(struct options *, char *);
} option_table[] = {
    {"answer", "CMD", "answering program: stdin and stdout are the call",
     opt_answer},
    {"answer-for", "DIGITS=CMD",
     "these last digits connect to another program (repeatable)",
     opt_answer_for},
    {"call", "DIGITS=STEPS", "what these last digits do (repeatable)",
     opt_call},
    {"script", "FILE", "lines \"DIGITS STEPS\", # begins a comment line",
     opt_script},
    {"connect", "TEXT", "the result of a connection (CONNECT 33600)",
     opt_connect},
    {"dial-ms", "MS", "from the dial command to the first step (100)",
     opt_dial_ms},
    {"result-ms", "MS", "from a command line to obeying it (0)", opt_result_ms},
    {"drain-ms", "MS", "from the far end's hang-up to the lost carrier (20)",
     opt_drain_ms},
    {"bps", "N", "at most that speed towards the computer (no limit)", opt_bps},
    {"refuse", "PREFIX",
     "ERROR to commands that begin so, without AT: \"+CG\" (repeatable)",
     opt_refuse},
    {"cable", NULL,
     "no modem, but a host at a cable: CLIENT, CLIENTSERVER, then --answer",
     opt_cable},
    {"dead", NULL, "answers nothing, echoes nothing", opt_dead},
    {"dcd", "HOW",
     "a lost carrier: hangup (default) hangs the line up; none says NO "
     "CARRIER;\n                         termios: none with CLOCAL, else "
     "hangup",
     opt_dcd},
    {"line", NULL, "LINK is a device with modem signals, not a new pty",
     opt_line},
    {"log", "FILE", "where events go (stderr)", opt_log},
};

static void help(void)
{
    char form[64];
    size_t i;

    printf("Usage: modem [OPTION]... LINK\n"
           "A modem behind LINK, a symbolic link to a pseudo terminal, until "
           "SIGTERM.\n\n");
    for (i = 0; i < COUNT(option_table); i++) {
        snprintf(form, sizeof form, "--%s%s%s", option_table[i].name,
                 option_table[i].argument ? " " : "",
                 option_table[i].argument ? option_table[i].argument : "");
        printf("  %-22s %s\n", form, option_table[i].help);
    }
    printf("  %-22s %s\n\n", "--help", "this text");
    calls_help(stdout);
    printf(
        "\nBytes sent 125 ms after the dial command or later abort it: NO "
        "CARRIER\n(V.250 5.6.1). Closing LINK is DTR off: it ends the call, "
        "except after AT&D0.\nCommands: E V Q X &D Sn I H O A Z &F D A/ +++ "
        "do what V.250 and Hayes say;\nother letters, & %% \\ and + commands "
        "are OK; anything else, as AT$X, ERROR.\n"
        "\nLog lines are \"MS EVENT[ TEXT]\", MS since the start; events:\n"
        "  start MONOTONIC-MS, ready DEVICE, open, close, first-byte 0xNN,\n"
        "  command LINE, result TEXT, information TEXT, dial STRING, connect "
        "TEXT,\n  answer PID CMD, answer-end PID exit N|signal N, escape, "
        "online, abort,\n  carrier-lost far end|script|bytes, hangup "
        "ATH|ATZ|DTR|carrier|abort|end,\n  bytes IN OUT, end.\n"
        "Exit status: 0 ended by a signal, 1 no line, 2 wrong usage.\n");
}

static int usage(const char *option, const char *why)
{
    fprintf(stderr, "modem: %s%s%s (--help tells more)\n", option,
            *option ? ": " : "", why);
    return -1;
}

/* 0: go on; 1: help was given; -1: an error was shown. */
static int parse(struct options *o, int argc, char **argv)
{
    struct option table[COUNT(option_table) + 2] = {0};
    const char *why;
    size_t i;
    int n, index = 0;

    for (i = 0; i < COUNT(option_table); i++) {
        table[i].name = option_table[i].name;
        table[i].has_arg = option_table[i].argument != NULL;
    }
    table[i].name = "help";
    while ((n = getopt_long(argc, argv, "", table, &index)) == 0) {
        if ((size_t)index == COUNT(option_table))
            return help(), 1;
        why = option_table[index].set(o, optarg);
        if (why)
            return usage(table[index].name, why);
    }
    if (n != -1)
        return -1;
    if (argc - optind != 1)
        return usage("", "exactly one LINK");
    o->path = argv[optind];
    return 0;
}

static void set_pace(struct line *line, long bps)
{
    if (!bps)
        return;
    /* Ten bits a byte: portions of ten milliseconds, or of one byte. */
    line->pace_ms = bps >= 1000 ? 10 : 10000 / bps;
    line->pace_bytes = bps >= 1000 ? (size_t)bps / 1000 : 1;
}

static int serve(struct modem *m)
{
    int signals;

    if (event_start(m->opt.log) < 0) {
        fprintf(stderr, "modem: %s: %s\n", m->opt.log, strerror(errno));
        return 1;
    }
    signals = block_signals();
    if (signals < 0 || line_open(&m->line, m->opt.path, m->opt.device) < 0) {
        fprintf(stderr, "modem: %s: %s\n", m->opt.path, strerror(errno));
        return 1;
    }
    set_pace(&m->line, m->opt.bps);
    run(m, signals);
    line_close(&m->line);
    close(signals);
    return 0;
}

int main(int argc, char **argv)
{
    /* Static: the buffers are too large for a stack to be proud of. */
    static struct modem m = {
        .opt = {.connect = "CONNECT 33600", .dial_ms = 100, .drain_ms = 20},
        .far = {.fd = -1},
        .steps = "",
        .step_ms = NEVER,
        .gone_ms = NEVER,
        .ring_ms = NEVER,
    };
    int result = parse(&m.opt, argc, argv);

    at_defaults(&m.at);
    if (result == 0)
        result = serve(&m);
    else
        result = result < 0 ? 2 : 0;
    calls_free(m.opt.calls);
    return result;
}
