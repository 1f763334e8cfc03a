/*
 * convert_report.h - what a conversion could not take along.
 *
 * Owns the list of losses, one sentence each.
 */
#ifndef CONF_CONVERT_REPORT_H
#define CONF_CONVERT_REPORT_H

#include <stddef.h>

#include "conf/result.h"

/* Notes beyond this many are only counted. */
#define CONVERT_NOTES_MAX 1000

enum convert_loss {
    CONVERT_DROPPED, /* the other form cannot hold it: it is not there */
    CONVERT_MOVED,   /* its value is there, its place is another one */
    CONVERT_CHANGED  /* it is there with another value */
};

/* Values never stand in a note: one of them may be a secret. */
struct convert_note {
    enum convert_loss loss;
    char text[240]; /* "FILE:LINE: KEY: what and why" */
};

/* All zero before the first use: struct convert_report r = {0}; */
struct convert_report {
    struct convert_note *notes;
    size_t n, size;
    size_t beyond; /* as many more were not kept */
};

/* Adds one. CONF_NOMEM is the only failure. */
enum conf_result convert_report_add(struct convert_report *report,
                                    enum convert_loss loss, const char *file,
                                    unsigned line, const char *key,
                                    const char *why);

void convert_report_free(struct convert_report *report);

#endif
