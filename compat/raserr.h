/*
 * raserr.h - RAS error codes: numbers, names, texts.
 *
 * Owns the table raserror.def, from which the public header raserror.h and the
 * manual ras-error(7) are made too. Total: every 32-bit value has an answer.
 */
#ifndef COMPAT_RASERR_H
#define COMPAT_RASERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/result.h"

/* Is it worth while to dial again by itself after this error? */
enum raserr_redial {
    RASERR_NEVER, /* configuration, credentials: the same will happen again */
    RASERR_LATER, /* the line, the peer, the network: it may pass */
};

/* ERROR_LINE_BUSY and so on, each with its number. */
#define RAS_ERROR(code, name, redial, text, cause, advice)                     \
    RASERR_##name = (code),
#define RAS_ABSENT(code, name, redial, reason, text) RASERR_##name = (code),
enum raserr {
#include "compat/raserror.def"
};
#undef RAS_ERROR
#undef RAS_ABSENT

/* What raserr_describe() writes at most, with its NUL. */
#define RASERR_DESCRIPTION_MAX 256

/* The text of a code ("The phone line is busy."); NULL if there is none. */
const char *raserr_text(uint32_t code);

/* What usually is behind it on Linux; NULL: it cannot be met there, or no row.
 */
const char *raserr_cause(uint32_t code);

/* What to check, or why it cannot be met; NULL if there is no such code. */
const char *raserr_advice(uint32_t code);

/*
 * Text and advice as one line, RasGetErrorString's; false, with "" in OUT, if
 * there is no such code. SIZE should be RASERR_DESCRIPTION_MAX.
 */
bool raserr_describe(uint32_t code, char *out, size_t size);

/* The codes that have a row, in ascending order: N from 0, false at the end. */
bool raserr_code(size_t n, uint32_t *code);

/* The name of a code ("ERROR_LINE_BUSY"); NULL if there is none. */
const char *raserr_name(uint32_t code);

/* RASERR_NEVER for a code that has no row. */
enum raserr_redial raserr_redial(uint32_t code);

/* The RAS code for a failure of the configuration layer; 0 for CONF_OK. */
uint32_t raserr_from_conf(enum conf_result result);

/* The same where ras.conf is what failed: it is no phonebook. */
uint32_t raserr_from_ras_conf(enum conf_result result);

/* The exit status of our tools for a code: see rasdial(1). */
int raserr_exit_status(uint32_t code);

#endif
