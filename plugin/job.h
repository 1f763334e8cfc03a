/*
 * job.h - what this pppd is to dial.
 *
 * Owns the one entry, the one device and the list of numbers that the options
 * and the controller's request came to, and what is asked of them. job_make.h
 * makes them.
 */
#ifndef PLUGIN_JOB_H
#define PLUGIN_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "compat/choice.h"
#include "compat/credentials.h"
#include "compat/dialer/allow.h"
#include "compat/settings.h"
#include "conf/entry.h"
#include "conf/ras_conf.h"
#include "plugin/control.h"
#include "plugin/scp_code.h"

/* What is to be said on the line besides PPP. */
struct job_talk {
    struct scp_program *script; /* NULL = none */
    bool pause;                 /* somebody else says it: RASCS_Interactive */
};

struct job {
    char asked[1537]; /* for the entry of this name; cut where too long */
    struct entry *entry;
    struct ras_conf *conf;
    struct ras_conf *rules; /* root's, where conf is somebody else's */
    const struct entry_media *media;
    const struct entry_device *device;
    size_t link;                   /* which MEDIA it is, from 1 */
    bool all_links;                /* the other ones are dialled, too */
    pid_t leader;                  /* by this pppd; 0: they are ours to dial */
    const struct ras_device *line; /* in conf, or implied */
    const struct ras_pool *pool;   /* that the entry names, NULL = none */
    const struct ras_device *own;  /* that it names; others will do, too, if
                                      it is not NULL: OtherPortOk */
    struct choice_implied implied;
    char phonebook[1025], config[1025];
    char tty[256];     /* resolved: /dev/ttyUSB0 */
    uid_t tty_user;    /* whose rights open it */
    bool trusted;      /* root chose the phonebook and the line */
    bool own_line;     /* a custom dialer brings it: there is no tty */
    char number[129];  /* override, "" = the entry's numbers */
    char alone[130];   /* "." and a number: the name of no entry */
    bool rules_always; /* for numbers without UseDialingRules, too */
    bool card_allowed; /* nobody but the card's owner sees what is dialled */
    const struct ras_redial *redial; /* root's word, whoever dials */
    const char *metrics;             /* the same; "" = none */
    bool pausable; /* the controller resumes a dial that waits for it */
    struct job_talk before, after; /* the dial */
    bool may_use_secrets;          /* what root keeps is for this peer */
    char user_text[1100];          /* "DOMAIN\USER", "" = as pppd has it */
    const char *user;              /* in it, for scripts; NULL = the same */
    const char *password;          /* the same; the owner's, not the job's */
    bool roots_book;               /* root chose the phonebook */
    bool roots_conf;               /* and ras.conf */
    bool hosted;               /* its CustomRasDialDll dials, not this plugin */
    struct credentials stored; /* what is saved for the entry, if it may be
                                  used; to be wiped */
    struct settings settings;

    uint64_t hopeless; /* bits: numbers that an answer has ruled out */
    size_t promoted;   /* the number that goes first */

    uint32_t error; /* why it cannot be dialled, 0 = it can */
    char reason[512];
};

/* After job_make() in any case. */
void job_free(struct job *job);

/*
 * The job cannot be dialled; the first reason stays, made printable. Always
 * false.
 */
bool job_fail(struct job *job, uint32_t error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * A custom dialer that pppd has called was told what the options say: what it
 * brings back is its own choice, and root's word, as it is root who allows it.
 */
static inline bool job_is_dialers(const struct control_request *request)
{
    return request && request->hosted;
}

/*
 * "." and a number is RasDial without an entry, as RasEnumConnections lists it:
 * no entry's name begins so. Its settings are those of an entry that says
 * nothing, and whoever gave the number has given them.
 */
bool job_is_number(const char *name);

/*
 * Opens the custom dialer of a hosted job anew: root may have changed it.
 * False: WHY it may not be used (755).
 */
bool job_open_dialer(const struct job *job, struct allow_dialer *dialer,
                     char *why, size_t size);

/* Is NUMBER one of the entry's? */
bool job_has_number(const struct job *job, const char *number);

/*
 * Of a job without an error: how many numbers are to be tried, in order (0:
 * direct line).
 */
size_t job_numbers(const struct job *job);

/*
 * Number I as it is dialled from ras.conf's location. Returns 0, or the RAS
 * code with the reason in P; *D is then empty. It may hold a calling card's
 * number: the caller wipes it.
 */
uint32_t job_number(const struct job *job, size_t i, struct dialling *d,
                    struct conf_problem *p);

#endif
