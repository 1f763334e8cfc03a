#include "plugin/order.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "compat/ip_up.h"
#include "compat/raserr.h"
#include "plugin/bundle.h"
#include "plugin/job_make.h"
#include "plugin/late.h"
#include "plugin/persist.h"
#include "plugin/redial.h"
#include "plugin/shim.h"

/* How long a controller may take to send its request. */
#define REQUEST_MS 5000

static void fail(struct order *o, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct order *o, uint32_t error, const char *format, ...)
{
    va_list arguments;

    o->job.error = error;
    va_start(arguments, format);
    vsnprintf(o->job.reason, sizeof(o->job.reason), format, arguments);
    va_end(arguments);
}

/* --- the password */

static const struct order *supplier; /* pppd asks without saying whom */

static bool supply_password(char *password, size_t size)
{
    return supplier->password[0] &&
           (size_t)snprintf(password, size, "%s", supplier->password) < size;
}

/*
 * pppd keeps a copy in its memory too: no core dump of this process. The saved
 * password belongs to the saved user name.
 */
static void keep_password(struct order *o, const struct control_request *r)
{
    struct credentials *stored = &o->job.stored;
    const char *user = job_named_user(r);
    bool same = !user || !stored->user[0] || strcmp(user, stored->user) == 0;
    bool saved = same && (stored->have & CREDENTIALS_PASSWORD);
    const char *password = r->password[0] ? r->password
                           : saved        ? stored->password
                                          : "";

    /* The secrets of root's entries are not to be seen by who may dial them. */
    if (o->job.trusted && shim_user_id() != 0)
        shim_hide_password();
    if (password[0]) {
        (void)prctl(PR_SET_DUMPABLE, 0);
        snprintf(o->password, sizeof(o->password), "%s", password);
        supplier = o;
        shim_supply_password(supply_password);
    }
    o->job.password = password[0] ? o->password : NULL;
    explicit_bzero(stored->password, sizeof(stored->password));
}

void order_wipe(struct order *o)
{
    explicit_bzero(o->password, sizeof(o->password));
}

/* --- what pppd is given */

static bool give_option(void *context, const struct settings *s, size_t i)
{
    const struct settings_option *option = &s->options[i];
    struct order *o = context;

    if (shim_set_options(s->text + option->start, option->length,
                         o->job.phonebook, o->job.trusted) ||
        !option->needed)
        return true;
    fail(o, RASERR_ERROR_WRONG_INFO_SPECIFIED, "[%s]: pppd refuses \"%.*s\"",
         o->job.entry->name, option->length < 100 ? (int)option->length : 100,
         s->text + option->start);
    return false;
}

static bool give_options(struct order *o)
{
    const struct settings *s = &o->job.settings;
    size_t i;

    for (i = 0; i < s->n_notes; i++)
        shim_log(SHIM_WARNING, "[%s]: %s", o->job.entry->name,
                 s->notes[i].text);
    for (i = 0; i < s->n_options; i++)
        if (!give_option(o, s, i))
            return false;
    persist_options(o->job.phonebook);
    return true;
}

static void set_variables(const struct entry *e)
{
    struct ip_up_variable v[IP_UP_VARIABLES];
    size_t i, n = ip_up_variables(e, v);

    for (i = 0; i < n; i++)
        shim_setenv(v[i].name, v[i].value);
}

/* What follows a mistake was not read: it may have been `auth'. */
static void name_device(struct order *o)
{
    shim_name_device(o->job.tty);
    if (!shim_read_device_options())
        fail(o, RASERR_ERROR_WRONG_INFO_SPECIFIED,
             "/etc/ppp/options for %s: pppd has said what is wrong",
             o->job.tty);
}

/*
 * A custom dialer may have the job made anew, from files that have changed, or
 * of another entry. Whether to redial stays what the first one said.
 */
static const struct job *lasting_job(struct order *o)
{
    if (!o->job.hosted)
        return &o->job;
    job_make(&o->first, NULL, o->paths);
    explicit_bzero(&o->first.stored, sizeof(o->first.stored));
    if (!o->first.error)
        return &o->first;
    fail(o, o->first.error, "%s", o->first.reason);
    return &o->job;
}

/* --- the first time */

static bool read_request(struct order *o, struct control_request *r)
{
    char why[200];
    int fd = shim_option_number(SHIM_OPTION_control);

    if (control_attach(fd, why, sizeof(why)) &&
        control_read_request(r, REQUEST_MS, why, sizeof(why)))
        return true;
    fail(o, RASERR_ERROR_RASMAN_CANNOT_INITIALIZE, "%s", why);
    return false;
}

/* Only who leads the links, or has one alone, dials again by itself. */
static void apply(struct order *o)
{
    if (!give_options(o))
        return;
    if (!o->job.leader)
        redial_begin(lasting_job(o));
    set_variables(o->job.entry);
    name_device(o);
}

void order_make(struct order *o)
{
    struct control_request request;
    bool controlled = shim_option_number(SHIM_OPTION_control) >= 0;

    snprintf(o->device, sizeof(o->device), "%s", shim_device());
    memset(&request, 0, sizeof(request));
    if (controlled && !read_request(o, &request)) {
        control_wipe_request(&request);
        return;
    }
    job_make(&o->job, controlled ? &request : NULL, o->paths);
    keep_password(o, &request);
    o->depth = request.depth;
    bundle_prepare(&o->job, controlled ? &request : NULL, o->password);
    control_wipe_request(&request);
    if (!o->job.error)
        apply(o);
    o->given = o->job.settings;
    o->hosted = !o->job.error && o->job.hosted;
}

/* --- anew */

/*
 * What pppd was told before stays, but for what it takes anew. For each file of
 * options pppd 2.4 keeps some memory for ever (options.c, options_from_file()):
 * it is given only what differs from the dial before.
 */
static void apply_late(struct order *o)
{
    const struct settings *s = &o->job.settings;
    const char *option;
    size_t length;

    if (!late_possible(&o->given, s, &option, &length)) {
        fail(o, RASERR_ERROR_WRONG_INFO_SPECIFIED,
             "[%s] differs in \"%.*s\": pppd decides that when it starts",
             o->job.entry->name, length < 100 ? (int)length : 100, option);
    } else if (late_apply(&o->given, s, give_option, o)) {
        shim_name_device(o->job.tty);
        o->given = *s;
    }
}

void order_remake(struct order *o, const struct control_request *request)
{
    static const struct control_request none;

    job_free(&o->job);
    order_wipe(o);
    shim_name_device(o->device); /* not what we have named it since */
    job_make(&o->job, request, o->paths);
    keep_password(o, request ? request : &none);
    if (!o->job.error && request)
        apply_late(o);
    else if (!o->job.error)
        shim_name_device(o->job.tty);
    o->changed = request != NULL;
}
