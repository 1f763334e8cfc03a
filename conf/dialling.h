/*
 * dialling.h - from a phonebook's number to what is dialled where we are.
 *
 * Owns the dialling rules of Windows' Phone and Modem Options: a number with
 * its country and area, a location, and out comes the string for the modem.
 * Pure and bounded. Every character that can come out was checked here.
 *
 * The sources are Microsoft's published descriptions: "Canonical Addresses",
 * "Dialable Addresses", "Toll Lists", LINELOCATIONENTRY, LINECOUNTRYENTRY and
 * LINETRANSLATEOUTPUT of the TAPI reference, "Dialing rules overview" (TechNet
 * cc759614), "Canonical address format" (cc728034), and the Knowledge Base
 * articles 167220 and 820886 on the letters of dialling rules.
 */
#ifndef CONF_DIALLING_H
#define CONF_DIALLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/entry.h"
#include "conf/result.h"

/* Which of a location's rules a number falls under. */
enum dialling_call {
    DIALLING_AS_WRITTEN, /* no rules */
    DIALLING_LOCAL,
    DIALLING_LONG_DISTANCE,
    DIALLING_INTERNATIONAL,
    DIALLING_CALLS
};

/* An exception for an area, our own or another, of the location's country. */
struct dialling_area_rule {
    const char *area_code;       /* "" = numbers that have none */
    const char *const *prefixes; /* how such numbers begin */
    size_t n_prefixes;           /* 0 = all numbers of the area */
    const char *dial_first; /* "1": a long-distance call; "": a local one */
    bool include_area_code;
};

/*
 * A calling card: for each kind of call its rule, "" where the card is not
 * used. In a rule each of the letters below stands for what it says, and any
 * other character for itself (Knowledge Base 167220 and 820886; I is ours,
 * Microsoft published no letter for it).
 *
 *   E country code   F area code   G number   H card number   I card's PIN
 *   N, L carrier of long-distance calls   S, M of international calls
 */
struct dialling_card {
    const char *name;        /* shown instead of number and PIN */
    const char *card_number; /* H: secret */
    const char *pin;         /* I: secret */
    const char *local, *long_distance, *international;
};

/* Strings are never NULL; "" = none. */
struct dialling_location {
    const char *name;
    uint32_t country_code;
    const char *area_code;
    const char *outside_local, *outside_long_distance;
    const char *long_distance_prefix, *international_prefix;
    const char *long_distance_carrier, *international_carrier;
    const char *disable_call_waiting;
    const char *dialling; /* V.250 "T" or "P"; "" = as the device says */
    struct dialling_card calling_card;
    struct dialling_area_rule *area_rules; /* the first that fits counts */
    size_t n_area_rules;
};

/* ras.h, RAS_MaxPhoneNumber */
#define DIALLING_MAX 128

struct dialling {
    enum dialling_call call;
    char dialled[DIALLING_MAX + 1];
    char shown[DIALLING_MAX + 65];     /* the same for people and logs */
    char canonical[DIALLING_MAX + 33]; /* "+1 (425) 555-0100" or "" */
    const char *mode;                  /* "T", "P" or "" = as the device says */
    bool secret;                       /* DIALLED is not to be shown: wipe it */
    bool missing_rules; /* the entry wants rules, there is no location */
};

/*
 * Fills OUT for NUMBER of an entry at the location HERE (NULL: none). Without
 * UseDialingRules the number is taken as written, and so it is without a
 * location. ALWAYS applies the location to a number without rules too: one
 * that is not canonical is then of the location's own area.
 *
 * CONF_VALUE, with the reason in P, when the number cannot be dialled, and
 * CONF_LIMIT when the result would be longer than DIALLING_MAX; OUT is then
 * empty. What is in P may be shown. The caller wipes OUT if it is secret.
 */
enum conf_result dialling_translate(const struct dialling_location *here,
                                    const struct entry_number *number,
                                    bool always, struct dialling *out,
                                    struct conf_problem *p);

/* For settings: is TEXT made of ... only? "" always is. */
bool dialling_is_digits(const char *text); /* 0-9 */
bool dialling_is_code(const char *text);   /* 0-9 * # A-D , ! W T P @ $ */
bool dialling_is_prefix(const char *text); /* these and L, M, N, S */
bool dialling_is_rule(const char *text);   /* these and E, F, G, H, I */

#endif
