#include "plugin/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compat/called.h"
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

uint32_t job_number(const struct job *job, size_t i, struct dialling *d,
                    struct conf_problem *p)
{
    const struct called_from from = {job->conf->here, job->rules_always,
                                     job->card_allowed};
    struct entry_number given;

    return called_translate(&from, plain_number(job, i, &given), d, p);
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
