#include "plugin/call.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compat/called.h"
#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/cable.h"
#include "plugin/dial.h"
#include "plugin/gate.h"
#include "plugin/job_line.h"
#include "plugin/line.h"
#include "plugin/log_on.h"
#include "plugin/party.h"
#include "plugin/report.h"
#include "plugin/shim.h"

static struct {
    struct dial *engine;
    struct dial_plan plan;
    const char *commands[CHOICE_COMMANDS + 1];
    size_t n_commands; /* without the number's own */
    struct called number;
    const char *dialler; /* "ATD", what its command begins with */
    bool secret;         /* that command is not to be seen */
    char tty[256];       /* resolved: /dev/ttyUSB0 */
} call;

/* --- engine and tty */

/*
 * TEXT with what we dial in it, the modem's echo or its complaint, shall not
 * show a calling card's number: from there on it is replaced.
 */
static const char *censored(const char *text, char out[400])
{
    const char *number = call.number.command + strlen(call.dialler);
    const char *at = strcasestr(text, call.dialler);

    if (!at && number[0] && strstr(text, number))
        at = text;
    if (!at)
        return text;
    snprintf(out, 400, "%.*s%s%s", (int)(at - text), text, call.number.shown,
             at > text && at[-1] == '(' ? ")" : "");
    return out;
}

static const char *visible(const char *text, char out[400])
{
    return call.secret ? censored(text, out) : text;
}

static void pass_events(void)
{
    struct dial_event e;
    char text[400];

    while ((e = dial_event(call.engine)).kind != DIAL_EVENT_NONE)
        if (e.kind == DIAL_EVENT_WAITING)
            report_state(RASCS_WaitForCallback, NULL);
        else
            report_modem(visible(e.text, text), e.kind != DIAL_EVENT_RECEIVED);
}

static size_t engine_output(void *bytes, size_t size)
{
    return dial_output(call.engine, bytes, size);
}

static void engine_input(unsigned char byte)
{
    dial_input(call.engine, ticks_now(), &byte, 1);
}

static void engine_tick(void)
{
    dial_tick(call.engine, ticks_now());
}

static dial_ms engine_deadline(void)
{
    return dial_deadline(call.engine);
}

static bool engine_running(void)
{
    return dial_status(call.engine) == DIAL_RUNNING;
}

static bool engine_listens(void)
{
    return true;
}

static bool engine_settle(size_t unsent)
{
    (void)unsent;
    pass_events();
    return true;
}

/* As many lines as the engine keeps for us: none has less than two bytes. */
#define ENGINE_BURST 32

static const struct party the_engine = {
    engine_output,  engine_input,   engine_tick,   engine_deadline,
    engine_running, engine_listens, engine_settle, ENGINE_BURST,
};

static bool run_engine(int fd)
{
    return party_run(&the_engine, fd);
}

static bool set_blocking(int fd, bool on)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0)
        return false;
    flags = on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    return fcntl(fd, F_SETFL, flags) == 0;
}

/* --- the plan */

static void make_plan(const struct job *job)
{
    const struct ras_device *l = job->line;
    struct choice_command commands[CHOICE_COMMANDS];
    size_t i;

    memset(&call.plan, 0, sizeof(call.plan));
    call.n_commands =
        choice_commands(job->entry, job->device, l, shim_rtscts(), commands);
    for (i = 0; i < call.n_commands; i++)
        call.commands[i] = commands[i].command;
    call.plan.commands = call.commands;
    call.plan.dial_string = call.number.command;
    call.plan.hangup_command = l->hangup_command;
    call.plan.command_ms = l->timeouts.command;
    call.plan.connect_ms = l->timeouts.connect;
    call.plan.escape_ms = l->timeouts.escape;
    call.plan.hangup_ms = l->timeouts.hangup;
    call.plan.answer_command = l->answer_command;
    call.plan.ring_ms = l->timeouts.callback;
}

/* --- one number */

bool call_given_up(struct cause *c)
{
    party_begin();
    return party_give_up() && !party_stopped(c);
}

/* On hook again, without being interrupted: it is bounded by the deadlines. */
static void on_hook(int fd)
{
    party_insist();
    if (!call.engine) /* nothing was dialled */
        return;
    dial_hangup(call.engine, ticks_now());
    (void)run_engine(fd);
}

static bool compose(const struct job *job, const struct dialling *d,
                    struct cause *c)
{
    struct conf_problem p = {""};
    uint32_t error = called_compose(job->entry, job->line, d, &call.number, &p);

