#include "compat/rasphone_dry_run.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compat/dialer/allow.h"
#include "compat/raserr.h"
#include "conf/ras_conf_keys.h"

static void refuse(struct dry_run *d, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct dry_run *d, uint32_t error, const char *format, ...)
{
    va_list arguments;

    if (d->error)
        return;
    d->error = error;
    va_start(arguments, format);
    vsnprintf(d->reason, sizeof(d->reason), format, arguments);
    va_end(arguments);
}

/* --- the files */

static bool load_entry(struct dry_run *d)
{
    struct conf_problem p = {""};
    enum conf_result result = rasphone_book_entry(
        d->found->book.path, d->found->entry.name, &d->entry, &p);

    if (result != CONF_OK)
        refuse(d, raserr_from_conf(result), "%s", p.text);
    else
        choice_share_numbers(d->entry);
    return result == CONF_OK;
}

static bool load_config(struct dry_run *d)
{
    struct conf_problem p = {""};
    enum conf_result result = rasphone_load_config(d->r, &d->conf, &p);

    if (result != CONF_OK)
        refuse(d, raserr_from_ras_conf(result), "%s", p.text);
    return result == CONF_OK;
}

/*
 * As the plugin sees it: what root set up is root's word, whoever dials, and
 * what a user names is no more than that user's.
 */
static void ask_whose_words(struct dry_run *d)
{
    const struct rasphone *r = d->r;
    const bool root = r->user == 0;
    char standard[PATH_MAX];

    d->words.user = root;
    d->words.book = root || (books_main(r->places.system, standard) &&
                             strcmp(d->found->book.path, standard) == 0);
    d->words.conf = root || strcmp(rasphone_config(r), r->config) == 0;
}

/* --- the line */

/* pppd or rasdial calls the dialer: root allows its line with it. */
static void take_own_line(struct dry_run *d, const struct choice_wish *w)
{
    d->own_line = true;
    d->line = choice_own_line(d->conf, w, &d->implied);
    d->words.from = TRUST_LINE_CALLER;
    d->words.caller = true;
}

static void take_line(struct dry_run *d, const struct choice_wish *w)
{
    struct conf_problem p = {""};

    d->line = choice_line(d->conf, w, &d->implied, &p);
    d->words.from = d->line && d->line != &d->implied.device ? TRUST_LINE_CONF
                                                             : TRUST_LINE_ENTRY;
    if (!d->line)
        refuse(d, RASERR_ERROR_PORT_NOT_FOUND, "%s", p.text);
}

static bool choose_line(struct dry_run *d)
{
    struct choice_wish w = {.entry = d->entry};

    if (!choice_media(d->entry, &d->media, &d->device)) {
        refuse(d, RASERR_ERROR_CORRUPT_PHONEBOOK,
               "the entry has no MEDIA with a DEVICE");
        return false;
    }
    w.media = d->media;
    w.device = d->device;
    if (choice_dialer_brings_line(d->conf, &w))
        take_own_line(d, &w);
    else
        take_line(d, &w);
    d->trust = trust_of(&d->words);
    if (d->line && d->line->kind == RAS_DEVICE_PPPOE && !d->trust.interface)
        refuse(d, RASERR_ERROR_ACCESS_DENIED,
               "%s: only root's ras.conf names network interfaces",
               d->line->tty);
    return true;
}

/* --- the settings */

/* A ras.conf that a user names allows no custom dialer. */
static const char *dialer_problem(struct dry_run *d, char why[ALLOW_REASON])
{
    const struct allow_rules rules = {
        .conf = d->conf, .roots = d->words.conf, .root = d->r->root};
    struct allow_dialer dialer;

    if (!d->entry->custom_ras_dial_dll[0])
        return NULL;
    if (!allow_open(&rules, d->entry->custom_ras_dial_dll, &dialer, why,
                    ALLOW_REASON))
        return why;
    close(dialer.fd);
    d->hosted = true;
    return NULL;
}

