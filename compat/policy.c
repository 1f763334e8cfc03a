#include "compat/policy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "conf/hours.h"

/* More hours than ras.conf may have. */
#define HOURS_MAX 64
/* So far is looked ahead: summer time may swallow an hour of one week. */
#define LOOK_AHEAD (15 * HOURS_DAY)
/* Behind RASBASE's codes: those of the routers end at 999. */
#define LAST_CODE 999

/* --- words and codes */

static const struct word {
    const char *word;
    uint32_t first, last;
} words[] = {
#define POLICY_CAUSE(word, first, last) {(word), (first), (last)},
#include "compat/policy.def"
#undef POLICY_CAUSE
};
#define WORDS (sizeof(words) / sizeof(*words))

static const char configuration[] = "configuration";

static bool has_word(uint32_t code, const char *word)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (code >= words[i].first && code <= words[i].last &&
            strcmp(words[i].word, word) == 0)
            return true;
    return false;
}

static bool has_any_word(uint32_t code)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (code >= words[i].first && code <= words[i].last)
            return true;
    return false;
}

const char *policy_word(size_t i)
{
    size_t k;

    for (k = 0; k < WORDS; k++)
        if ((k == 0 || strcmp(words[k].word, words[k - 1].word) != 0) &&
            i-- == 0)
            return words[k].word;
    return i == 0 ? configuration : NULL;
}

/* ras.conf has checked the form: "676", "600-620", "busy". */
static bool means(const char *error, uint32_t code)
{
    unsigned long first, last;
    char *end;

    if (strcmp(error, configuration) == 0)
        return !has_any_word(code) && raserr_redial(code) == RASERR_NEVER;
    if (error[0] < '0' || error[0] > '9')
        return has_word(code, error);
    first = last = strtoul(error, &end, 10);
    if (*end == '-')
        last = strtoul(end + 1, NULL, 10);
    return code >= first && code <= last;
}

static bool covers(const struct ras_cause *cause, uint32_t code)
{
    size_t i;

    for (i = 0; i < cause->n_errors; i++)
        if (means(cause->errors[i], code))
            return true;
    return cause->n_errors == 0;
}

static bool is_word(const char *error)
{
    const char *word;
    size_t i;

    for (i = 0; (word = policy_word(i)) != NULL; i++)
        if (strcmp(word, error) == 0)
            return true;
    return error[0] >= '0' && error[0] <= '9';
}

static enum conf_result unknown(const char *error, struct conf_problem *p)
{
    char known[256] = "";
    const char *word;
    size_t i, n = 0;

    for (i = 0; (word = policy_word(i)) != NULL && n < sizeof(known); i++) {
        snprintf(known + n, sizeof(known) - n, "%s%s", i ? ", " : "", word);
        n = strlen(known);
    }
    return conf_fail(p, CONF_VALUE,
                     "policy: errors = \"%s\": a RAS code, a range of them or "
                     "one of %s is allowed",
                     error, known);
}

static enum conf_result check_redial(const struct ras_redial *redial,
                                     struct conf_problem *p)
{
    const struct ras_cause *c;
    size_t i, k;

    for (i = 0; i < redial->n_causes; i++) {
        c = &redial->causes[i];
        for (k = 0; k < c->n_errors; k++)
            if (!is_word(c->errors[k]))
                return unknown(c->errors[k], p);
    }
    return CONF_OK;
}

enum conf_result policy_check(const struct ras_policy *policy,
                              struct conf_problem *p)
{
    enum conf_result result = check_redial(&policy->redial, p);
    size_t i;

    for (i = 0; i < policy->n_entries && result == CONF_OK; i++)
        result = check_redial(&policy->entries[i].redial, p);
    return result;
}

/* --- the rules */

void policy_make(struct policy *p, const struct entry *e,
                 const struct ras_redial *redial)
{
    *p = (struct policy){
        .attempts = e->redial_attempts,
        .pause = e->redial_seconds > 0 ? e->redial_seconds : 1,
        .on_link_failure = e->redial_on_link_failure,
    };
    if (redial)
        p->redial = *redial;
}

