/*
 * cable.h - the words at the two ends of a cable between two computers.
 *
 * Owns the greeting of Windows' direct connection ("Communications cable
 * between two computers"): the guest says CLIENT until the host says
 * CLIENTSERVER, then both begin with PPP. We are the guest. Like the dial
 * engine it does no I/O and has no clock; bytes from the line are untrusted.
 */
#ifndef PLUGIN_CABLE_H
#define PLUGIN_CABLE_H

#include "plugin/dial.h"

struct cable;

/*
 * A greeting, or NULL when memory ran out; freed with free(). What was said is
 * repeated each REPEAT_MS; after PATIENCE_MS nobody is there.
 */
struct cable *cable_new(dial_ms now, uint32_t repeat_ms, uint32_t patience_ms);

void cable_input(struct cable *c, unsigned char byte);
void cable_tick(struct cable *c, dial_ms now);

/* Takes up to SIZE bytes that are to be written now; 0 = nothing to write. */
size_t cable_output(struct cable *c, void *bytes, size_t size);

/* When cable_tick() is due; DIAL_NEVER once it has ended. */
dial_ms cable_deadline(const struct cable *c);

/* DIAL_RUNNING, DIAL_CONNECTED or DIAL_FAILED. */
enum dial_status cable_status(const struct cable *c);

/* Valid once DIAL_FAILED. */
const struct dial_failure *cable_failure(const struct cable *c);

#endif
