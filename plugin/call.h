/*
 * call.h - one call over the line: from an idle tty to a carrier, and back.
 *
 * Owns which lines and numbers are tried in which order, and what is said on
 * the line before, with and after a dial. It runs inside pppd's connect step,
 * the one place where pppd waits for its channel.
 */
#ifndef PLUGIN_CALL_H
#define PLUGIN_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "plugin/cause.h"
#include "plugin/job.h"

/*
 * Opens the line and dials the job's numbers in turn until one answers.
 * Returns the descriptor in data mode, or -1 with the cause latched in *C and
 * pppd's status set; the line is then still open, for call_cleanup().
 */
int call_connect(struct job *job, struct cause *c);

/*
 * The same for the second half of a callback: on the line that was used, the
 * modem waits for the server's call and takes it.
 */
int call_answer(struct job *job, struct cause *c);

/*
 * For who waits in the connect step for something else than the line: has the
 * controller, or a signal, ended the dial? Then the cause is in *C.
 */
bool call_given_up(struct cause *c);

/*
 * Brings the modem on hook after a link: by its commands where dropping DTR
 * does not reach it. Bounded by the device's deadlines.
 */
void call_hangup(void);

/*
 * Sleeps until a signal, the controller or MS milliseconds; false: the dial, or
 * what came of it, is to be given up.
 */
bool call_idle(uint32_t ms);

/* Gives the line back, in any state, any number of times. */
void call_cleanup(void);

#endif