static const struct ras_cause *cause_of(const struct policy *p, uint32_t code)
{
    size_t i;

    for (i = 0; i < p->redial.n_causes; i++)
        if (covers(&p->redial.causes[i], code))
            return &p->redial.causes[i];
    return NULL;
}

/*
 * The authentication's codes are safe even where time might heal them. A
 * number that is blocked may be so for a while: a modem's DELAYED.
 */
static bool is_never(uint32_t code)
{
    return (raserr_redial(code) == RASERR_NEVER &&
            !has_word(code, "blocked")) ||
           has_word(code, "authentication");
}

/* Is nothing of what CAUSE is for ever dialled again by itself? */
static bool is_hopeless(const struct ras_cause *c)
{
    uint32_t code;

    for (code = 1; code <= LAST_CODE; code++)
        if (!is_never(code) && covers(c, code))
            return false;
    return true;
}

static struct policy_rule rule_of(const struct policy *p,
                                  const struct ras_cause *c)
{
    struct policy_rule r = {.cause = c,
                            .attempts = p->attempts,
                            .pause = p->pause,
                            .longest_pause = p->pause};

    if (!c)
        return r;
    if (c->attempts != RAS_AS_ENTRY)
        r.attempts = c->attempts;
    if (is_hopeless(c))
        r.attempts = 0;
    if (c->pause)
        r.pause = c->pause;
    r.growth = c->growth;
    r.longest_pause = c->longest_pause > r.pause ? c->longest_pause : r.pause;
    r.lockout = c->lockout;
    return r;
}

void policy_rule(const struct policy *p, size_t i, struct policy_rule *r)
{
    *r = rule_of(p, i < p->redial.n_causes ? &p->redial.causes[i] : NULL);
}

uint32_t policy_most_attempts(const struct policy *p)
{
    uint32_t most = p->attempts, attempts;
    size_t i;

    for (i = 0; i < p->redial.n_causes; i++) {
        attempts = p->redial.causes[i].attempts;
        if (attempts == RAS_AS_ENTRY || most == POLICY_UNLIMITED ||
            is_hopeless(&p->redial.causes[i]))
            continue;
        /* Busy twice, then silence twice: together they are more than each. */
        most = most + attempts < most ? POLICY_UNLIMITED : most + attempts;
    }
    return most;
}

/* --- tallies */

void policy_count(struct policy_tally *t, uint32_t code)
{
    size_t i;

    for (i = 0; i < t->n && t->list[i].code != code; i++)
        ;
    if (i == POLICY_CODES) {
        i--;
        t->list[i].code = 0;
    }
    if (i == t->n)
        t->list[t->n++] = (struct policy_count){code, 0};
    if (t->list[i].count < UINT32_MAX)
        t->list[i].count++;
}

static uint32_t sum(uint32_t a, uint32_t b)
{
    return a + b < a ? UINT32_MAX : a + b;
}

uint32_t policy_total(const struct policy_tally *t)
{
    uint32_t total = 0;
    size_t i;

    for (i = 0; i < t->n; i++)
        total = sum(total, t->list[i].count);
    return total;
}

/* Those that have the same cause in ras.conf as CAUSE (NULL: none). */
static uint32_t count_cause(const struct policy *p,
                            const struct policy_tally *t,
                            const struct ras_cause *cause)
{
    uint32_t total = 0;
    size_t i;

    for (i = 0; i < t->n; i++)
        if (cause_of(p, t->list[i].code) == cause)
            total = sum(total, t->list[i].count);
    return total;
}

/* Those that the entry's own number of attempts is for. */
static uint32_t count_of_entry(const struct policy *p,
                               const struct policy_tally *t)
{
    const struct ras_cause *c;
    uint32_t total = 0;
    size_t i;

    for (i = 0; i < t->n; i++) {
        c = cause_of(p, t->list[i].code);
        if (!c || c->attempts == RAS_AS_ENTRY)
            total = sum(total, t->list[i].count);
    }
    return total;
}

/* --- the history */

