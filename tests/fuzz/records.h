/*
 * records.h - records of the wire made of an input, for the targets that play
 * one of its ends.
 */
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "compat/wire.h"
#include "tests/fuzz/fuzz.h"

/* Begins a record of a type, and fields with values, as the input says. */
void records_make(struct wire_writer *w, struct fuzz_input *in);

/* A connected pair, whose ends do not block. */
void records_pair(int pair[2]);

/*
 * Sends what the input says: any packet, a record, or the one or other with a
 * descriptor. What does not fit the socket is lost.
 */
void records_send(int fd, struct fuzz_input *in);

#endif
