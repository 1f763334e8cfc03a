#include "conf/dialling.h"

#include <stdio.h>
#include <string.h>

/* E.164 6.2.1: at most three digits. */
#define COUNTRY_MAX 999u

static const char decimal[] = "0123456789";

/*
 * "Dialable Addresses": tone digits, pause, hook flash, tone, pulse, waiting
 * for dial tone, for quiet and for a card's prompt. Not "?", which waits for a
 * person, nor ";", behind which a modem takes commands (V.250 6.3.1).
 */
static const char dialable[] = "0123456789*#ABCDabcd,!TtPpWw@$";

/* What people write between digits; cc728034: TAPI discards it. */
static const char grouping[] = " -./";

/* --- characters */

static bool only(const char *text, const char *allowed)
{
    return text[strspn(text, allowed)] == '\0';
}

static bool only_dialable(const char *text, const char *more)
{
    for (; *text; text++)
        if (!strchr(dialable, *text) && !strchr(more, *text))
            return false;
    return true;
}

bool dialling_is_digits(const char *text)
{
    return only(text, decimal);
}

bool dialling_is_code(const char *text)
{
    return only_dialable(text, "");
}

bool dialling_is_prefix(const char *text)
{
    return only_dialable(text, "LMNS");
}

bool dialling_is_rule(const char *text)
{
    return only_dialable(text, "LMNSEFGHI");
}

/* --- a bounded text */

struct text {
    char *at;
    size_t size, n;
    bool full;
};

static void add_char(struct text *t, char c)
{
    if (t->n + 1 < t->size)
        t->at[t->n++] = c;
    else
        t->full = true;
    t->at[t->n] = '\0';
}

static void add(struct text *t, const char *s)
{
    for (; *s; s++)
        add_char(t, *s);
}

/* --- the number */

struct parts {
    uint32_t country;
    char area[DIALLING_MAX + 1];   /* digits */
    char number[DIALLING_MAX + 1]; /* without grouping */
    const char *written;           /* the number as it was given */
};

/* False if S has what may not reach a modem, or nothing to dial. */
static bool take_number(struct parts *parts, const char *s)
{
    struct text t = {parts->number, sizeof(parts->number), 0, false};

    parts->written = s;
    for (; *s; s++) {
        if (strchr(grouping, *s))
            continue;
        if (!strchr(dialable, *s))
            return false;
        add_char(&t, *s);
    }
    return !t.full && strpbrk(parts->number, decimal);
}

static bool take_area(struct parts *parts, const char *s, size_t n)
{
    if (n >= sizeof(parts->area) || strspn(s, decimal) < n)
        return false;
    memcpy(parts->area, s, n);
    parts->area[n] = '\0';
    return true;
}

/* E.164 6.2.1: a country code has one to three digits, the first is no 0. */
static bool take_country(struct parts *parts, const char *s, size_t n)
{
    if (n < 1 || n > 3 || s[0] == '0')
        return false;
    for (parts->country = 0; n; n--)
        parts->country = parts->country * 10 + (uint32_t)(*s++ - '0');
    return true;
}

/*
 * "Canonical Addresses": + COUNTRY BLANK [ ( AREA ) BLANK ] NUMBER; cc728034
 * has it without the second blank.
 */
static bool take_canonical(struct parts *parts, const char *s)
{
    size_t n = strspn(++s, decimal);

    if (s[n] != ' ' || !take_country(parts, s, n))
        return false;
    s += n + 1;
    if (*s == '(') {
        n = strspn(++s, decimal);
        if (s[n] != ')' || !take_area(parts, s, n))
            return false;
        s += n + 1;
        s += *s == ' ';
    }
    return take_number(parts, s);
}

static enum conf_result bad_number(const char *number, struct conf_problem *p)
{
    if (number[0] == '+')
        return conf_fail(p, CONF_VALUE,
                         "PhoneNumber = %s: with dialling rules it is written "
                         "+COUNTRY (AREA) NUMBER",
                         number);
    return conf_fail(p, CONF_VALUE,
                     "PhoneNumber = %s: digits and * # A-D , ! T P W @ $ are "
                     "allowed with dialling rules, and - . / and blanks "
                     "between them",
                     number);
}

