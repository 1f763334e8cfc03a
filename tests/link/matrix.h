/*
 * matrix.h - every cause that can be made in the laboratory, and what it has to
 * yield: one row each.
 *
 * Owns the table. Where two codes were plausible, a comment beside the row says
 * why it is this one.
 */
#ifndef TESTS_LINK_MATRIX_H
#define TESTS_LINK_MATRIX_H

#include "tests/link/scene.h"

struct matrix_row {
    const char *name; /* begins with the code; NULL ends the table */
    struct scene scene;
    unsigned error;    /* RAS code */
    const char *state; /* RASCS_, in which it is reported */
    bool redial;       /* may a later try succeed? */
    int status[3];     /* pppd's exit status: one of these; 0 ends the list */
    const char *words; /* stand wherever the cause does, or NULL */
};

extern const struct matrix_row matrix[];

bool matrix_holds(const struct matrix_row *r, const struct outcome *o);

#endif