    call.dialler = job->line->dial_command;
    call.secret = d->secret;
    call.plan.n_commands = call.n_commands;
    if (call.number.context[0])
        call.commands[call.plan.n_commands++] = call.number.context;
    if (error)
        cause_latch(c, error, 0, false, p.text);
    return !error;
}

static void say_dialling(const struct job *job, const struct dialling *d)
{
    const char *canonical = d->canonical;
    char detail[512];

    report_number(d->shown);
    snprintf(detail, sizeof(detail), "%s%s%s%s on %s (%s)", d->shown,
             canonical[0] ? " for " : "", canonical, canonical[0] ? "," : "",
             job->media->port[0] ? job->media->port : job->line->name,
             job->line->tty);
    report_state(RASCS_ConnectDevice, detail);
}

static bool run_call(int fd, void (*begin)(struct dial *, dial_ms),
                     struct cause *c)
{
    const struct dial_failure *f;
    char text[400];

    call.engine = dial_new(&call.plan);
    if (!call.engine)
        return cause_latch(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, 0, true, "") &&
               false;
    begin(call.engine, ticks_now());
    if (!run_engine(fd))
        return party_lost(c);
    if (party_given_up()) {
        on_hook(fd);
        return party_stopped(c);
    }
    if (dial_status(call.engine) == DIAL_CONNECTED)
        return true;
    f = dial_failure(call.engine);
    cause_latch(c, f->error, 0, f->retry, visible(f->text, text));
    return false;
}

static bool dial_one(int fd, const struct job *job, size_t i, struct cause *c)
{
    struct conf_problem p = {""};
    bool connected = false;
    struct dialling d;
    uint32_t error = job_number(job, i, &d, &p);

    dial_free(call.engine);
    call.engine = NULL;
    if (error) {
        cause_latch(c, error, 0, false, p.text);
    } else if (compose(job, &d, c)) {
        say_dialling(job, &d);
        connected = run_call(fd, dial_start, c);
    }
    explicit_bzero(&d, sizeof(d));
    explicit_bzero(call.number.command, sizeof(call.number.command));
    return connected;
}

/* The K-th number of an attempt: a promoted one, then the entry's order. */
static size_t number_in_turn(const struct job *job, size_t k)
{
    if (k == 0)
        return job->promoted;
    return k <= job->promoted ? k - 1 : k;
}

static uint64_t bit_of(size_t i)
{
    return i < 64 ? UINT64_C(1) << i : 0;
}

/* Is there a number behind the K-th that is worth a call? */
static bool more_numbers(const struct job *job, size_t k)
{
    size_t n = job_numbers(job);

    while (++k < n)
        if (!(job->hopeless & bit_of(number_in_turn(job, k))))
            return true;
    return false;
}

/*
 * PromoteAlternates: the number that has answered goes first, as long as this
 * pppd lives. The phonebook has it when the link is up: see promote.h.
 */
static void promote(struct job *job, size_t i)
{
    if (job->device->promote_alternates)
        job->promoted = i;
}

/*
 * The first cause is the first number's; the next ones only add to the log. A
 * number that nothing more can be hoped of is not called again: it may be a
 * person's telephone. Its cause is the call's only if there is no other.
 */
static bool dial_all(int fd, struct job *job, struct cause *c)
{
    struct cause each, hopeless;
    bool ended;
    size_t k, i;

    cause_clear(&hopeless);
    if (!more_numbers(job, SIZE_MAX))
        job->hopeless = 0;
    for (k = 0; k < job_numbers(job); k++) {
        i = number_in_turn(job, k);
        if (job->hopeless & bit_of(i))
            continue;
        cause_clear(&each);
        if (dial_one(fd, job, i, &each)) {
            cause_clear(c);
            promote(job, i);
            return true;
        }
        ended = called_about_number(each.error) && !each.retry;
        cause_latch(ended ? &hopeless : c, each.error, each.extended,
                    each.retry, each.text);
        if (ended)
            job->hopeless |= bit_of(i);
        else if (!each.retry || party_given_up())
            break;
        if (more_numbers(job, k))
            shim_log(SHIM_NOTICE, "RAS error %u (%s): the next number is tried",
                     each.error, each.text);
    }
    cause_latch(c, hopeless.error, hopeless.extended, false, hopeless.text);
    return false;
}

/* --- the connect step */

