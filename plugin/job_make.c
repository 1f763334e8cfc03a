#include "plugin/job_make.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/dial_string.h"
#include "compat/policy.h"
#include "compat/raserr.h"
#include "conf/text.h"
#include "plugin/job_files.h"
#include "plugin/job_line.h"
#include "plugin/script_file.h"
#include "plugin/shim.h"

/* --- the entry */

/* RDEOPT_ pairs: the first bit makes the second count for the entry's key. */
enum {
    IGNORE_SPEAKER = 0x04,
    SET_SPEAKER = 0x08,
    IGNORE_COMPRESSION = 0x10,
    SET_COMPRESSION = 0x20
};

static void set_speaker(struct entry *e, bool on)
{
    size_t i, k;

    e->preferred_speaker = on;
    for (i = 0; i < e->n_media; i++)
        for (k = 0; k < e->media[i].n_devices; k++)
            e->media[i].devices[k].speaker = on;
}

/* What the controller wants otherwise than the entry, for this dial. */
static void override_entry(struct entry *e,
                           const struct control_request *request)
{
    uint32_t options = request ? request->options : 0;

    if (options & IGNORE_SPEAKER)
        set_speaker(e, (options & SET_SPEAKER) != 0);
    if (options & IGNORE_COMPRESSION)
        e->sw_compression = (options & SET_COMPRESSION) != 0;
}

/* --- the numbers */

/* What a dialer calls is its business: it is only shown. */
static bool show_number(struct job *job, const struct control_request *request)
{
    const struct entry_number *n = choice_number(job->device, 0);

    snprintf(job->number, sizeof(job->number), "%s",
             request->number[0] ? request->number
             : n                ? n->number
                                : "");
    text_make_printable(job->number);
    return true;
}

/*
 * RDEOPT_UsePrefixSuffix of RASDIALEXTENSIONS, rasdial's /PREFIXSUFFIX. What
 * NT 4 put around a number belonged to its location (MS-RRASM
 * RASRPC_LOCATIONLIST: prefix and suffix); a location's rules are that now.
 */
#define USE_PREFIX_SUFFIX 0x00000001u

/*
 * With root's phonebook the peer need not authenticate itself: a user who
 * could dial anything could then bring in anybody.
 */
static bool number_allowed(const struct job *job, bool root)
{
    return root || !job->trusted || job_has_number(job, job->number) ||
           (job->roots_conf && job->conf->policy.user_numbers);
}

static bool is_printable(const char *text)
{
    while (*text && (unsigned char)*text >= ' ' && *text != '\x7f')
        text++;
    return *text == '\0';
}

/* A dialer with a line of its own knows what its numbers look like; PPPoE has
 * names of services. */
static bool number_valid(const struct job *job,
                         const struct control_request *request,
                         const char *number)
{
    return dial_number_valid(number) ||
           (((!request && job_line_unneeded(job)) ||
             job->line->kind == RAS_DEVICE_PPPOE) &&
            is_printable(number));
}

static struct job_origin number_origin(const struct control_request *request)
{
    if (job_is_dialers(request) && request->number[0])
        return (struct job_origin){request->number, true};
    return job_files_origin(SHIM_OPTION_number,
                            request ? request->number : NULL, NULL);
}

static bool choose_number(struct job *job,
                          const struct control_request *request)
{
    const struct job_origin o = number_origin(request);

    job->rules_always = request && (request->options & USE_PREFIX_SUFFIX);
    if (o.name) {
        if (!number_valid(job, request, o.name))
            return job_fail(job, RASERR_ERROR_BAD_PHONE_NUMBER,
                            "the number cannot be dialled");
        if ((size_t)snprintf(job->number, sizeof(job->number), "%s", o.name) >=
            sizeof(job->number))
            return job_fail(job, RASERR_ERROR_PHONE_NUMBER_TOO_LONG,
                            "the number is longer than %zu characters",
                            sizeof(job->number) - 1);
        if (!number_allowed(job, o.root))
            return job_fail(job, RASERR_ERROR_ACCESS_DENIED,
                            "%s: not a number of [%s], and ras.conf's policy "
                            "does not let users choose",
                            job->number, job->entry->name);
    }
    if (choice_has_numbers(job->line) && job_numbers(job) == 0)
        return job_fail(job, RASERR_ERROR_BAD_PHONE_NUMBER,
                        "[%s] has no phone number", job->entry->name);
    return true;
}