void policy_connected(struct policy_history *h, int64_t now)
{
    h->error = 0;
    h->ended = now;
}

void policy_settled(struct policy_history *h)
{
    h->failed.n = 0;
}

void policy_failed(const struct policy *p, struct policy_history *h,
                   uint32_t error, int64_t now)
{
    const struct ras_cause *c = cause_of(p, error);
    uint32_t all = p->redial.lockout, some = c ? c->lockout : 0;

    policy_count(&h->failed, error);
    h->error = error;
    h->ended = now;
    if (h->locked)
        return;
    if ((all > 0 && policy_total(&h->failed) >= all) ||
        (some > 0 && count_cause(p, &h->failed, c) >= some))
        h->locked = now > 0 ? now : 1;
}

void policy_unlock(struct policy_history *h)
{
    h->failed.n = 0;
    h->locked = 0;
    h->damaged = false;
}

/* --- the clock */

bool policy_local(int64_t when, struct tm *face)
{
    time_t t = (time_t)when;

    return localtime_r(&t, face) != NULL;
}

/* The hours of a policy, read once. */
struct opening {
    struct hours list[HOURS_MAX];
    size_t n;
};

static void read_hours(const struct policy *p, struct opening *o)
{
    size_t i;

    for (o->n = i = 0; i < p->redial.n_hours && o->n < HOURS_MAX; i++)
        if (hours_parse(p->redial.hours[i], &o->list[o->n]))
            o->n++;
}

/* A clock that cannot be read forbids nothing. */
static bool is_open(const struct opening *o, const struct policy_clock *c,
                    int64_t when)
{
    struct tm face;
    size_t i;

    if (o->n == 0 || !c->local(when, &face))
        return true;
    for (i = 0; i < o->n; i++)
        if (hours_have(&o->list[i], face.tm_wday,
                       face.tm_hour * 60 + face.tm_min))
            return true;
    return false;
}

/*
 * The first moment from WHEN on at which may be dialled. Minute by minute, as
 * only the clock on the wall knows of summer time.
 */
static int64_t next_opening(const struct policy *p,
                            const struct policy_clock *c, int64_t when)
{
    struct opening o;
    int minute;

    read_hours(p, &o);
    for (minute = 0; minute < LOOK_AHEAD && !is_open(&o, c, when); minute++)
        when += 60 - when % 60;
    return when;
}

/* --- decisions */