static int open_line(const struct job *job, struct cause *c)
{
    struct line_settings s = {
        .tty = call.tty,
        .speed = job->settings.speed,
        .hardware_flow = shim_rtscts(),
        .modem_lines = shim_use_modem_lines(),
        .open_as = job->tty_user,
        .dtr_ms = job->line->timeouts.dtr,
    };
    struct line_failure f;
    int fd;

    /* Anew each time: a USB modem has another number after its reset. */
    if (!line_resolve_as(job->tty_user, job->line->tty, call.tty,
                         sizeof(call.tty)))
        snprintf(call.tty, sizeof(call.tty), "%s", job->tty);
    shim_name_device(call.tty);
    if (shim_speed() > 0)
        s.speed = (uint32_t)shim_speed();
    fd = line_open(&s, &f);
    if (fd < 0) {
        shim_set_status(f.status);
        cause_latch(c, f.error, 0, f.retry, f.text);
    }
    return fd;
}

static bool await_carrier(int fd, const struct job *job, struct cause *c)
{
    report_speed(dial_connect_text(call.engine), dial_connect_bps(call.engine));
    if (line_watch_carrier(job->line->timeouts.carrier, party_wait))
        return true;
    if (party_given_up()) {
        on_hook(fd);
        return party_stopped(c);
    }
    shim_log(SHIM_WARNING,
             "%s: no carrier signal after CONNECT; a lost "
             "carrier will not be noticed by it",
             call.tty);
    return true;
}

/* --- a cable between two computers */

static struct cable *cable;

static size_t guest_output(void *bytes, size_t size)
{
    return cable_output(cable, bytes, size);
}

static void guest_input(unsigned char byte)
{
    cable_input(cable, byte);
}

static void guest_tick(void)
{
    cable_tick(cable, ticks_now());
}

static dial_ms guest_deadline(void)
{
    return cable_deadline(cable);
}

static bool guest_running(void)
{
    return cable_status(cable) == DIAL_RUNNING;
}

static bool guest_listens(void)
{
    return true;
}

static bool guest_settle(size_t unsent)
{
    (void)unsent;
    return true;
}

static const struct party the_guest = {
    guest_output,  guest_input,   guest_tick,   guest_deadline,
    guest_running, guest_listens, guest_settle, 1,
};

static bool greet_host(int fd, struct cause *c)
{
    const struct dial_failure *f = cable_failure(cable);

    if (!party_run(&the_guest, fd))
        return party_lost(c);
    if (party_given_up())
        return party_stopped(c);
    if (cable_status(cable) == DIAL_CONNECTED)
        return true;
    cause_latch(c, f->error, 0, f->retry, f->text);
    return false;
}

static bool greet(int fd, const struct job *job, struct cause *c)
{
    bool connected;

    report_state(RASCS_ConnectDevice, "a direct line, as Windows' guest");
    cable = cable_new(ticks_now(), job->line->timeouts.command,
                      job->line->timeouts.connect);
    if (!cable)
        return cause_latch(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, 0, true, "") &&
               false;
    connected = greet_host(fd, c);
    free(cable);
    cable = NULL;
    return connected;
}

static bool dial_or_not(int fd, struct job *job, struct cause *c)
{
    if (choice_greets(job->entry, job->line))
        return greet(fd, job, c);
    if (job->line->kind == RAS_DEVICE_DIRECT) {
        report_state(RASCS_ConnectDevice, "a direct line");
        return true;
    }
    make_plan(job);
    return dial_all(fd, job, c) && await_carrier(fd, job, c);
}

/* Nothing is dialled: there is no number to be kept out of sight. */
static bool answer(int fd, struct job *job, struct cause *c)
{
    make_plan(job);
    call.plan.n_commands = call.n_commands;
    call.secret = false;
    dial_free(call.engine);
    call.engine = NULL;
    return run_call(fd, dial_answer, c) && await_carrier(fd, job, c);
}

/*
 * Where Windows runs the entry's log-on script, or shows a terminal: the line
 * is held until the controller says that whoever had to talk on it is done.
 * Before the dial he talks to the modem. A controller that knows nothing of it
 * would never say so.
 */
static bool pause_line(int fd, bool dialled, struct cause *c)
{
    if (dialled)
        report_state(RASCS_DeviceConnected, NULL);
    if (!report_state(RASCS_Interactive, NULL)) {
        cause_latch(c, RASERR_ERROR_INTERACTIVE_MODE, 0, false,
                    "whoever dials does not hear that the line waits for him");
        on_hook(fd);
        return false;
    }
    if (party_pause(fd, c))
        return true;
    if (party_given_up())
        on_hook(fd);
    return false;
}

