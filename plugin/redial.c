#include "plugin/redial.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "compat/history.h"
#include "compat/metrics.h"
#include "compat/policy.h"
#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/persist.h"

static struct {
    const char *directory;
    const struct job *job; /* NULL: there is none that can be dialled */
    struct policy policy;
    struct policy_tally series;
    struct history history;
    struct counters unsaved; /* since the history was written last */
    bool kept;               /* on disk */
    bool patient;            /* an operator wants pppd to go on */
    bool own_pause;          /* nobody gave pppd another one */
    bool refused, connected; /* this attempt */
    bool settled;            /* ... and has been for long enough */
    bool on_purpose;         /* the last one ended so */
    uint64_t connected_ms;   /* ticks_boot() */
    int pause;               /* seconds, -1 = pppd's own */
    bool for_hours;          /* it is for the hours to begin */
    bool told_disk, told_metrics;
} redial = {.directory = HISTORY_DIR};

void redial_directory(const char *directory)
{
    redial.directory = directory;
}

/* --- clocks */

static int64_t now(void)
{
    return (int64_t)time(NULL);
}

/* Not a secret: many machines shall not dial at the same moment. */
static struct policy_clock make_clock(void)
{
    struct policy_clock c = {.now = now(), .local = policy_local};

    if (getrandom(&c.random, sizeof(c.random), GRND_NONBLOCK) !=
        (ssize_t)sizeof(c.random))
        c.random = (uint32_t)ticks_boot() * UINT32_C(2654435761);
    return c;
}

/* --- the history */

static void publish(void)
{
    struct conf_problem p = {""};

    if (!redial.kept || !redial.job->metrics[0])
        return;
    if (metrics_publish(redial.directory, redial.job->metrics, &p) == CONF_OK)
        redial.told_metrics = false;
    else if (!redial.told_metrics)
        shim_log(SHIM_WARNING, "the counters cannot be shown: %s", p.text);
    redial.told_metrics = p.text[0] != '\0';
}

/* What happened, for a history that others may have written meanwhile. */
struct change {
    bool connected, settled;
    uint32_t failed; /* not up, or not for long; 0 = it did not */
    int64_t now;
};

static void apply(struct history *h, void *context)
{
    const struct change *c = context;

    counters_add_all(&h->counters, &redial.unsaved);
    if (c->connected)
        policy_connected(&h->policy, c->now);
    if (c->settled)
        policy_settled(&h->policy);
    if (c->failed)
        policy_failed(&redial.policy, &h->policy, c->failed, c->now);
}

static void disk_failed(const struct conf_problem *p)
{
    if (!redial.told_disk)
        shim_log(SHIM_WARNING, "the history is not kept: %s", p->text);
    redial.told_disk = true;
}

/* Without a disk it is known as long as this process lives. */
static void save(struct change *c)
{
    const struct job *job = redial.job;
    struct conf_problem p = {""};
    enum conf_result result = CONF_OPEN;

    if (redial.kept)
        result =
            history_update(redial.directory, job->phonebook, job->entry->name,
                           apply, c, &redial.history, &p);
    if (result != CONF_OK)
        apply(&redial.history, c);
    if (result == CONF_OK)
        redial.told_disk = false;
    else if (redial.kept)
        disk_failed(&p);
    memset(&redial.unsaved, 0, sizeof(redial.unsaved));
    publish();
}

/* Somebody else may have dialled, or unlocked, the entry. */
static void look(void)
{
    const struct job *job = redial.job;
    struct conf_problem p = {""};
    struct history h;
    enum conf_result result;

    if (!redial.kept || redial.told_disk)
        return;
    result = history_read(redial.directory, job->phonebook, job->entry->name,
                          &h, &p);
    if (result == CONF_OK || result == CONF_FORMAT)
        redial.history = h;
    if (result == CONF_FORMAT) {
        shim_log(SHIM_WARNING, "%s", p.text);
        save(&(struct change){.now = now()}); /* it is said once */
    } else if (result != CONF_OK) {
        disk_failed(&p);
    }
}

/* --- the beginning */

void redial_begin(const struct job *job)
{
    const char *directory = redial.directory;

    memset(&redial, 0, sizeof(redial));
    redial.directory = directory;
    redial.job = job;
    redial.pause = -1;
    redial.kept = job->trusted && job->phonebook[0];
    redial.patient = shim_demand() || !persist_is_entrys();
    redial.own_pause = shim_option_open("holdoff", job->phonebook);
    policy_make(&redial.policy, job->entry, job->redial);
    redial.policy.on_link_failure |= redial.patient;
    redial.policy.idle_redial = redial.patient;
    /* pppd keeps to the limit that it was given; it counts waiting, too. */
    if (!shim_option_open("maxfail", job->phonebook))
        redial.policy.attempts = POLICY_UNLIMITED;
    else if (redial.patient)
        (void)shim_set_options("maxfail 0", 9, job->phonebook, job->trusted);
}

