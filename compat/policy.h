/*
 * policy.h - is an entry dialled now, later, or not at all?
 *
 * Owns the answer, as a pure function of the entry, ras.conf's policy, what has
 * happened, the clock and a random number: nothing is read, written or waited
 * for here. A plugin dials by it, and a tool says what will be done.
 *
 * A series is one try after another until a link stays up for the time that
 * ras.conf calls stable, or nobody tries any more; each series counts its tries
 * anew. A link that comes and goes is one series: it costs as much as a number
 * that is busy. What is in the history goes on from one program to the next.
 */
#ifndef COMPAT_POLICY_H
#define COMPAT_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "conf/entry.h"
#include "conf/ras_conf.h"

/* Somebody else counts the tries: pppd's maxfail, which an operator gave. */
#define POLICY_UNLIMITED UINT32_MAX

struct policy {
    uint32_t attempts;        /* further tries, where no cause says more */
    uint32_t pause;           /* seconds, where no cause says another one */
    bool on_link_failure;     /* dial again when a link is lost */
    bool idle_redial;         /* ... and when it was hung up for a limit */
    struct ras_redial redial; /* of ras.conf, which must live on */
};

/* The entry's own words, with REDIAL (NULL: there is none). */
void policy_make(struct policy *p, const struct entry *e,
                 const struct ras_redial *redial);

/* Is every word of ras.conf's policy known? CONF_VALUE names what is not. */
enum conf_result policy_check(const struct ras_policy *policy,
                              struct conf_problem *p);

/* The most tries after the first one that may follow it. */
uint32_t policy_most_attempts(const struct policy *p);

/* --- what has happened */

/* How often each code; the codes beyond the last are counted as code 0. */
#define POLICY_CODES 32
struct policy_tally {
    struct policy_count {
        uint32_t code, count;
    } list[POLICY_CODES];
    size_t n;
};

void policy_count(struct policy_tally *t, uint32_t code);
uint32_t policy_total(const struct policy_tally *t);

struct policy_history {
    struct policy_tally failed; /* in a row */
    uint32_t error;             /* of the last dial; 0 it went well */
    int64_t ended;              /* when that was, 0 never */
    int64_t locked;             /* since when nobody may dial; 0 one may */
    bool damaged;               /* what was known is lost */
};

/* The link is up. */
void policy_connected(struct policy_history *h, int64_t now);

/* It has been for long enough: nothing is left of what went wrong. */
void policy_settled(struct policy_history *h);

/*
 * A dial has failed with ERROR, or its link was lost too soon. The history may
 * be locked after it.
 */
void policy_failed(const struct policy *p, struct policy_history *h,
                   uint32_t error, int64_t now);

/* Root has unlocked the entry. */
void policy_unlock(struct policy_history *h);

/* --- the answers */

struct policy_clock {
    int64_t now; /* Unix time */
    /* What the clock on the wall shows at WHEN; false if nobody knows. */
    bool (*local)(int64_t when, struct tm *face);
    uint32_t random; /* any value, for the jitter */
};

/* The system's time zone. */
bool policy_local(int64_t when, struct tm *face);

enum policy_verdict { POLICY_DIAL, POLICY_WAIT, POLICY_REFUSE };

struct policy_decision {
    enum policy_verdict verdict;
    int64_t until;    /* POLICY_WAIT: when to dial */
    uint32_t error;   /* POLICY_REFUSE: a RAS code; POLICY_WAIT: what a dial
                         now would be refused with, 0 if it would not */
    char reason[256]; /* one line, empty for POLICY_DIAL */
};

/*
 * May a series begin? 775 (ERROR_BLOCKED, "the call was blocked") for an entry
 * that is locked: what a modem's own list of forbidden numbers is reported as,
 * and no program dials again by itself after it. 944
 * (ERROR_DIALOUT_HOURS_RESTRICTION) outside the hours: then the verdict is
 * POLICY_WAIT, and whoever does not wait is refused.
 */
void policy_first(const struct policy *p, const struct policy_history *h,
                  const struct policy_clock *c, struct policy_decision *d);

/* How the last dial ended. */
struct policy_end {
    uint32_t error;
    bool retry;      /* nothing forbids the same dial again */
    bool connected;  /* it had been up */
    uint32_t up;     /* for so many seconds */
    bool on_purpose; /* idle, or connected long enough */
};

/* Was the link up for long enough to end a series? */
bool policy_is_stable(const struct policy *p, const struct policy_end *end);

/*
 * What follows END? SERIES has the failures of this series and HISTORY those in
 * a row, END counted already in both if it was one: it was not if the link had
 * been stable. The dial that RedialOnLinkFailure promises is none of the
 * RedialAttempts.
 */
void policy_next(const struct policy *p, const struct policy_tally *series,
                 const struct policy_history *h, const struct policy_end *end,
                 const struct policy_clock *c, struct policy_decision *d);

/* --- for people */

/* The I-th word of ras.conf's policy, NULL beyond the last. */
const char *policy_word(size_t i);

/* The I-th cause, and one more for what no cause has; NULL errors: that. */
struct policy_rule {
    const struct ras_cause *cause; /* NULL: the entry's own words */
    uint32_t attempts, pause, growth, longest_pause, lockout;
};
void policy_rule(const struct policy *p, size_t i, struct policy_rule *r);

#endif
