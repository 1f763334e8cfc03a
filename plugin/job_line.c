#include "plugin/job_line.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "compat/trust.h"
#include "plugin/line.h"
#include "plugin/lock_file.h"
#include "plugin/shim.h"

/* What the link that was chosen is to be dialled over. */
static struct choice_wish wish_of(const struct job *job)
{
    return (struct choice_wish){job->entry, job->media, job->device,
                                shim_device()};
}

/* --- the link */

static void use_link(struct job *job, size_t link)
{
    const struct entry_media *media;
    const struct entry_device *device;

    if (!choice_link(job->entry, link, &media, &device))
        return;
    job->media = media;
    job->device = device;
    job->link = link;
}

/*
 * A wish for a link that is not there is one for the first, and none where all
 * are dialled (RASDIALPARAMS.dwSubEntry); a leader knows what it asks for.
 */
bool job_line_choose_link(struct job *job,
                          const struct control_request *request)
{
    bool alone = shim_demand() || shim_device()[0] || job_is_dialers(request) ||
                 (request && request->own_line);
    size_t i;

    job->leader = request ? (pid_t)request->leader : 0;
    job->all_links = choice_all_links(job->entry) && !alone;
    for (i = job->entry->n_media; i > 0; i--)
        use_link(job, i);
    if (request && (!job->all_links || job->leader))
        use_link(job, request->sub_entry);
    if (job->media)
        return true;
    return job_fail(job, RASERR_ERROR_CORRUPT_PHONEBOOK,
                    "%s: [%s] has no MEDIA with a DEVICE", job->phonebook,
                    job->entry->name);
}

/* --- the device */

static bool is_free(const struct job *job, const struct ras_device *line)
{
    uid_t user = job->roots_conf ? 0 : shim_user_id();
    char tty[256];

    return line_resolve_as(user, line->tty, tty, sizeof(tty)) &&
           faccessat(AT_FDCWD, tty, F_OK, AT_EACCESS) == 0 &&
           !lock_file_taken(tty);
}

void job_line_free_link(struct job *job, const struct control_request *request)
{
    struct choice_wish w = {.entry = job->entry};
    struct choice_implied implied;
    const struct ras_device *line;
    size_t i;

    if (job->all_links || (request && request->sub_entry) || shim_device()[0])
        return;
    for (i = 1; i <= job->entry->n_media; i++) {
        if (!choice_link(job->entry, i, &w.media, &w.device))
            continue;
        line = choice_named_line(job->conf, &w, &implied);
        if (!line || !is_free(job, line))
            continue;
        use_link(job, i);
        return;
    }
}

/* FIRST, or the first free device of the pool that the entry names. */
static const struct ras_device *free_line(const struct job *job,
                                          const struct ras_device *first)
{
    const struct ras_device *line;
    size_t i;

    for (i = 0;
         job->pool && (line = ras_conf_pool_device(job->conf, job->pool, i));
         i++)
        if (is_free(job, line))
            return line;
    return first;
}

/* OtherPortOk: the entry's own device goes first. */
static const struct ras_device *line_in_turn(const struct job *job, size_t i)
{
    if (job->pool)
        return ras_conf_pool_device(job->conf, job->pool, i);
    if (i == 0 || !job->own)
        return i == 0 ? job->own : NULL;
    return choice_other_line(job->conf, job->own->kind, job->own, i - 1);
}

static void choose_other(struct job *job)
{
    const struct ras_device *line;
    size_t i;

    if (job->pool || !job->media->other_port_ok)
        return;
    job->own = job->line;
    for (i = 0; (line = line_in_turn(job, i)); i++)
        if (is_free(job, line)) {
            job->line = line;
            return;
        }
}

/* The first modem that is free, else the first one. */
static const struct ras_device *any_modem(const struct job *job)
{
    const struct ras_conf *conf = job->conf;
    const struct ras_device *first = NULL;
    size_t i;

    for (i = 0; i < conf->n_devices; i++) {
        const struct ras_device *line = &conf->devices[i];

        if (line->kind != RAS_DEVICE_MODEM)
            continue;
        if (is_free(job, line))
            return line;
        first = first ? first : line;
    }
    return first;
}