/*
 * What an entry says without UseDialingRules of country and area counts for
 * nothing (RASENTRY, dwCountryID); such a number is one of our own area.
 */
static enum conf_result take_apart(const struct dialling_location *here,
                                   const struct entry_number *n,
                                   struct parts *parts, struct conf_problem *p)
{
    bool rules = n->use_dialing_rules;
    const char *area = rules ? n->area_code : here->area_code;

    memset(parts, 0, sizeof(*parts));
    if (n->number[0] == '+')
        return take_canonical(parts, n->number) ? CONF_OK
                                                : bad_number(n->number, p);
    parts->country =
        rules && n->country_code ? n->country_code : here->country_code;
    if (parts->country > COUNTRY_MAX)
        return conf_fail(p, CONF_VALUE,
                         "CountryCode = %u: a country code from 1 to %u is "
                         "allowed",
                         parts->country, COUNTRY_MAX);
    if (!take_area(parts, area, strlen(area)))
        return conf_fail(p, CONF_VALUE, "AreaCode = %s: digits are allowed",
                         area);
    return take_number(parts, n->number) ? CONF_OK : bad_number(n->number, p);
}

/* --- which rule */

static bool rule_fits(const struct dialling_area_rule *rule,
                      const struct parts *parts)
{
    size_t i;

    if (strcmp(rule->area_code, parts->area) != 0)
        return false;
    for (i = 0; i < rule->n_prefixes; i++)
        if (strncmp(parts->number, rule->prefixes[i],
                    strlen(rule->prefixes[i])) == 0)
            return true;
    return rule->n_prefixes == 0;
}

static const struct dialling_area_rule *
find_rule(const struct dialling_location *here, const struct parts *parts)
{
    size_t i;

    for (i = 0; i < here->n_area_rules; i++)
        if (parts->country == here->country_code &&
            rule_fits(&here->area_rules[i], parts))
            return &here->area_rules[i];
    return NULL;
}

/*
 * LINECOUNTRYENTRY: one rule for the same area code, one for other areas of
 * the country, one for other countries. "Toll Lists": what begins with a 1 is
 * a long-distance call, also in the own area.
 */
static enum dialling_call classify(const struct dialling_location *here,
                                   const struct parts *parts,
                                   const struct dialling_area_rule *rule)
{
    if (parts->country != here->country_code)
        return DIALLING_INTERNATIONAL;
    if (rule)
        return rule->dial_first[0] ? DIALLING_LONG_DISTANCE : DIALLING_LOCAL;
    return strcmp(parts->area, here->area_code) == 0 ? DIALLING_LOCAL
                                                     : DIALLING_LONG_DISTANCE;
}

/*
 * Direct calls by Knowledge Base 820886, for +1: "G", "N1FG", "S011EFG". Where
 * the carrier stands inside the prefix, as in Brazil's "0LFG", the prefix has
 * the letter itself.
 */
static void direct_rule(const struct dialling_location *here,
                        const struct dialling_area_rule *rule,
                        enum dialling_call call, struct text *t)
{
    if (rule) {
        add(t, rule->dial_first);
        add(t, rule->include_area_code ? "FG" : "G");
    } else if (call == DIALLING_INTERNATIONAL) {
        add(t, strpbrk(here->international_prefix, "MS") ? "" : "S");
        add(t, here->international_prefix);
        add(t, "EFG");
    } else if (call == DIALLING_LONG_DISTANCE) {
        add(t, strpbrk(here->long_distance_prefix, "LN") ? "" : "N");
        add(t, here->long_distance_prefix);
        add(t, "FG");
    } else {
        add(t, "G");
    }
}

static const char *card_rule(const struct dialling_card *card,
                             enum dialling_call call)
{
    const char *const rules[DIALLING_CALLS] = {
        [DIALLING_AS_WRITTEN] = "",
        [DIALLING_LOCAL] = card->local,
        [DIALLING_LONG_DISTANCE] = card->long_distance,
        [DIALLING_INTERNATIONAL] = card->international,
    };

    return rules[call];
}

/* --- the dialled string */

struct meaning {
    char letter;
    const char *text;
    bool secret;
};

struct output {
    struct text dialled, shown;
    const char *card;
    bool secret;
};

static void put(struct output *o, const char *text)
{
    add(&o->dialled, text);
    add(&o->shown, text);
}