/* A person goes on where the script halts, if one is there. */
static bool talk(int fd, const struct job *job, const struct job_talk *t,
                 struct cause *c)
{
    bool halted = false, wait = job->pausable && t == &job->after;

    if (t->script && !log_on(fd, job, t->script, c, &halted) &&
        !(halted && wait)) {
        on_hook(fd);
        return false;
    }
    if (halted)
        cause_clear(c);
    return !(halted || t->pause) || pause_line(fd, t == &job->after, c);
}

static bool reset_modem(const struct job *job, struct cause *c)
{
    if (job->line->kind != RAS_DEVICE_DIRECT)
        line_reset_modem(party_wait);
    return party_given_up() ? party_stopped(c) : true;
}

/*
 * The first device of the pool that is there and free: a UUCP lock is that of
 * mgetty or a fax program. Hunted anew at each attempt.
 */
static int open_any_line(struct job *job, struct cause *c)
{
    size_t i, n = job_lines(job);
    struct cause each;
    int fd = -1;

    for (i = 0; i < n && fd < 0; i++) {
        cause_clear(&each);
        job_use_line(job, i);
        fd = open_line(job, &each);
        if (fd >= 0)
            break;
        cause_latch(c, each.error, each.extended, each.retry, each.text);
        c->retry |= each.retry;
        if (i + 1 < n)
            shim_log(SHIM_NOTICE, "RAS error %u (%s): the next device is tried",
                     each.error, each.text);
    }
    if (fd >= 0) {
        cause_clear(c);
        report_line(job);
    }
    return fd;
}

static bool make_call(int fd, struct job *job, struct cause *c)
{
    return reset_modem(job, c) && talk(fd, job, &job->before, c) &&
           dial_or_not(fd, job, c) && talk(fd, job, &job->after, c);
}

/* The server calls the line that it has been called from, and no other. */
static bool take_call(int fd, struct job *job, struct cause *c)
{
    return reset_modem(job, c) && answer(fd, job, c);
}

/* What to do with a line that FIND has opened. */
struct way {
    int (*find)(struct job *job, struct cause *c);
    bool (*use)(int fd, struct job *job, struct cause *c);
};

static int open_that_line(struct job *job, struct cause *c)
{
    return open_line(job, c);
}

static const struct way outwards = {open_any_line, make_call};
static const struct way inwards = {open_that_line, take_call};

static int connect_line(const struct way *way, struct job *job, struct cause *c)
{
    int fd = way->find(job, c);

    if (fd < 0)
        return -1;
    report_state(RASCS_PortOpened, NULL);
    shim_set_status(SHIM_STATUS_CONNECT);
    if (!set_blocking(fd, false)) {
        party_lost(c);
        return -1;
    }
    if (!way->use(fd, job, c))
        return -1;
    set_blocking(fd, true);
    return fd;
}

static int connect_by(const struct way *way, struct job *job, struct cause *c)
{
    char speed[DIAL_TEXT_MAX] = "";
    int fd;

    party_begin();
    shim_set_status(SHIM_STATUS_LOCK);
    gate_close();
    fd = connect_line(way, job, c);
    gate_open();
    if (fd < 0)
        return -1;
    if (call.engine)
        snprintf(speed, sizeof(speed), "%s", dial_connect_text(call.engine));
    report_state(RASCS_DeviceConnected, speed);
    report_state(RASCS_AllDevicesConnected, NULL);
    shim_listen();
    return fd;
}

int call_connect(struct job *job, struct cause *c)
{
    shim_ask_for_address(0); /* what the last script was told */
    report_state(RASCS_OpenPort, job->line->tty);
    return connect_by(&outwards, job, c);
}

int call_answer(struct job *job, struct cause *c)
{
    report_state(RASCS_WaitForModemReset, NULL);
    return connect_by(&inwards, job, c);
}

bool call_idle(uint32_t ms)
{
    party_begin();
    gate_close();
    (void)party_wait(ms);
    gate_open();
    return !party_given_up();
}

/*
 * DTR is dropped by call_cleanup(); only a line without it needs commands. A
 * line that was dropped under us has nobody to talk to.
 */
void call_hangup(void)
{
    int fd = line_descriptor();

    if (fd < 0 || !call.engine || line_has_modem_lines() || shim_hungup())
        return;
    line_command_mode();
    gate_close();
    if (set_blocking(fd, false))
        on_hook(fd);
    gate_open();
}

void call_cleanup(void)
{
    line_close(NULL);
    dial_free(call.engine);
    call.engine = NULL;
}