static void decide(struct policy_decision *d, enum policy_verdict verdict,
                   uint32_t error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void decide(struct policy_decision *d, enum policy_verdict verdict,
                   uint32_t error, const char *format, ...)
{
    va_list arguments;

    *d = (struct policy_decision){.verdict = verdict, .error = error};
    va_start(arguments, format);
    vsnprintf(d->reason, sizeof(d->reason), format, arguments);
    va_end(arguments);
}

static void show_time(const struct policy_clock *c, int64_t when, char out[40])
{
    struct tm face;

    if (!c->local(when, &face) ||
        strftime(out, 40, "%a %Y-%m-%d %H:%M", &face) == 0)
        snprintf(out, 40, "%lld", (long long)when);
}

static bool may_lock(const struct policy *p)
{
    bool may = p->redial.lockout > 0;
    size_t i;

    for (i = 0; i < p->redial.n_causes; i++)
        may |= p->redial.causes[i].lockout > 0;
    return may;
}

static bool is_locked(const struct policy *p, const struct policy_history *h,
                      const struct policy_clock *c, struct policy_decision *d)
{
    char since[40];

    if (h->locked) {
        show_time(c, h->locked, since);
        decide(d, POLICY_REFUSE, RASERR_ERROR_BLOCKED,
               "locked since %s after %u failures in a row, the last one RAS "
               "error %u",
               since, policy_total(&h->failed), h->error);
        return true;
    }
    if (!h->damaged || !may_lock(p))
        return false;
    decide(d, POLICY_REFUSE, RASERR_ERROR_BLOCKED,
           "locked: its history was damaged, and it may have failed too often");
    return true;
}

/* Moves WHEN into the hours. */
static void at_or_after(const struct policy *p, const struct policy_clock *c,
                        int64_t when, struct policy_decision *d)
{
    int64_t open = next_opening(p, c, when);
    char text[40];

    if (open > when) {
        show_time(c, open, text);
        decide(d, POLICY_WAIT, RASERR_ERROR_DIALOUT_HOURS_RESTRICTION,
               "ras.conf's hours for dialling out begin on %s", text);
    } else if (when > c->now) {
        decide(d, POLICY_WAIT, 0, "dialled again in %lld s",
               (long long)(when - c->now));
    } else {
        decide(d, POLICY_DIAL, 0, "%s", "");
    }
    d->until = open;
}

void policy_first(const struct policy *p, const struct policy_history *h,
                  const struct policy_clock *c, struct policy_decision *d)
{
    if (!is_locked(p, h, c, d))
        at_or_after(p, c, c->now, d);
}

/* The N-th pause, N from 1: PAUSE, more each time, up to the longest. */
static uint32_t grown(const struct policy_rule *r, uint32_t n)
{
    double pause = r->pause;

    for (; n > 1 && r->growth > 0 && pause < r->longest_pause; n--)
        pause += pause * r->growth / 100;
    return pause < r->longest_pause ? (uint32_t)pause : r->longest_pause;
}

/* Between JITTER percent less and more, and still not above the longest. */
static uint32_t shaken(uint32_t pause, uint32_t jitter, uint32_t random,
                       uint32_t longest)
{
    double part = ((double)random / UINT32_MAX * 2 - 1) * jitter / 100;
    double shaken = pause * (1 + part) + 0.5;

    if (shaken < 1)
        return 1;
    return shaken < longest ? (uint32_t)shaken : longest;
}

bool policy_is_stable(const struct policy *p, const struct policy_end *end)
{
    return end->connected && end->up >= p->redial.stable;
}

/* Is the number of tries used up? A lost link is given one more. */
static bool is_exhausted(const struct policy *p,
                         const struct policy_tally *series,
                         const struct policy_end *end,
                         const struct policy_rule *r)
{
    const struct ras_cause *c = r->cause;
    uint32_t done = c && c->attempts != RAS_AS_ENTRY
                        ? count_cause(p, series, c)
                        : count_of_entry(p, series);

    if (r->attempts == POLICY_UNLIMITED || end->on_purpose ||
        policy_is_stable(p, end))
        return false;
    return done > sum(r->attempts, end->connected);
}

static bool is_over(const struct policy *p, const struct policy_tally *series,
                    const struct policy_end *end, const struct policy_rule *r,
                    struct policy_decision *d)
{
    if (end->on_purpose && !p->idle_redial)
        decide(d, POLICY_REFUSE, end->error, "it was hung up on purpose");
    else if (!end->on_purpose &&
             (!end->retry || has_word(end->error, "authentication")))
        decide(d, POLICY_REFUSE, end->error,
               "RAS error %u would only come back", end->error);
    else if (end->connected && !end->on_purpose && !p->on_link_failure)
        decide(d, POLICY_REFUSE, end->error,
               "RedialOnLinkFailure is 0: a lost link is not dialled again");
    else if (is_exhausted(p, series, end, r))
        decide(d, POLICY_REFUSE, end->error, "%u more %s made already%s",
               r->attempts, r->attempts == 1 ? "try was" : "tries were",
               end->connected ? ": the link is lost again and again" : "");
    else
        return false;
    return true;
}

void policy_next(const struct policy *p, const struct policy_tally *series,
                 const struct policy_history *h, const struct policy_end *end,
                 const struct policy_clock *c, struct policy_decision *d)
{
    const struct ras_cause *cause = cause_of(p, end->error);
    struct policy_rule r = rule_of(p, cause);
    uint32_t n = count_cause(p, series, cause), pause = 0;

    if (is_locked(p, h, c, d) || is_over(p, series, end, &r, d))
        return;
    if (!end->on_purpose)
        pause =
            shaken(grown(&r, n), p->redial.jitter, c->random, r.longest_pause);
    at_or_after(p, c, c->now + pause, d);
}