/* Windows has a location at all times; here the operator may not know of it. */
static void warn_of_missing_rules(const struct job *job)
{
    bool missing = false;
    struct dialling d;
    size_t i;

    for (i = 0;
         choice_has_numbers(job->line) && i < job_numbers(job) && !missing;
         i++) {
        (void)job_number(job, i, &d, NULL);
        missing = d.missing_rules;
        explicit_bzero(&d, sizeof(d));
    }
    if (missing)
        shim_log(SHIM_WARNING,
                 "[%s]: UseDialingRules = 1, but ras.conf names no location: "
                 "the number is dialled as it is written",
                 job->entry->name);
}

/* --- what is saved */

/*
 * What is saved is root's to give away: to the peer that root has chosen, by
 * phonebook, line and number, and to no other. A password that came along goes
 * before the saved one.
 */
static bool may_use_stored(const struct job *job,
                           const struct control_request *request)
{
    if (job->own_line)
        return job->trusted && (job_is_dialers(request) || shim_user_id() == 0);
    return job->trusted &&
           (!job->number[0] || job_is_dialers(request) ||
            job_has_number(job, job->number) || shim_user_id() == 0);
}

static void take_stored(struct job *job, const struct control_request *request)
{
    struct conf_problem p = {""};
    enum conf_result result;

    job->may_use_secrets = may_use_stored(job, request);
    if (!job->phonebook[0] || !job->may_use_secrets)
        return;
    result = credentials_read(credentials_file, job->phonebook,
                              job->entry->name, &job->stored, &p);
    if (result == CONF_OK || result == CONF_NOT_FOUND)
        return;
    explicit_bzero(&job->stored, sizeof(job->stored));
    shim_log(SHIM_WARNING, "no saved password is used: %s", p.text);
}

/* --- the user */

const char *job_named_user(const struct control_request *request)
{
    const char *given = shim_option_text(SHIM_OPTION_user);
    const char *asked = request && request->user[0] ? request->user : NULL;

    return given && !(asked && job_is_dialers(request)) ? given : asked;
}

/*
 * "DOMAIN\USER" is what MS-CHAP sends (RFC 2759 section 4); a script types the
 * name alone. A name that somebody gave has no domain that was saved, and the
 * option ras-user has its own in it.
 */
static void take_user(struct job *job, const struct control_request *request)
{
    const char *named = job_named_user(request);
    const char *user = named ? named : job->stored.user;
    const char *domain = named ? "" : job->stored.domain;
    bool by_option = named && (!request || named != request->user);

    if (request && request->domain[0] && !by_option)
        domain = request->domain;
    if (!user[0])
        return;
    snprintf(job->user_text, sizeof(job->user_text), "%s%s%s", domain,
             domain[0] ? "\\" : "", user);
    job->user = job->user_text + strlen(domain) + (domain[0] != '\0');
}

/* --- scripts, custom dialers, callback */

/* RDEOPT_PausedStates: the controller resumes a dial that waits for it. */
#define PAUSED_STATES 0x00000002u

static uint32_t script_error(enum conf_result result)
{
    switch (result) {
    case CONF_NOMEM:
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    case CONF_OPEN:
    case CONF_NOT_FOUND:
        return RASERR_ERROR_FILE_COULD_NOT_BE_OPENED;
    default:
        return RASERR_ERROR_SCRIPT_SYNTAX;
    }
}

/*
 * Who can wait does so where there is no script that could be run here: what
 * no program is ready to do would only job_fail at the far end's first
 * question.
 */
