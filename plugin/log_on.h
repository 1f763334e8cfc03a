/*
 * log_on.h - a log-on script (.scp) on the line.
 *
 * Owns what a script is told of user and password, and what becomes of its end:
 * the address it wants, the cause of its failure.
 */
#ifndef PLUGIN_LOG_ON_H
#define PLUGIN_LOG_ON_H

#include <stdbool.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/*
 * Runs PROGRAM on FD: on the line that the far end has answered, or to the
 * modem before. False: why is latched in C; *HALTED: it has halted, and
 * somebody may go on from there.
 */
bool log_on(int fd, const struct job *job, const struct scp_program *program,
            struct cause *c, bool *halted);

#endif
