#include "tests/unit/fake_shim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

struct fake_shim fake;

#define COPY(to, from) snprintf((to), sizeof(to), "%s", (from))

void fake_reset(void)
{
    size_t i;

    memset(&fake, 0, sizeof(fake));
    for (i = 0; i < SHIM_OPTIONS; i++)
        fake.number[i] = -1;
    fake.phase = SHIM_PHASE_INITIALIZE;
    fake.want_ipv4 = fake.want_ipv6 = true;
    fake.modem_lines = true;
    fake.interface = "ppp0";
    fake.device = "";
    fake.user = getuid();
}

/* --- timers */

static size_t next_timer(void)
{
    size_t i, next = 0;

    for (i = 1; i < fake.n_timers; i++)
        if (fake.timers[i].due < fake.timers[next].due)
            next = i;
    return next;
}

static void remove_timer(size_t i)
{
    fake.n_timers--;
    memmove(&fake.timers[i], &fake.timers[i + 1],
            (fake.n_timers - i) * sizeof(fake.timers[0]));
}

void fake_advance(uint32_t ms)
{
    uint64_t until = fake.now + ms;

    while (fake.n_timers > 0 && fake.timers[next_timer()].due <= until) {
        size_t i = next_timer();
        void (*call)(void *) = fake.timers[i].call;

        fake.now = fake.timers[i].due;
        remove_timer(i);
        call(NULL);
    }
    fake.now = until;
}

size_t fake_timers(void (*call)(void *))
{
    size_t i, n = 0;

    for (i = 0; i < fake.n_timers; i++)
        n += fake.timers[i].call == call;
    return n;
}

void shim_timer(void (*call)(void *), uint32_t ms)
{
    if (fake.n_timers == FAKE_TIMERS) {
        fprintf(stderr, "fake_shim: too many timers\n");
        exit(EXIT_FAILURE);
    }
    fake.timers[fake.n_timers].call = call;
    fake.timers[fake.n_timers++].due = fake.now + ms;
}

/* Like pppd's untimeout(): the first one only. */
void shim_cancel_timer(void (*call)(void *))
{
    size_t i;

    for (i = 0; i < fake.n_timers; i++) {
        if (fake.timers[i].call == call) {
            remove_timer(i);
            return;
        }
    }
}

/* --- options */

void shim_add_options(void)
{
}

void shim_attach(const struct shim_events *events,
                 const struct shim_channel *channel)
{
    fake.events = events;
    fake.channel = channel;
}

const char *shim_option_text(enum shim_option option)
{
    return fake.text[option];
}

int shim_option_number(enum shim_option option)
{
    return fake.number[option];
}

bool shim_option_privileged(enum shim_option option)
{
    return fake.privileged[option];
}

/* The few options whose effect the plugin reads back. */
static const struct {
    const char *word;
    bool *value;
    bool on;
} switches[] = {
    {"persist", &fake.persist, true},    {"nopersist", &fake.persist, false},
    {"crtscts", &fake.rtscts, true},     {"nocrtscts", &fake.rtscts, false},
    {"local", &fake.modem_lines, false}, {"noip", &fake.want_ipv4, false},
    {"noipv6", &fake.want_ipv6, false},
};