static bool load_talk(struct job *job, bool before, struct job_talk *talk)
{
    struct choice_switch s = choice_switch(job->media, job->device, before);
    /* Nobody is asked to do a script's work on the modem. */
    bool may_pause = job->pausable && !before;
    struct conf_problem p = {""};
    enum conf_result result;

    talk->pause = job->pausable && s.terminal && !s.script;
    if (!s.script || job->error)
        return true;
    result = script_file_load(s.script, job->phonebook, job->roots_book,
                              &talk->script, &p);
    if (result == CONF_OK)
        return true;
    talk->pause =
        may_pause && (result == CONF_NOT_FOUND || result == CONF_VALUE);
    if (!talk->pause)
        return job_fail(job, script_error(result), "[%s]: %s", job->entry->name,
                        p.text);
    shim_log(SHIM_WARNING, "[%s]: %s", job->entry->name, p.text);
    return true;
}

/* RDEOPT_CustomDial: the controller is the dialer, or has had it dial. */
#define CUSTOM_DIAL 0x00001000u

/*
 * Why the entry's dialer does not dial. A user's phonebook shall make nobody
 * but that user run it: that is for the user's own programs.
 */
static const char *dialer_problem(struct job *job,
                                  const struct control_request *request,
                                  char *out, size_t size)
{
    struct allow_dialer dialer;

    if (!job->entry->custom_ras_dial_dll[0] || job_is_dialers(request) ||
        (request && (request->options & CUSTOM_DIAL)))
        return NULL;
    if (!job_open_dialer(job, &dialer, out, size))
        return out;
    close(dialer.fd);
    if (request)
        snprintf(out, size, "the program that dials has to call it (RasDial)");
    else if (!job->roots_book)
        snprintf(out, size,
                 "pppd calls the dialers of root's phonebooks only, use "
                 "rasdial: %s is not root's choice",
                 job->phonebook);
    else
        job->hosted = true;
    return job->hosted ? NULL : out;
}

/* A custom dialer names the number that is to be called, or there is none. */
static void set_callback(struct settings_request *r, const struct job *job,
                         const struct control_request *request)
{
    r->callback = request ? request->callback_number : NULL;
    r->saved_callback = job_is_dialers(request) ? NULL : job->stored.callback;
}

/* --- the settings */

static bool make_settings(struct job *job,
                          const struct control_request *request)
{
    char dialer[ALLOW_REASON];
    struct policy policy;
    struct settings_request r = {
        .entry = job->entry,
        .media = job->media,
        .device = job->device,
        .line = job->line,
        .policy = &policy,
        .dialer = dialer_problem(job, request, dialer, sizeof(dialer)),
        .user = job->user ? job->user_text : NULL,
        .trusted = job->trusted,
        .demand = shim_demand(),
        .controlled = request && !job_is_dialers(request),
        .pausable = request && (request->options & PAUSED_STATES),
        .all_links = job->all_links,
    };

    r.own_line = job->own_line || job->hosted;
    set_callback(&r, job, request);
    policy_make(&policy, job->entry, job->redial);
    job->pausable = r.pausable;
    settings_make(&job->settings, &r);
    if (!job->settings.error)
        return true;
    return job_fail(job, job->settings.error, "[%s]: %s", job->entry->name,
                    job->settings.reason);
}

void job_make(struct job *job, const struct control_request *request,
              const struct job_paths *paths)
{
    bool own = request && request->own_line;
    bool loaded;

    memset(job, 0, sizeof(*job));
    snprintf(job->asked, sizeof(job->asked), "%s", job_files_wanted(request));
    loaded = job_files_phonebook(job, request, paths);
    if (loaded) {
        override_entry(job->entry, request);
        choice_share_numbers(job->entry);
    }
    (void)(loaded && job_line_choose_link(job, request) &&
           job_files_conf(job, request, paths) && job_files_rules(job, paths) &&
           (job_line_free_link(job, request), true) &&
           job_line_choose(job, request) &&
           (own ? show_number(job, request) : choose_number(job, request)) &&
           (take_stored(job, request), take_user(job, request),
            make_settings(job, request)) &&
           (job->hosted || own ||
            (load_talk(job, true, &job->before) &&
             load_talk(job, false, &job->after))));
    if (!job->error && !own)
        warn_of_missing_rules(job);
}
