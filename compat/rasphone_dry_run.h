/*
 * rasphone_dry_run.h - a dial as far as it goes without a line.
 *
 * Owns the decisions about an entry, in the order in which a dial comes to
 * them and made by the very functions that the plugin decides by: choice.h,
 * called.h, trust.h, settings.h, policy.h. What is read are files; no device is
 * opened, and nobody is asked.
 */
#ifndef COMPAT_RASPHONE_DRY_RUN_H
#define COMPAT_RASPHONE_DRY_RUN_H

#include "compat/called.h"
#include "compat/choice.h"
#include "compat/history.h"
#include "compat/policy.h"
#include "compat/rasphone_commands.h"
#include "compat/settings.h"
#include "compat/trust.h"

struct dry_run {
    const struct rasphone *r;
    const struct rasphone_found *found;
    struct entry *entry; /* NULL: it cannot be read */
    struct ras_conf *conf;
    struct ras_conf *rules;          /* root's, where CONF is a user's own */
    const struct entry_media *media; /* NULL: there is nothing to dial with */
    const struct entry_device *device;
    const struct ras_device *line; /* NULL: there is none */
    struct choice_implied implied;
    bool own_line; /* a custom dialer has to bring it: LINE has no tty */
    bool hosted;   /* a custom dialer dials */
    struct trust_words words;
    struct trust trust;
    struct settings settings;
    struct policy policy;
    struct history history;
    struct conf_problem history_problem; /* why it is not known, or "" */
    struct policy_decision now;

    uint32_t error; /* the first thing that forbids the dial, 0 = nothing */
    char reason[512];
};

/*
 * Decides about FOUND. *D is to be freed in any case; it keeps what it was
 * given.
 */
void dry_run_make(struct dry_run *d, const struct rasphone *r,
                  const struct rasphone_found *found);
void dry_run_free(struct dry_run *d);

/* The way of a number to the modem, as far as it comes. */
struct dry_run_number {
    struct dialling dialling;
    struct called called;
    uint32_t error; /* 0 = it can be dialled */
    struct conf_problem problem;
};

/*
 * Of a run that has a line: number I in the order of an attempt. The caller
 * wipes *N.
 */
void dry_run_number(const struct dry_run *d, size_t i,
                    struct dry_run_number *n);

#endif