/* The operator who reads that an entry is locked is to know what helps. */
static void tell(const struct policy_decision *d, char text[CAUSE_TEXT_MAX])
{
    if (d->error == RASERR_ERROR_BLOCKED)
        snprintf(text, CAUSE_TEXT_MAX,
                 "%.130s; to unlock it: rasdial --unblock \"%.80s\"", d->reason,
                 redial.job->entry->name);
    else
        snprintf(text, CAUSE_TEXT_MAX, "%s", d->reason);
}

static void refuse(const struct policy_decision *d, struct cause *c)
{
    bool waits = d->verdict == POLICY_WAIT && redial.patient;
    char text[CAUSE_TEXT_MAX];

    tell(d, text);
    shim_set_status(SHIM_STATUS_CONNECT);
    redial.refused = true;
    (void)cause_latch(c, d->error, 0, waits, text);
}

static void remember_pause(const struct policy_decision *d, int64_t then)
{
    redial.pause = -1;
    redial.for_hours = d->verdict == POLICY_WAIT && d->error;
    if (d->verdict == POLICY_WAIT)
        redial.pause =
            d->until - then < INT32_MAX ? (int)(d->until - then) : INT32_MAX;
}

bool redial_allowed(struct cause *c)
{
    struct policy_clock clock = make_clock();
    struct policy_decision d;

    redial.refused = redial.connected = redial.settled = false;
    look();
    policy_first(&redial.policy, &redial.history.policy, &clock, &d);
    remember_pause(&d, clock.now);
    if (d.verdict != POLICY_DIAL) {
        refuse(&d, c);
        return false;
    }
    counters_add(&redial.unsaved.calls, 1);
    return true;
}

/* --- the link */

static uint32_t seconds_up(void)
{
    uint64_t ms = redial.connected ? ticks_boot() - redial.connected_ms : 0;

    return (uint32_t)((ms + 500) / 1000);
}

/* What went wrong before is over. */
static void settle(struct change *c)
{
    c->settled = !redial.settled;
    redial.settled = true;
    redial.series.n = 0;
}

static void on_stable(void *context)
{
    struct change change = {.now = now()};

    (void)context;
    settle(&change);
    save(&change);
}

void redial_connected(void)
{
    struct change change = {.connected = true, .now = now()};
    uint32_t stable = redial.policy.redial.stable;

    if (redial.connected)
        return; /* LCP was negotiated anew */
    redial.connected = true;
    redial.connected_ms = ticks_boot();
    counters_add(&redial.unsaved.connects, 1);
    if (stable)
        shim_timer(on_stable, stable * 1000);
    else
        settle(&change);
    save(&change);
}

void redial_traffic(const struct shim_statistics *s)
{
    if (!redial.connected)
        return;
    counters_add(&redial.unsaved.sent, s->bytes_sent);
    counters_add(&redial.unsaved.received, s->bytes_received);
}

/* --- the end of an attempt */

/* What somebody wanted is no failure. */
static bool is_failure(const struct cause *c, bool on_purpose)
{
    return c->error && c->error != RASERR_ERROR_USER_DISCONNECTION &&
           !on_purpose;
}

static void count_end(const struct policy_end *end, const struct cause *c)
{
    struct change change = {.now = now()};
    bool failure = is_failure(c, end->on_purpose);

    shim_cancel_timer(on_stable);
    counters_add(&redial.unsaved.seconds, end->up);
    if (failure)
        counters_failed(&redial.unsaved, c->error, 1);
    if (policy_is_stable(&redial.policy, end)) {
        settle(&change);
    } else if (failure) {
        policy_count(&redial.series, c->error);
        change.failed = c->error;
    }
    save(&change);
}

/* SIGHUP with persist: pppd(8) dials at once, and that is what was asked. */
static bool is_asked_for(const struct cause *c)
{
    return c->error == RASERR_ERROR_USER_DISCONNECTION;
}

static void decide(const struct policy_end *end)
{
    struct policy_clock clock = make_clock();
    struct policy_decision d;
    char text[CAUSE_TEXT_MAX];

    policy_next(&redial.policy, &redial.series, &redial.history.policy, end,
                &clock, &d);
    remember_pause(&d, clock.now);
    if (d.verdict != POLICY_REFUSE)
        return;
    tell(&d, text);
    shim_log(SHIM_NOTICE, "not dialled again: %s", text);
    persist_want(false);
}

void redial_ended(const struct cause *c, bool on_purpose)
{
    const struct policy_end end = {.error = c->error,
                                   .retry = c->retry,
                                   .connected = redial.connected,
                                   .up = seconds_up(),
                                   .on_purpose = on_purpose};

    if (!redial.job)
        return;
    redial.on_purpose = on_purpose;
    if (redial.refused)
        return;
    count_end(&end, c);
    redial.pause = -1;
    if (persist_wanted() && !is_asked_for(c))
        decide(&end);
}

/*
 * Traffic may bring back at once what was idle. Another pause than the
 * entry's was given to pppd by an operator; for the hours it has no meaning.
 */
int redial_pause(int seconds, bool wanted)
{
    int pause = redial.pause >= 0 && (redial.own_pause || redial.for_hours)
                    ? redial.pause
                    : seconds;

    if (redial.on_purpose && !wanted && !redial.for_hours)
        pause = 0;
    if (pause > 0)
        shim_log(SHIM_NOTICE, "dialled again in %d s", pause);
    return pause;
}
