/*
 * job_line.h - which line a job is dialled over.
 *
 * Owns the choice of the entry's link (MEDIA) and of the device: pppd's own,
 * the entry's, the first free one of a pool or of its kind, or none where a
 * custom dialer brings the line; and who has chosen it, since who chooses the
 * line chooses the peer.
 */
#ifndef PLUGIN_JOB_LINE_H
#define PLUGIN_JOB_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "plugin/control.h"
#include "plugin/job.h"

/* The link, before ras.conf is known. False: job->error. */
bool job_line_choose_link(struct job *job,
                          const struct control_request *request);

/* DialMode=0: the first link that is there and that nobody uses. */
void job_line_free_link(struct job *job, const struct control_request *request);

/* The device. False: job->error. */
bool job_line_choose(struct job *job, const struct control_request *request);

/* Where pppd calls a dialer, that may bring the line: none need be known. */
bool job_line_unneeded(const struct job *job);

/*
 * The devices of an attempt: those of the pool, in order of preference, or the
 * one; with OtherPortOk also the others of its kind. The first that can be
 * opened is used.
 */
size_t job_lines(const struct job *job);
void job_use_line(struct job *job, size_t i);

#endif
