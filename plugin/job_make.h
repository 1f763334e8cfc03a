/*
 * job_make.h - from the options and the controller's request to a job.
 *
 * Owns the order of the steps: files (job_files.h), link and device
 * (job_line.h), and then numbers, saved credentials, settings and scripts,
 * each with the question who may have it so.
 */
#ifndef PLUGIN_JOB_MAKE_H
#define PLUGIN_JOB_MAKE_H

#include "plugin/job.h"
#include "plugin/job_files.h"

/*
 * Makes the job out of the plugin's options and the controller's request
 * (NULL: none). job->error says why it cannot be dialled; the job is to be
 * freed in any case.
 */
void job_make(struct job *job, const struct control_request *request,
              const struct job_paths *paths);

/*
 * Who dials, by the option ras-user or, without that, by the request; a custom
 * dialer that pppd has called goes before the option. NULL: neither says it.
 */
const char *job_named_user(const struct control_request *request);

#endif