/* LINETRANSLATEOUTPUT: people are shown the card's name in brackets. */
static void put_secret(struct output *o, const char *text)
{
    add(&o->dialled, text);
    add_char(&o->shown, '[');
    add(&o->shown, o->card);
    add_char(&o->shown, ']');
    o->secret = true;
}

static void put_character(struct output *o, const struct meaning *meanings,
                          char c)
{
    const char literal[2] = {c, '\0'};
    const struct meaning *m = meanings;

    while (m->letter && m->letter != c)
        m++;
    if (m->letter && m->secret)
        put_secret(o, m->text);
    else
        put(o, m->letter ? m->text : literal);
}

static void expand(const struct dialling_location *here,
                   const struct parts *parts, const char *rule,
                   struct output *o)
{
    char country[11];
    const struct meaning meanings[] = {
        {'E', country, false},
        {'F', parts->area, false},
        {'G', parts->number, false},
        {'H', here->calling_card.card_number, true},
        {'I', here->calling_card.pin, true},
        {'L', here->long_distance_carrier, false},
        {'N', here->long_distance_carrier, false},
        {'M', here->international_carrier, false},
        {'S', here->international_carrier, false},
        {'\0', NULL, false},
    };

    snprintf(country, sizeof(country), "%u", parts->country);
    for (; *rule; rule++)
        put_character(o, meanings, *rule);
}

/*
 * LINELOCATIONENTRY: first the code that disables call waiting, then the code
 * for an outside line, within or beyond the local calling area.
 */
static void compose(const struct dialling_location *here,
                    const struct parts *parts, struct output *o,
                    enum dialling_call *call)
{
    const struct dialling_area_rule *rule = find_rule(here, parts);
    char direct[DIALLING_MAX + 1] = "";
    struct text t = {direct, sizeof(direct), 0, false};
    const char *card;

    *call = classify(here, parts, rule);
    card = card_rule(&here->calling_card, *call);
    direct_rule(here, rule, *call, &t);
    put(o, here->disable_call_waiting);
    put(o, *call == DIALLING_LOCAL ? here->outside_local
                                   : here->outside_long_distance);
    expand(here, parts, card[0] ? card : direct, o);
    o->dialled.full |= t.full;
}

static enum conf_result too_long(struct dialling *out, struct conf_problem *p)
{
    explicit_bzero(out, sizeof(*out));
    out->mode = "";
    return conf_fail(p, CONF_LIMIT,
                     "the number is longer than %d characters as it would be "
                     "dialled",
                     DIALLING_MAX);
}

static enum conf_result as_written(const struct entry_number *n,
                                   struct dialling *out, struct conf_problem *p)
{
    if (strlen(n->number) > DIALLING_MAX)
        return too_long(out, p);
    snprintf(out->dialled, sizeof(out->dialled), "%s", n->number);
    snprintf(out->shown, sizeof(out->shown), "%s", n->number);
    out->missing_rules = n->use_dialing_rules;
    return CONF_OK;
}

static void write_canonical(const struct parts *parts, struct dialling *out)
{
    const char *area = parts->area;

    snprintf(out->canonical, sizeof(out->canonical), "+%u %s%s%s%s",
             parts->country, area[0] ? "(" : "", area, area[0] ? ") " : "",
             parts->written);
}

enum conf_result dialling_translate(const struct dialling_location *here,
                                    const struct entry_number *number,
                                    bool always, struct dialling *out,
                                    struct conf_problem *p)
{
    struct output o = {
        .dialled = {out->dialled, sizeof(out->dialled), 0, false},
        .shown = {out->shown, sizeof(out->shown), 0, false},
    };
    enum conf_result result;
    struct parts parts;

    memset(out, 0, sizeof(*out));
    out->mode = "";
    if (!here || !(number->use_dialing_rules || always))
        return as_written(number, out, p);
    result = take_apart(here, number, &parts, p);
    if (result != CONF_OK)
        return result;
    o.card = here->calling_card.name;
    compose(here, &parts, &o, &out->call);
    if (o.dialled.full)
        return too_long(out, p);
    write_canonical(&parts, out);
    out->mode = here->dialling;
    out->secret = o.secret;
    return CONF_OK;
}
