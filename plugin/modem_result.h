/*
 * modem_result.h - what modems answer, and what it means to RAS.
 *
 * Owns the one table of result codes (modem_result.def): V.250 table 1, what
 * real modems add to it, and the 3GPP TS 27.007/27.005 error results.
 */
#ifndef PLUGIN_MODEM_RESULT_H
#define PLUGIN_MODEM_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum modem_result_kind {
    MODEM_RESULT_NONE,     /* the line is no result code: an echo, a text */
    MODEM_RESULT_OK,       /* the command was carried out */
    MODEM_RESULT_CONNECT,  /* data mode */
    MODEM_RESULT_PROGRESS, /* RINGING, DIALING: go on waiting */
    MODEM_RESULT_RING,     /* somebody calls; while dialling it is progress */
    MODEM_RESULT_FAILURE   /* the command or the call failed */
};

struct modem_result {
    const char *text; /* as the modem writes it, verbose form */
    enum modem_result_kind kind;
    bool prefix;       /* something may follow: "CONNECT 33600" */
    uint32_t error;    /* RAS code of a failure, 0 otherwise */
    bool retry;        /* is a later try worth while? */
    const char *where; /* the standard or the modems that answer so */
};

/*
 * The row that LINE (one line, no line end, LENGTH bytes) matches; letter case
 * and outer blanks are ignored. NULL if it is no result code.
 */
const struct modem_result *modem_result_find(const char *line, size_t length);

/* The whole table, for help, manuals and tests; *N is its length. */
const struct modem_result *modem_result_table(size_t *n);

#endif
