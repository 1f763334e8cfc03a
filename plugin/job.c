#include "plugin/job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compat/policy.h"
#include "compat/raserr.h"
#include "conf/phonebook.h"
#include "conf/text.h"
#include "plugin/dial.h"
#include "plugin/line.h"
#include "plugin/lock_file.h"
#include "plugin/script_file.h"
#include "plugin/shim.h"

static bool job_fail(struct job *job, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool job_fail(struct job *job, uint32_t error, const char *format, ...)
{
    va_list arguments;

    if (job->error)
        return false;
    job->error = error;
    va_start(arguments, format);
    vsnprintf(job->reason, sizeof(job->reason), format, arguments);
    va_end(arguments);
    text_make_printable(job->reason); /* names come from command lines */
    return false;
}

/* --- whose word, whose rights */

/* Where a name came from: an option, the controller, or nowhere (default). */
struct job_origin {
    const char *name;
    bool root; /* root's word: read with root's rights */
};

/*
 * An option beats the controller: it may be what root fixed in a peers file.
 * A controller speaks for the real user. The system's own path is root's word
 * whoever names it.
 */
static struct job_origin job_files_origin(enum shim_option option,
                                          const char *asked,
                                          const char *standard)
{
    const char *given = shim_option_text(option);
    struct job_origin o = {standard, true};

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

static int open_for(const struct job_origin *o, struct conf_problem *p,
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

/*
 * A custom dialer that pppd has called was told what the options say: what it
 * brings back is its own choice, and root's word, as it is root who allows it.
 */
static bool job_is_dialers(const struct control_request *request)
{
    return request && request->hosted;
}

/* --- the phonebook */

static const char *job_files_wanted(const struct control_request *request)
{
    const char *given = shim_option_text(SHIM_OPTION_entry);

    if (job_is_dialers(request) && request->entry[0])
        return request->entry;
    if (given)
        return given;
    return request ? request->entry : "";
}

/*
 * "." and a number is RasDial without an entry, as RasEnumConnections lists it:
 * no entry's name begins so. Its settings are those of an entry that says
 * nothing, and whoever gave the number has given them.
 */
static bool job_is_number(const char *name)
{
    return name[0] == '.';
}

/* The entry is read like any other: from a file, which nobody else sees. */
static bool load_number(struct job *job, const char *name)
{
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    job->trusted = shim_option_text(SHIM_OPTION_entry)
                       ? shim_option_privileged(SHIM_OPTION_entry)
                       : shim_user_id() == 0;
    if (!dial_number_valid(name + 1))
        return job_fail(job, RASERR_ERROR_BAD_PHONE_NUMBER,
                        "the number cannot be dialled");
    if ((size_t)snprintf(job->alone, sizeof(job->alone), "%s", name) >=
        sizeof(job->alone))
        return job_fail(job, RASERR_ERROR_PHONE_NUMBER_TOO_LONG,
                        "the number is longer than %zu characters",
                        sizeof(job->alone) - 2);
    fd = memfd_create("number", MFD_CLOEXEC);
    if (fd < 0 || dprintf(fd,
                          "[number]\r\nMEDIA=serial\r\nDEVICE=modem\r\n"
                          "PhoneNumber=%s\r\n",
                          name + 1) < 0)
        result = conf_fail(&p, CONF_NOMEM, "%s", strerror(errno));
    else
        result = phonebook_load_entry(fd, name, "number", &job->entry, &p);
    if (fd >= 0)
        close(fd);
    if (result == CONF_OK) {
        job->entry->name = job->alone;
        return true;
    }
    return job_fail(job, raserr_from_conf(result), "%s", p.text);
}

static bool job_files_phonebook(struct job *job,
                                const struct control_request *request,
                                const struct job_paths *paths)
{
    bool dialers = job_is_dialers(request);
    struct job_origin o = job_files_origin(
        SHIM_OPTION_phonebook, request && !dialers ? request->phonebook : NULL,
        paths->phonebook);
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    /* It is nobody, and shall read no file with root's rights. */
    if (dialers && request->phonebook[0] && strcmp(request->phonebook, o.name))
        return job_fail(job, RASERR_ERROR_ACCESS_DENIED,
                        "under pppd a custom dialer stays in %s", o.name);
    if (job_is_number(job_files_wanted(request)))
        return load_number(job, job_files_wanted(request));
    fd = open_for(&o, &p, &result);
    job->trusted = job->roots_book = o.root;
    snprintf(job->phonebook, sizeof(job->phonebook), "%s", o.name);
    if (fd >= 0) {
        result = phonebook_load_entry(fd, o.name, job_files_wanted(request),
                                      &job->entry, &p);
        close(fd);
    }
    if (result == CONF_OK)
        return true;
    return job_fail(job, raserr_from_conf(result), "%s", p.text);
}

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
static bool job_line_choose_link(struct job *job,
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
static bool job_files_conf(struct job *job,
                           const struct control_request *request,
                           const struct job_paths *paths)
{
    struct job_origin o = job_files_origin(
        SHIM_OPTION_config,
        request && !job_is_dialers(request) ? request->config : NULL,
        paths->config);
    struct conf_problem p = {""};
    enum conf_result result;
    int fd;

    job->roots_conf = o.root;
    snprintf(job->config, sizeof(job->config), "%s", o.name);
    fd = open_for(&o, &p, &result);
    if (fd >= 0) {
        result = ras_conf_load(fd, o.name, &job->conf, &p);
        close(fd);
    } else if (o.name == paths->config && is_missing(o.name)) {
        result = ras_conf_default(&job->conf);
    }
    if (result == CONF_OK)
        return true;
    return job_fail(job, config_error(result), "%s", p.text);
}

/*
 * When may be dialled and how often is root's to say: a user's own ras.conf
 * has no word in it. The system's one is asked then.
 */
static bool job_files_rules(struct job *job, const struct job_paths *paths)
{
    struct job_origin o = {paths->config, true};
    struct conf_problem p = {""};
    const struct ras_conf *conf;
    enum conf_result result = CONF_OK;
    int fd;

    if (!job->roots_conf && is_missing(o.name)) {
        result = ras_conf_default(&job->rules);
    } else if (!job->roots_conf && (fd = open_for(&o, &p, &result)) >= 0) {
        result = ras_conf_load(fd, o.name, &job->rules, &p);
        close(fd);
    }
    conf = job->rules ? job->rules : job->conf;
    if (result == CONF_OK)
        result = policy_check(&conf->policy, &p);
    if (result != CONF_OK)
        return job_fail(job, config_error(result), "%s", p.text);
    job->redial = ras_conf_redial(conf, job->entry->name);
    job->metrics = conf->policy.metrics;
    return true;
}

static bool is_free(const struct job *job, const struct ras_device *line)
{
    uid_t user = job->roots_conf ? 0 : shim_user_id();
    char tty[256];

    return line_resolve_as(user, line->tty, tty, sizeof(tty)) &&
           faccessat(AT_FDCWD, tty, F_OK, AT_EACCESS) == 0 &&
           !lock_file_taken(tty);
}

/* DialMode=0: the first link that is there and that nobody uses. */
static void job_line_free_link(struct job *job,
                               const struct control_request *request)
{
    const struct entry_media *media;
    const struct entry_device *device;
    struct choice_implied implied;
    const struct ras_device *line;
    size_t i;

    if (job->all_links || (request && request->sub_entry) || shim_device()[0])
        return;
    for (i = 1; i <= job->entry->n_media; i++) {
        if (!choice_link(job->entry, i, &media, &device))
            continue;
        line = choice_line(job->conf, device, choice_port(job->entry, media),
                           choice_modem(job->entry, media), &implied);
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
static bool choose_own_line(struct job *job,
                            const struct control_request *request)
{
    bool allowed = !request || job_is_dialers(request) || shim_user_id() == 0 ||
                   (job->roots_conf && job->conf->policy.user_numbers);

    job->own_line = true;
    job->line = choice_own_line(
        job->conf, job->device, choice_port(job->entry, job->media),
        choice_modem(job->entry, job->media), &job->implied);
    job->trusted = job->trusted && allowed;
    return true;
}

/*
 * pppoe.so listens on the interface with root's rights, which nothing of a
 * user's own may command.
 */
static bool use_interface(struct job *job, bool root)
{
    job->pool = NULL;
    job->trusted = job->trusted && root;
    snprintf(job->tty, sizeof(job->tty), "%s", job->line->tty);
    return root || shim_user_id() == 0 ||
           job_fail(job, RASERR_ERROR_ACCESS_DENIED,
                    "%s: only root's ras.conf names network interfaces",
                    job->tty);
}

/* A tty on pppd's command line is the port, whatever the entry says. */
static bool choose_line(struct job *job)
{
    const char *given = shim_device();
    const char *port = given[0] ? given : choice_port(job->entry, job->media);
    const char *modem = choice_modem(job->entry, job->media);
    bool root = given[0] ? shim_device_privileged() : job->trusted;

    job->line = given[0] ? choice_tty(job->device, port, &job->implied)
                         : choice_line(job->conf, job->device, port, modem,
                                       &job->implied);
    if (!job->line && !given[0] && job_is_number(job->entry->name))
        job->line = any_modem(job);
    if (!job->line && !given[0])
        job->line = choice_substitute(job->conf, job->media, job->device);
    if (job->line && job->line != &job->implied.device) {
        root = job->roots_conf;
        job->pool = ras_conf_pool(job->conf, port, modem);
        job->line = free_line(job, job->line);
        choose_other(job);
    }
    if (!job->line)
        return job_fail(job, RASERR_ERROR_PORT_NOT_FOUND,
                        "[%s]: no device of ras.conf is port \"%s\" or modem "
                        "\"%s\"",
                        job->entry->name, port, modem);
    if (job->line->kind == RAS_DEVICE_PPPOE)
        return use_interface(job, root);
    job->tty_user = root ? 0 : shim_user_id();
    /* A pty of the user's would read root's card number. */
    job->card_allowed = root || !job->roots_conf;
    /* Who chooses the line chooses the peer: it may be a pty of his own. */
    job->trusted = job->trusted && root;
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

/* Where pppd calls a dialer, that may bring the line: none need be known. */
static bool job_line_unneeded(const struct job *job)
{
    struct choice_implied implied;

    return job->entry->custom_ras_dial_dll[0] && !shim_device()[0] &&
           !choice_line(job->conf, job->device,
                        choice_port(job->entry, job->media),
                        choice_modem(job->entry, job->media), &implied);
}

static bool job_line_choose(struct job *job,
                            const struct control_request *request)
{
    bool own = request && request->own_line, chosen;

    if (!own && (request || !job_line_unneeded(job)))
        return choose_line(job);
    chosen = choose_own_line(job, request);
    job->own_line = own;
    return chosen;
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

static bool job_has_number(const struct job *job, const char *number)
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

static bool choose_number(struct job *job,
                          const struct control_request *request)
{
    struct job_origin o = job_files_origin(
        SHIM_OPTION_number, request ? request->number : NULL, NULL);

    if (job_is_dialers(request) && request->number[0])
        o = (struct job_origin){request->number, true};
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

size_t job_numbers(const struct job *job)
{
    return job->number[0] ? 1 : choice_numbers(job->device);
}

/* What the option or the controller gave has no country and no area. */
static const struct entry_number *plain_number(const struct job *job, size_t i,
                                               struct entry_number *given)
{
    *given = (struct entry_number){.number = job->number, .area_code = ""};
    return job->number[0] ? given : choice_number(job->device, i);
}

static uint32_t number_error(enum conf_result result)
{
    if (result == CONF_OK)
        return 0;
    return result == CONF_LIMIT ? RASERR_ERROR_PHONE_NUMBER_TOO_LONG
                                : RASERR_ERROR_BAD_PHONE_NUMBER;
}

uint32_t job_number(const struct job *job, size_t i, struct dialling *d,
                    struct conf_problem *p)
{
    struct entry_number given;
    const struct entry_number *n = plain_number(job, i, &given);
    uint32_t error;

    error = number_error(
        dialling_translate(job->conf->here, n, job->rules_always, d, p));
    if (!d->secret || job->card_allowed)
        return error;
    explicit_bzero(d, sizeof(*d));
    d->mode = "";
    conf_fail(p, CONF_VALUE,
              "the calling card of \"%s\" is for lines that root chose",
              job->conf->here->name);
    return RASERR_ERROR_ACCESS_DENIED;
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

/* --- the settings */

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

/* "DOMAIN\USER" is what MS-CHAP sends (RFC 2759 section 4). */
static const char *user_name(const struct job *job,
                             const struct control_request *request, char *out,
                             size_t size)
{
    const char *given = shim_option_text(SHIM_OPTION_user);
    bool asked = request && request->user[0];
    const char *user = asked ? request->user : job->stored.user;
    const char *domain = request && request->domain[0] ? request->domain
                         : asked                       ? ""
                                                       : job->stored.domain;

    if (given && !(asked && job_is_dialers(request)))
        return given;
    if (!user[0])
        return NULL;
    snprintf(out, size, "%s%s%s", domain, domain[0] ? "\\" : "", user);
    return out;
}

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

static void take_user(struct job *job, const struct control_request *request)
{
    const char *given = shim_option_text(SHIM_OPTION_user);
    const char *user = given                         ? given
                       : request && request->user[0] ? request->user
                                                     : job->stored.user;

    snprintf(job->user_text, sizeof(job->user_text), "%s", user);
    job->user = user[0] ? job->user_text : NULL;
}

/* RDEOPT_CustomDial: the controller is the dialer, or has had it dial. */
#define CUSTOM_DIAL 0x00001000u

bool job_open_dialer(const struct job *job, struct allow_dialer *dialer,
                     char *why, size_t size)
{
    const struct allow_rules rules = {.conf = job->conf,
                                      .roots = job->roots_conf};

    return allow_open(&rules, job->entry->custom_ras_dial_dll, dialer, why,
                      size);
}

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

static bool make_settings(struct job *job,
                          const struct control_request *request)
{
    char user[1100], dialer[ALLOW_REASON];
    struct policy policy;
    struct settings_request r = {
        .entry = job->entry,
        .media = job->media,
        .device = job->device,
        .line = job->line,
        .policy = &policy,
        .dialer = dialer_problem(job, request, dialer, sizeof(dialer)),
        .user = user_name(job, request, user, sizeof(user)),
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
    take_user(job, request);
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
           (take_stored(job, request), make_settings(job, request)) &&
           (job->hosted || own ||
            (load_talk(job, true, &job->before) &&
             load_talk(job, false, &job->after))));
    if (!job->error && !own)
        warn_of_missing_rules(job);
}

void job_free(struct job *job)
{
    entry_free(job->entry);
    ras_conf_free(job->conf);
    ras_conf_free(job->rules);
    scp_program_free(job->before.script);
    scp_program_free(job->after.script);
    explicit_bzero(&job->stored, sizeof(job->stored));
    memset(job, 0, sizeof(*job));
}