/* When may be dialled is root's word, whoever's ras.conf the rest is from. */
static void make_policy(struct dry_run *d)
{
    struct conf_problem p = {""};
    enum conf_result result =
        d->words.conf ? CONF_OK : rasphone_load_rules(d->r, &d->rules, &p);
    const struct ras_conf *conf = d->rules ? d->rules : d->conf;

    if (result == CONF_OK)
        result = policy_check(&conf->policy, &p);
    if (result != CONF_OK)
        refuse(d, raserr_from_ras_conf(result), "%s", p.text);
    policy_make(&d->policy, d->entry, ras_conf_redial(conf, d->entry->name));
}

/* Without a line the options can still be told, but for its own. */
static void make_settings(struct dry_run *d)
{
    struct ras_device none;
    char why[ALLOW_REASON];
    struct settings_request q = {.entry = d->entry,
                                 .media = d->media,
                                 .device = d->device,
                                 .policy = &d->policy,
                                 .dialer = dialer_problem(d, why),
                                 .all_links = choice_all_links(d->entry),
                                 .trusted = d->trust.peer};

    ras_device_defaults(RAS_DEVICE_MODEM, &none);
    q.line = d->line ? d->line : &none;
    q.own_line = d->own_line || d->hosted;
    settings_make(&d->settings, &q);
    if (d->settings.error)
        refuse(d, d->settings.error, "%s", d->settings.reason);
}

/* --- the numbers */

void dry_run_number(const struct dry_run *d, size_t i, struct dry_run_number *n)
{
    const struct called_from from = {.here = d->conf->here,
                                     .card = d->trust.card};

    memset(n, 0, sizeof(*n));
    n->error = called_translate(&from, choice_number(d->device, i),
                                &n->dialling, &n->problem);
    if (n->error)
        return;
    n->error = called_compose(d->entry, d->line, &n->dialling, &n->called,
                              &n->problem);
    if (!n->called.command[0])
        conf_fail(&n->problem, CONF_VALUE, "%s cannot be dialled",
                  n->dialling.shown);
}

/*
 * An attempt is over with the first number that can be dialled, or that fails
 * for another reason than the number itself. If all numbers are wrong, it is
 * the first one's error.
 */
static void try_numbers(struct dry_run *d)
{
    struct dry_run_number n = {.error = RASERR_ERROR_BAD_PHONE_NUMBER,
                               .problem = {"the entry has no number"}};
    uint32_t error = n.error;
    struct conf_problem first = n.problem;
    size_t i, all = choice_numbers(d->device);

    if (all > 0 && (d->own_line || d->hosted))
        return; /* the dialer knows what its numbers look like */
    for (i = 0; i < all && called_about_number(n.error); i++) {
        dry_run_number(d, i, &n);
        if (i == 0 || !called_about_number(n.error)) {
            error = n.error;
            first = n.problem;
        }
        explicit_bzero(&n.dialling, sizeof(n.dialling));
        explicit_bzero(&n.called, sizeof(n.called));
    }
    if (error)
        refuse(d, error, "%s", first.text);
}

/* --- the moment */

/* A history is kept only for what root has set up. */
static void ask_policy(struct dry_run *d)
{
    struct policy_clock clock = {.now = (int64_t)time(NULL),
                                 .local = policy_local};

    if (d->trust.peer)
        (void)history_read(d->r->history, d->found->book.path, d->entry->name,
                           &d->history, &d->history_problem);
    policy_first(&d->policy, &d->history.policy, &clock, &d->now);
    if (d->now.verdict != POLICY_DIAL)
        refuse(d, d->now.error, "%s", d->now.reason);
}

/* --- all of it */

void dry_run_make(struct dry_run *d, const struct rasphone *r,
                  const struct rasphone_found *found)
{
    memset(d, 0, sizeof(*d));
    d->r = r;
    d->found = found;
    ask_whose_words(d);
    if (!load_entry(d) || !load_config(d) || !choose_line(d))
        return;
    make_policy(d);
    make_settings(d);
    if (d->line && choice_has_numbers(d->line))
        try_numbers(d);
    ask_policy(d);
}

void dry_run_free(struct dry_run *d)
{
    entry_free(d->entry);
    ras_conf_free(d->conf);
    ras_conf_free(d->rules);
}
