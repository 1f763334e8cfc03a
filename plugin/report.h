/*
 * report.h - what the world is told of a connection.
 *
 * Owns the one way by which states, causes and results leave the plugin: each
 * is said in pppd's log, on the wire, in the record below /run/ppp-rasdial, in
 * the environment of ip-up and ip-down, and to a service manager, always the
 * same, each state once.
 */
#ifndef PLUGIN_REPORT_H
#define PLUGIN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "compat/rascs.h"
#include "plugin/agreed.h"
#include "plugin/cause.h"
#include "plugin/evidence.h"
#include "plugin/job.h"
#include "plugin/shim.h"

/* Where the records go; tests name another directory. */
void report_directory(const char *directory);

/* A new attempt of JOB begins: state clock and "each state once" restart. */
void report_attempt(const struct job *job);

/* The attempt uses the JOB's line now: another device of a pool. */
void report_line(const struct job *job);

/*
 * STATE was entered; DETAIL (or NULL) is added to the log line. False if there
 * is a controller that could not be told: it will not answer the state.
 */
bool report_state(enum rascs state, const char *detail);

/*
 * Of a connection with several links: link NUMBER has entered STATE, or failed
 * in it with C (NULL: it has not). The connection goes on.
 */
void report_link(uint32_t number, enum rascs state, const struct cause *c);

/* How many links are up, and is this pppd's own among them? */
void report_links(unsigned up, bool own);

/* The same in which this pppd's own link has failed. */
void report_own_link(uint32_t number, const struct cause *c);

/* The interface and the addresses that another link's pppd has brought up. */
void report_network(const char *interface, const char *local,
                    const char *remote);

/* The number that is dialled now. */
void report_number(const char *number);

/*
 * Words between us and the modem; SENT: ours. The controller gets the modem's
 * even if ras.conf keeps the dialogue out of the log.
 */
void report_modem(const char *text, bool sent);
void report_speed(const char *text, uint32_t bps);

/* The authentication protocol that the peer chose. */
void report_authentication(const struct evidence *e);

/* IP is up on INTERFACE with these addresses. */
void report_projection(const struct shim_addresses *a, const char *interface);

/*
 * What the protocols have agreed on; once the link is up again whenever that
 * has changed. It is told with the next state at the latest.
 */
void report_agreed(const struct agreed *a, const struct evidence *e);

/* Is the connection established (Connected was reported, and no end)? */
bool report_connected(void);

/* Is the entry connected by another pppd, of root's or the same user's? */
bool report_is_up(const char *entry, const char *phonebook);

/*
 * Why the attempt will end is known: before ip-down and the hang-up. Said
 * again only with another cause, which then replaces the first.
 */
void report_cause(const struct cause *c);

/*
 * A dial has failed, with C, but not the attempt: who has asked for it decides
 * what comes next, and only the last cause is the attempt's.
 */
void report_dial_failed(const struct cause *c);

/*
 * The attempt is over and the port free. EXIT_STATUS as pppd has it now. How
 * it ended stays on record when this pppd has gone: connrec_write_last().
 */
void report_ended(const struct cause *c, int exit_status);

/* The counters, to the controller. */
void report_statistics(void);

/* pppd ends: nothing of the connection is left in the list. */
void report_forget(void);

#endif
