/*
 * job_files.h - the files that a job is made of.
 *
 * Owns where the phonebook and ras.conf are, whose word that is, and with whose
 * rights they are read. What they say is job_make.h's.
 */
#ifndef PLUGIN_JOB_FILES_H
#define PLUGIN_JOB_FILES_H

#include <stdbool.h>

#include "plugin/control.h"
#include "plugin/job.h"
#include "plugin/shim.h"

/* Paths, to be other than the system's in tests. */
struct job_paths {
    const char *phonebook, *config;
};

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
struct job_origin job_files_origin(enum shim_option option, const char *asked,
                                   const char *standard);

/* The name of the entry that is wanted. */
const char *job_files_wanted(const struct control_request *request);

/* That entry, its phonebook, and whether root chose that. False: job->error. */
bool job_files_phonebook(struct job *job, const struct control_request *request,
                         const struct job_paths *paths);

/* ras.conf. Without one the ports that need none can still be dialled. */
bool job_files_conf(struct job *job, const struct control_request *request,
                    const struct job_paths *paths);

/*
 * When may be dialled and how often is root's to say: a user's own ras.conf
 * has no word in it. The system's one is asked then.
 */
bool job_files_rules(struct job *job, const struct job_paths *paths);

#endif