static void take_option(const char *text)
{
    char *end;
    long speed = strtol(text, &end, 10);
    size_t i;

    if (end != text && *end == '\0')
        fake.speed = (int)speed;
    for (i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
        if (strcmp(switches[i].word, text) == 0)
            *switches[i].value = switches[i].on;
}

bool shim_set_options(const char *text, size_t length, const char *source,
                      bool privileged)
{
    struct fake_given *g = &fake.given[fake.n_given];

    if (fake.refuse && length >= strlen(fake.refuse) &&
        strncmp(text, fake.refuse, strlen(fake.refuse)) == 0)
        return false;
    if (fake.n_given == FAKE_LINES || length >= sizeof(g->text)) {
        fprintf(stderr, "fake_shim: too many options\n");
        exit(EXIT_FAILURE);
    }
    memcpy(g->text, text, length);
    g->text[length] = '\0';
    COPY(g->source, source);
    g->privileged = privileged;
    fake.n_given++;
    take_option(g->text);
    return true;
}

bool fake_has_option(const char *option)
{
    size_t i;

    for (i = 0; i < fake.n_given; i++)
        if (strcmp(fake.given[i].text, option) == 0)
            return true;
    return false;
}

bool shim_option_open(const char *name, const char *source)
{
    (void)source;
    return !fake.fixed || strcmp(fake.fixed, name) != 0;
}

/* --- the link */

enum shim_phase shim_phase(void)
{
    return fake.phase;
}

int shim_status(void)
{
    return fake.status;
}

void shim_set_status(int status)
{
    fake.status = status;
}

bool shim_hungup(void)
{
    return fake.hungup;
}

int shim_quit_signal(void)
{
    if (fake.on_quit_asked)
        fake.on_quit_asked();
    return fake.quit_signal;
}

bool shim_hup_signal(void)
{
    return fake.hup_signal != 0;
}

bool shim_quitting(void)
{
    return fake.quits > 0 || fake.terminates > 0 || fake.quit_signal != 0;
}

void shim_quit(void)
{
    fake.quits++;
    fake.persist = false;
}

void shim_terminate(void)
{
    fake.terminates++;
}

bool shim_demand(void)
{
    return fake.demand;
}

void shim_end_link(const char *reason)
{
    fake.ends++;
    COPY(fake.end_reason, reason);
}

bool shim_persist(void)
{
    return fake.persist;
}

void shim_set_persist(bool on)
{
    fake.persist = on;
}

void shim_hide_password(void)
{
    fake.password_hidden = true;
}

void shim_stay_in_foreground(void)
{
    fake.foreground = true;
}

bool shim_ask_for_callback(bool wanted)
{
    fake.asks_callback = fake.callback_option && wanted;
    return fake.asks_callback;
}

void shim_hold_callback(bool (*held)(void))
{
    fake.held = held;
    fake.held_offers = 0;
}

bool shim_answer_callback(bool called)
{
    bool any = fake.held_offers > 0;

    fake.held_offers = 0;
    fake.answered = any;
    fake.answered_called = any && called;
    return any && (called || !fake.must_call);
}

void shim_expect_callback(void)
{
    fake.callbacks++;
    fake.persist = true;
}

bool shim_want_ipv6(void)
{
    return fake.want_ipv6;
}

bool shim_want_ipv4(void)
{
    return fake.want_ipv4;
}

const char *shim_interface(void)
{
    return fake.interface;
}

void shim_addresses(struct shim_addresses *a)
{
    *a = fake.addresses;
}

bool shim_statistics(struct shim_statistics *s)
{
    *s = fake.statistics;
    return true;
}

void shim_setenv(const char *name, const char *value)
{
    size_t i = 0;

    while (i < fake.n_env && strcmp(fake.env[i].name, name) != 0)
        i++;
    if (i == FAKE_NAMES) {
        fprintf(stderr, "fake_shim: the environment is full\n");
        exit(EXIT_FAILURE);
    }
    if (i == fake.n_env)
        fake.n_env++;
    COPY(fake.env[i].name, name);
    COPY(fake.env[i].value, value);
}

const char *fake_env(const char *name)
{
    size_t i;

    for (i = 0; i < fake.n_env; i++)
        if (strcmp(fake.env[i].name, name) == 0)
            return fake.env[i].value;
    return NULL;
}

void shim_supply_password(bool (*supply)(char *password, size_t size))
{
    fake.supply = supply;
}

void shim_ask_for_address(uint32_t address)
{
    fake.asked_address = address;
}

const char *shim_user(void)
{
    return fake.pppd_user ? fake.pppd_user : "";
}

bool shim_secret(char *secret, size_t size)
{
    if (fake.pppd_secret)
        snprintf(secret, size, "%s", fake.pppd_secret);
    return fake.pppd_secret != NULL;
}

/* --- the tty */

const char *shim_device(void)
{
    return fake.device;
}

bool shim_device_privileged(void)
{
    return fake.device_privileged;
}

void shim_name_device(const char *tty)
{
    COPY(fake.set_device, tty);
}

bool shim_read_device_options(void)
{
    fake.device_options_read++;
    return !fake.device_options_wrong;
}

int shim_speed(void)
{
    return fake.speed;
}

bool shim_rtscts(void)
{
    return fake.rtscts;
}

bool shim_use_modem_lines(void)
{
    return fake.modem_lines;
}

void shim_listen(void)
{
    fake.listens++;
}

int shim_lock(const char *tty)
{
    if (fake.lock_result < 0)
        return -1;
    fake.locks++;
    COPY(fake.locked, tty);
    return 0;
}

void shim_unlock(void)
{
    fake.unlocks++;
    fake.locked[0] = '\0';
}

uid_t shim_user_id(void)
{
    return fake.user;
}

/* --- routes */

int shim_add_route(uint32_t network, uint32_t mask, uint32_t metric)
{
    fake.routes++;
    fake.route = network;
    fake.route_mask = mask;
    fake.route_metric = metric;
    return fake.route_error;
}

/* --- PPPoE */

bool shim_pppoe_begin(const char *interface, const char *service,
                      unsigned seconds)
{
    COPY(fake.pppoe_interface, interface);
    COPY(fake.pppoe_service, service);
    fake.pppoe_seconds = seconds;
    return !fake.no_pppoe;
}

int shim_pppoe_connect(void)
{
    fake.pppoe_tries++;
    return fake.pppoe_try ? fake.pppoe_try() : -1;
}

void shim_pppoe_disconnect(void)
{
    fake.pppoe_ends++;
}

/* --- children: who reaps them is the test */

int shim_child(const char *name, int left, int right,
               void (*work)(int left, int right))
{
    pid_t pid;

    (void)name;
    if (fake.no_child) {
        errno = EAGAIN;
        return -1;
    }
    pid = fork();
    if (pid == 0) {
        left = dup2(left, 500);
        right = dup2(right, 501);
        close_range(3, 499, 0);
        work(left, right);
        _exit(0);
    }
    fake.child = pid;
    return pid < 0 ? -1 : pidfd_open(pid, 0);
}

/* A process that waits to be killed; the test is at its control pair. */
int shim_start_pppd(char *const *argv, int control, int directory)
{
    int settled[2];
    char byte;
    pid_t pid;

    if (fake.no_child || fake.n_started == FAKE_STARTED ||
        pipe2(settled, O_CLOEXEC) < 0) {
        errno = EAGAIN;
        return -1;
    }
    (void)directory;
    pid = fork();
    if (pid == 0) {
        close_range(3, ~0U, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;)
            pause();
    }
    /* It has let go of what other pairs' ends it came with. */
    close(settled[1]);
    while (read(settled[0], &byte, 1) < 0 && errno == EINTR)
        ;
    close(settled[0]);
    fake.started[fake.n_started].argv = argv;
    fake.started[fake.n_started].pid = pid;
    fake.started[fake.n_started++].control = fcntl(control, F_DUPFD_CLOEXEC, 3);
    if (fake.on_start)
        fake.on_start(fake.n_started - 1);
    return pidfd_open(pid, 0);
}

void shim_go_on(void)
{
    fake.persist = true;
    fake.went_on++;
}

void shim_leave_bundle(void)
{
}

/* --- the log */

void shim_log(enum shim_level level, const char *format, ...)
{
    struct fake_line *line = &fake.log[fake.n_log];
    va_list arguments;

    if (fake.n_log == FAKE_LINES)
        return;
    fake.n_log++;
    line->level = level;
    va_start(arguments, format);
    vsnprintf(line->text, sizeof(line->text), format, arguments);
    va_end(arguments);
}

size_t fake_logged(int level, const char *part)
{
    size_t i, n = 0;

    for (i = 0; i < fake.n_log; i++)
        n += (level == FAKE_ANY_LEVEL || (int)fake.log[i].level == level) &&
             strstr(fake.log[i].text, part) != NULL;
    return n;
}