/*
 * Who brings the line may be the peer himself: with root's phonebook that is
 * allowed to whom root allows any number. Where there is no request yet, it is
 * the dialer that pppd will call.
 */
static void take_own_line(struct job *job,
                          const struct control_request *request)
{
    bool allowed = !request || job_is_dialers(request) || shim_user_id() == 0 ||
                   (job->roots_conf && job->conf->policy.user_numbers);
    const struct trust_words words = {
        .book = job->trusted, .from = TRUST_LINE_CALLER, .caller = allowed};
    struct choice_wish w = wish_of(job);

    job->own_line = request && request->own_line;
    job->line = choice_own_line(job->conf, &w, &job->implied);
    job->trusted = trust_of(&words).peer;
}

/* What root's word, or the lack of it, makes of the line that was found. */
static struct trust take_trust(struct job *job)
{
    const struct trust_words w = {
        .user = shim_user_id() == 0,
        .book = job->trusted,
        .conf = job->roots_conf,
        .from = job->line != &job->implied.device ? TRUST_LINE_CONF
                : shim_device()[0]                ? TRUST_LINE_CALLER
                                                  : TRUST_LINE_ENTRY,
        .caller = shim_device_privileged(),
    };
    const struct trust t = trust_of(&w);

    job->tty_user = t.line ? 0 : shim_user_id();
    job->card_allowed = t.card;
    job->trusted = t.peer;
    return t;
}

static bool use_interface(struct job *job, bool allowed)
{
    job->pool = NULL;
    snprintf(job->tty, sizeof(job->tty), "%s", job->line->tty);
    return allowed ||
           job_fail(job, RASERR_ERROR_ACCESS_DENIED,
                    "%s: only root's ras.conf names network interfaces",
                    job->tty);
}

/* A number that is no entry's is anybody's. */
static const struct ras_device *find_line(struct job *job,
                                          struct conf_problem *p)
{
    struct choice_wish w = wish_of(job);
    const struct ras_device *line =
        choice_line(job->conf, &w, &job->implied, p);

    return !line && !w.tty[0] && job_is_number(job->entry->name)
               ? any_modem(job)
               : line;
}

/* The pool that the entry names, and what of it, or of the kind, is free. */
static void prefer_free(struct job *job)
{
    job->pool = ras_conf_pool(job->conf, choice_port(job->entry, job->media),
                              choice_modem(job->entry, job->media));
    job->line = free_line(job, job->line);
    choose_other(job);
}

/* A tty on pppd's command line is the port, whatever the entry says. */
static bool choose_line(struct job *job)
{
    struct conf_problem p = {""};
    struct trust trust;

    job->line = find_line(job, &p);
    if (!job->line)
        return job_fail(job, RASERR_ERROR_PORT_NOT_FOUND, "[%s]: %s",
                        job->entry->name, p.text);
    if (job->line != &job->implied.device)
        prefer_free(job);
    trust = take_trust(job);
    if (job->line->kind == RAS_DEVICE_PPPOE)
        return use_interface(job, trust.interface);
    if (line_resolve_as(job->tty_user, job->line->tty, job->tty,
                        sizeof(job->tty)))
        return true;
    return job_fail(job, RASERR_ERROR_PORT_NOT_FOUND, "%s: no path below /dev",
                    job->line->tty);
}

size_t job_lines(const struct job *job)
{
    size_t n = 0;

    while (line_in_turn(job, n))
        n++;
    return n ? n : 1;
}

void job_use_line(struct job *job, size_t i)
{
    const struct ras_device *line = line_in_turn(job, i);

    if (!line)
        return;
    job->line = line;
    (void)line_resolve_as(job->tty_user, line->tty, job->tty, sizeof(job->tty));
}

bool job_line_unneeded(const struct job *job)
{
    struct choice_wish w = wish_of(job);

    return choice_dialer_brings_line(job->conf, &w);
}

bool job_line_choose(struct job *job, const struct control_request *request)
{
    bool own = request ? request->own_line : job_line_unneeded(job);

    if (!own)
        return choose_line(job);
    take_own_line(job, request);
    return true;
}
