#include "plugin/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compat/raserr.h"
#include "conf/phonebook.h"
#include "plugin/dial.h"
#include "plugin/line.h"
#include "plugin/shim.h"

static bool fail(struct job *job, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool fail(struct job *job, uint32_t error, const char *format, ...)
{
    va_list arguments;

    if (job->error)
        return false;
    job->error = error;
    va_start(arguments, format);
    vsnprintf(job->reason, sizeof(job->reason), format, arguments);
    va_end(arguments);
    return false;
}

/* --- whose word, whose rights */

/* Where a name came from: an option, the controller, or nowhere (default). */
struct origin {
    const char *name;
    bool root; /* root's word: read with root's rights */
};

/*
 * An option beats the controller: it may be what root fixed in a peers file.
 * A controller speaks for the real user. The system's own path is root's word
 * whoever names it.
 */
static struct origin find_origin(enum shim_option option, const char *asked,
                                 const char *standard)
{
    const char *given = shim_option_text(option);
    struct origin o = {standard, true};

    if (given) {
        o.name = given;
        o.root = shim_option_privileged(option);
    } else if (asked && asked[0]) {
        o.name = asked;
        o.root = shim_user_id() == 0;
    }
    if (standard && strcmp(o.name, standard) == 0)
        o.root = true;
    return o;
}

static int open_for(const struct origin *o, struct conf_problem *p,
                    enum conf_result *result)
{
    uid_t before = geteuid();
    int fd = -1;

    *result = CONF_OPEN;
    if (!o->root && seteuid(shim_user_id()) < 0) {
        conf_fail(p, CONF_OPEN, "%s: %s", o->name, strerror(errno));
        return -1;
    }
    *result = phonebook_open(o->name, &fd, p);
    if (!o->root && seteuid(before) < 0) {
        *result = conf_fail(p, CONF_OPEN, "%s: %s", o->name, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

/* --- the phonebook */

static const char *wanted_entry(const struct control_request *request)
{
    const char *given = shim_option_text(SHIM_OPTION_entry);

    if (given)
        return given;
    return request ? request->entry : "";
}

static bool load_entry(struct job *job, const struct control_request *request,
                       const struct job_paths *paths)
{
    struct origin o =
        find_origin(SHIM_OPTION_phonebook, request ? request->phonebook : NULL,
                    paths->phonebook);
    struct conf_problem p = {""};
    enum conf_result result;
    int fd = open_for(&o, &p, &result);

    job->trusted = o.root;
    snprintf(job->phonebook, sizeof(job->phonebook), "%s", o.name);
    if (fd >= 0) {
        result = phonebook_load_entry(fd, o.name, wanted_entry(request),
                                      &job->entry, &p);
        close(fd);
    }
    if (result == CONF_OK)
        return true;
    return fail(job, raserr_from_conf(result), "%s", p.text);
}

static bool choose_media(struct job *job)
{
    if (choice_media(job->entry, &job->media, &job->device))
        return true;
    return fail(job, RASERR_ERROR_CORRUPT_PHONEBOOK,
                "%s: [%s] has no MEDIA with a DEVICE", job->phonebook,
                job->entry->name);
}

/* --- the device */

/* ras.conf's failures have their own codes: they are no phonebook's. */
static uint32_t config_error(enum conf_result result)
{
    switch (result) {
    case CONF_NOMEM:
        return RASERR_ERROR_NOT_ENOUGH_MEMORY;
    case CONF_OPEN:
        return RASERR_ERROR_FILE_COULD_NOT_BE_OPENED;
    default:
        return RASERR_ERROR_READING_INI_FILE;
    }
}

/* With the rights of who opens it: access() would ask with the user's. */
static bool is_missing(const char *file)
{
    return faccessat(AT_FDCWD, file, F_OK, AT_EACCESS) < 0 && errno == ENOENT;
}

/* Without a ras.conf the ports that need none can still be dialled. */
static bool load_config(struct job *job, const struct control_request *request,
                        const struct job_paths *paths, bool *root)
{
    struct origin o = find_origin(
        SHIM_OPTION_config, request ? request->config : NULL, paths->config);
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    *root = o.root;
    fd = open_for(&o, &p, &result);
    if (fd >= 0) {
        result = ras_conf_load(fd, o.name, &job->conf, &p);
        close(fd);
    } else if (o.name == paths->config && is_missing(o.name)) {
        result = ras_conf_default(&job->conf);
    }
    if (result == CONF_OK)
        return true;
    return fail(job, config_error(result), "%s", p.text);
}

/* A tty on pppd's command line is the port, whatever the entry says. */
static bool choose_line(struct job *job, bool conf_is_roots)
{
    const char *given = shim_device();
    const char *port = given[0] ? given : choice_port(job->entry, job->media);
    const char *modem = choice_modem(job->entry, job->media);
    bool root = given[0] ? shim_device_privileged() : job->trusted;

    job->line = given[0] ? choice_tty(job->device, port, &job->implied)
                         : choice_line(job->conf, job->device, port, modem,
                                       &job->implied);
    if (job->line && job->line != &job->implied.device)
        root = conf_is_roots;
    if (!job->line)
        return fail(job, RASERR_ERROR_PORT_NOT_FOUND,
                    "[%s]: no device of ras.conf is port \"%s\" or modem "
                    "\"%s\"",
                    job->entry->name, port, modem);
    job->tty_user = root ? 0 : shim_user_id();
    /* Who chooses the line chooses the peer: it may be a pty of his own. */
    job->trusted = job->trusted && root;
    if (line_resolve(job->line->tty, job->tty, sizeof(job->tty)))
        return true;
    return fail(job, RASERR_ERROR_PORT_NOT_FOUND, "%s: no path below /dev",
                job->line->tty);
}

/* --- the numbers */

static bool listed(const struct job *job, const char *number)
{
    size_t i;

    for (i = 0; i < job->device->n_numbers; i++)
        if (strcmp(job->device->numbers[i].number, number) == 0)
            return true;
    return false;
}

/*
 * With root's phonebook the peer need not authenticate itself: a user who
 * could dial anything could then bring in anybody.
 */
static bool number_allowed(const struct job *job, bool root, bool conf_is_roots)
{
    return root || !job->trusted || listed(job, job->number) ||
           (conf_is_roots && job->conf->policy.user_numbers);
}

static bool choose_number(struct job *job,
                          const struct control_request *request,
                          bool conf_is_roots)
{
    struct origin o =
        find_origin(SHIM_OPTION_number, request ? request->number : NULL, NULL);

    if (o.name) {
        if (!dial_number_valid(o.name))
            return fail(job, RASERR_ERROR_BAD_PHONE_NUMBER,
                        "the number cannot be dialled");
        if ((size_t)snprintf(job->number, sizeof(job->number), "%s", o.name) >=
            sizeof(job->number))
            return fail(job, RASERR_ERROR_PHONE_NUMBER_TOO_LONG,
                        "the number is longer than %zu characters",
                        sizeof(job->number) - 1);
        if (!number_allowed(job, o.root, conf_is_roots))
            return fail(job, RASERR_ERROR_ACCESS_DENIED,
                        "%s: not a number of [%s], and ras.conf's policy "
                        "does not let users choose",
                        job->number, job->entry->name);
    }
    if (job->line->kind != RAS_DEVICE_DIRECT && job_numbers(job) == 0)
        return fail(job, RASERR_ERROR_BAD_PHONE_NUMBER,
                    "[%s] has no phone number", job->entry->name);
    return true;
}

size_t job_numbers(const struct job *job)
{
    return job->number[0] ? 1 : choice_numbers(job->device);
}

const char *job_number(const struct job *job, size_t i)
{
    const struct entry_number *n;

    if (job->number[0])
        return job->number;
    n = choice_number(job->device, i);
    return n ? n->number : NULL;
}

/* --- the settings */

/* "DOMAIN\USER" is what MS-CHAP sends (RFC 2759 section 4). */
static const char *user_name(const struct control_request *request, char *out,
                             size_t size)
{
    const char *given = shim_option_text(SHIM_OPTION_user);

    if (given)
        return given;
    if (!request || !request->user[0])
        return NULL;
    if (request->domain[0])
        snprintf(out, size, "%s\\%s", request->domain, request->user);
    else
        snprintf(out, size, "%s", request->user);
    return out;
}

static bool make_settings(struct job *job,
                          const struct control_request *request)
{
    char user[330];
    struct settings_request r = {
        .entry = job->entry,
        .media = job->media,
        .device = job->device,
        .line = job->line,
        .user = user_name(request, user, sizeof(user)),
        .trusted = job->trusted,
        .demand = shim_demand(),
        .controlled = request != NULL,
    };

    settings_make(&job->settings, &r);
    if (!job->settings.error)
        return true;
    return fail(job, job->settings.error, "[%s]: %s", job->entry->name,
                job->settings.reason);
}

void job_make(struct job *job, const struct control_request *request,
              const struct job_paths *paths)
{
    bool conf_is_roots = false;

    memset(job, 0, sizeof(*job));
    (void)(load_entry(job, request, paths) && choose_media(job) &&
           load_config(job, request, paths, &conf_is_roots) &&
           choose_line(job, conf_is_roots) &&
           choose_number(job, request, conf_is_roots) &&
           make_settings(job, request));
}

void job_free(struct job *job)
{
    entry_free(job->entry);
    ras_conf_free(job->conf);
    memset(job, 0, sizeof(*job));
}
