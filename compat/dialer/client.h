/*
 * client.h - an entry with a custom dialer, dialled and hung up for a tool
 * that is not linked with librasapi: such an entry alone needs it.
 *
 * Owns the loading of librasapi.so.0, from beside the tool or as installed, and
 * the thread in which RasDial runs: a dialer may take its time, and Ctrl-C is
 * heard all the same. What happens is told by way of a pipe.
 */
#ifndef COMPAT_DIALER_CLIENT_H
#define COMPAT_DIALER_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client_request {
    const char *pppd, *plugin, *config, *connections; /* NULL: the system's */
    const char *entry, *phonebook, *number;           /* NULL: not given */
    const char *user, *password, *domain, *callback;
    uint32_t options; /* RDEOPT_ */
};

/* What was told: a state that was entered, or the result. */
struct client_event {
    bool over; /* RasDial's result is in ERROR, and the connection is up if 0 */
    uint32_t state, error;
};

struct client;

/* Has ENTRY of PHONEBOOK a custom dialer? No, if it cannot be read. */
bool client_wanted(const char *phonebook, const char *entry);

/*
 * Begins to dial. 0 and *C, or a RAS code with the reason in WHY: 755 without
 * the library.
 */
uint32_t client_dial(const struct client_request *q, struct client **c,
                     char *why, size_t size);

/* To be polled; then, or every second, client_next(): false, nothing yet. */
int client_fd(const struct client *c);
bool client_next(struct client *c, struct client_event *e);

/* Ends what is dialled, or has been: by RasHangUp, so by its dialer. */
uint32_t client_hang_up(struct client *c);

/* The reason of a failed dial, "" if there is none but its code. */
const char *client_reason(const struct client *c);

/* After the result only. The connection stays as it is. */
void client_free(struct client *c);

/* RasHangUp of the connection to ENTRY; false: the library knows of none. */
bool client_disconnect(const struct client_request *q, uint32_t *code);

#endif
