#include "plugin/job_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compat/dial_string.h"
#include "compat/policy.h"
#include "compat/raserr.h"
#include "conf/phonebook.h"

/* --- whose word, whose rights */

struct job_origin job_files_origin(enum shim_option option, const char *asked,
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

/* --- the phonebook */

const char *job_files_wanted(const struct control_request *request)
{
    const char *given = shim_option_text(SHIM_OPTION_entry);

    if (job_is_dialers(request) && request->entry[0])
        return request->entry;
    if (given)
        return given;
    return request ? request->entry : "";
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

bool job_files_phonebook(struct job *job, const struct control_request *request,
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

/* --- ras.conf */

/* With the rights of who opens it: access() would ask with the user's. */
static bool is_missing(const char *file)
{
    return faccessat(AT_FDCWD, file, F_OK, AT_EACCESS) < 0 && errno == ENOENT;
}

bool job_files_conf(struct job *job, const struct control_request *request,
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
    return job_fail(job, raserr_from_ras_conf(result), "%s", p.text);
}

bool job_files_rules(struct job *job, const struct job_paths *paths)
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
        return job_fail(job, raserr_from_ras_conf(result), "%s", p.text);
    job->redial = ras_conf_redial(conf, job->entry->name);
    job->metrics = conf->policy.metrics;
    return true;
}
