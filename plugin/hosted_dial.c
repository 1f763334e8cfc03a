#include "plugin/hosted_dial.h"

#include <string.h>
#include <unistd.h>

#include "compat/books.h"
#include "compat/raserr.h"
#include "plugin/bearer.h"
#include "plugin/hosted.h"
#include "plugin/report.h"
#include "plugin/shim.h"

/* The job is refused, or its line is there, or the cause is known. */
static int dial(struct order *o, const struct control_request *request,
                const struct hosted_dial *d)
{
    int fd = -1;

    order_remake(o, request);
    d->begin();
    if (o->job.error)
        cause_latch(d->cause, o->job.error, 0, false, o->job.reason);
    else
        fd = bearer_connect(&o->job, hosted_lost, d->cause);
    if (fd >= 0)
        return fd;
    bearer_cleanup(); /* the port is free before the dialer is told */
    report_dial_failed(d->cause);
    return -1;
}

static bool begin_call(const struct job *job, struct cause *c)
{
    const char *user = shim_option_text(SHIM_OPTION_user);
    const char *config = shim_option_text(SHIM_OPTION_config);
    struct allow_dialer file;
    struct hosted_call call = {
        .helper = &job->conf->dialer_helper,
        .name = job->entry->custom_ras_dial_dll,
        .file = &file,
        .entry = job->entry->name,
        .number = job->number,
        .user = user ? user : job->stored.user,
        .domain = user ? "" : job->stored.domain,
        .phonebook =
            strcmp(job->phonebook, BOOKS_SYSTEM) != 0 ? job->phonebook : "",
        .config = config ? config : "",
    };
    char why[ALLOW_REASON];
    bool begun;

    if (!job_open_dialer(job, &file, why, sizeof(why))) {
        cause_latch(c, RASERR_ERROR_CANNOT_DO_CUSTOMDIAL, 0, false, why);
        return false;
    }
    begun = hosted_begin(&call, c);
    close(file.fd);
    return begun;
}

/* The dialer's last word is the cause; what its dial said explains it. */
static void settle(const struct cause *said, struct cause *c)
{
    if (said->error && said->error != c->error)
        *c = *said;
}

int hosted_dial(struct order *o, const struct hosted_dial *d)
{
    struct control_request request;
    struct cause said;
    int fd = -1;

    if (o->changed)
        order_remake(o, NULL);
    d->begin();
    cause_clear(&said);
    if (o->job.error)
        cause_latch(&said, o->job.error, 0, false, o->job.reason);
    else if (d->allowed(&said) && begin_call(&o->job, &said))
        while (fd < 0 && hosted_wait(&request, &said)) {
            fd = dial(o, &request, d);
            control_wipe_request(&request);
        }
    control_wipe_request(&request); /* what was not asked to the end */
    if (fd < 0)
        settle(&said, d->cause);
    return fd;
}
