/*
 * records.h - records of the wire made of an input, for the targets that play
 * one of its ends.
 */
#ifndef TESTS_FUZZ_RECORDS_H
#define TESTS_FUZZ_RECORDS_H

#include "compat/wire.h"
#include "tests/fuzz/fuzz.h"

enum records_kind { RECORDS_U32, RECORDS_U64, RECORDS_TEXT, RECORDS_SECRET };

enum {
    RECORDS_FIELDS = 0
#define WIRE_RECORD(value, name, sender, text)
#define WIRE_FIELD(tag, name, kind, max, text) +1
#include "compat/wire.def"
#undef WIRE_RECORD
#undef WIRE_FIELD
};

/* Every field that there is. */
extern const struct records_field {
    enum wire_tag tag;
    enum records_kind kind;
} records_fields[RECORDS_FIELDS];

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
