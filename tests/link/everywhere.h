/*
 * everywhere.h - a dial that comes to its end, looked at in each place where an
 * operator or a program finds that end.
 *
 * Owns the places: who has called RasDial, the journal, what rasdial says, the
 * record of the last end, the scripts' environment and the counters. pppd's log
 * and exit status are the scene's own.
 */
#ifndef TESTS_LINK_EVERYWHERE_H
#define TESTS_LINK_EVERYWHERE_H

#include "tests/link/scene.h"

/* What all of them have to say. */
struct ending {
    unsigned error;
    const char *state; /* RASCS_, in which it is reported */
    bool redial;
    int status;        /* pppd's own */
    const char *words; /* the modem's, the peer's or pppd's; NULL = any */
    const char *reply; /* szReplyMessage of a link that was up; NULL = any */
    const char *device;
};

/* scene_play(), with a program at the other end of pppd's control pair. */
void everywhere_play(const struct scene *s, struct outcome *o);

/* Each place says so; false: one or more do not, and are printed. */
bool everywhere_holds(const struct ending *e);

#endif
