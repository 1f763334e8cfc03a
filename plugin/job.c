#include "plugin/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"
#include "conf/text.h"

bool job_fail(struct job *job, uint32_t error, const char *format, ...)
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

bool job_is_number(const char *name)
{
    return name[0] == '.';
}

/* --- the numbers */

bool job_has_number(const struct job *job, const char *number)
{
    size_t i;

    for (i = 0; i < job->device->n_numbers; i++)
        if (strcmp(job->device->numbers[i].number, number) == 0)
            return true;
    return false;
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

/* --- the rest */

bool job_open_dialer(const struct job *job, struct allow_dialer *dialer,
                     char *why, size_t size)
{
    const struct allow_rules rules = {.conf = job->conf,
                                      .roots = job->roots_conf};

    return allow_open(&rules, job->entry->custom_ras_dial_dll, dialer, why,
                      size);
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
