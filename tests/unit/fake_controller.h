/*
 * fake_controller.h - the other end of the wire.
 *
 * Owns a control pair: the plugin's end is to be attached, and what came out
 * at the other one can be asked for.
 */
#ifndef TESTS_UNIT_FAKE_CONTROLLER_H
#define TESTS_UNIT_FAKE_CONTROLLER_H

#include <stdbool.h>
#include <stddef.h>

#include "compat/wire.h"

#define FAKE_RECORDS 64

struct fake_controller {
    int near, far; /* near: the plugin's, its own once it is attached */
    struct wire_record records[FAKE_RECORDS];
    size_t n;
};

bool fake_controller_begin(struct fake_controller *c);
void fake_controller_end(struct fake_controller *c); /* closes our end */

/* Sends a record without fields, or DIAL with ENTRY. */
bool fake_controller_send(struct fake_controller *c, enum wire_type type);
bool fake_controller_dial(struct fake_controller *c, const char *entry);
bool fake_controller_login(struct fake_controller *c, const char *user,
                           const char *password);

/* Reads what has come, behind what came before. */
void fake_controller_read(struct fake_controller *c);
void fake_controller_forget(struct fake_controller *c);

/* How many of TYPE have been read, and the last of them (NULL: none). */
size_t fake_controller_count(const struct fake_controller *c,
                             enum wire_type type);
const struct wire_record *fake_controller_last(const struct fake_controller *c,
                                               enum wire_type type);

/*
 * The story so far, one word each: states without their error by number in
 * hexadecimal ("5"), failed ones as "5!691", ENDED as "end691".
 */
void fake_controller_story(const struct fake_controller *c, char *out,
                           size_t size);

#endif
