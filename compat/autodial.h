/*
 * autodial.h - what the RAS API keeps about automatic dialling.
 *
 * Owns /etc/ppp/ras/autodial, what Windows keeps in its registry below "RAS
 * AutoDial": root's, readable for all, written wholly or not at all. It is
 * text, a record in each line, four fields with one tab between them, written
 * as compat/fields.h says:
 *
 *     address    ADDRESS    LOCATION    ENTRY     dial ENTRY for ADDRESS
 *     default               LOCATION    ENTRY     the default connection
 *     enable                LOCATION    0 or 1
 *     parameter             KEY         VALUE     RASADP_...
 *
 * An empty line means nothing, and so does one that begins with '#', which
 * the next change drops. Anything else is refused, with its number.
 *
 * Nothing here dials by itself: that is pppd's `demand'. Who does it may look
 * here which entry to dial.
 */
#ifndef COMPAT_AUTODIAL_H
#define COMPAT_AUTODIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/result.h"

#define AUTODIAL_FILE "/etc/ppp/ras/autodial"

/* Where it is; tests name another place. */
extern const char *autodial_file;

enum autodial_kind {
    AUTODIAL_ADDRESS,
    AUTODIAL_DEFAULT,
    AUTODIAL_ENABLE,
    AUTODIAL_PARAMETER
};

struct autodial_record {
    enum autodial_kind kind;
    char address[1025]; /* UTF-8; in any letter case */
    uint32_t number;    /* the dialling location, or the key */
    char value[1025];
};

struct autodial {
    struct autodial_record *list;
    size_t n;
};

/* Records that a file may have. */
#define AUTODIAL_MAX 4096

/*
 * Reads FILE; one that is not there is empty. CONF_OPEN, CONF_FORMAT,
 * CONF_LIMIT, CONF_NOMEM. *A is the caller's, for autodial_free().
 */
enum conf_result autodial_read(const char *file, struct autodial *a,
                               struct conf_problem *p);
void autodial_free(struct autodial *a);

/* The next record of KIND and ADDRESS from index FROM on, NULL at the end. */
const struct autodial_record *autodial_find(const struct autodial *a,
                                            enum autodial_kind kind,
                                            const char *address, size_t from);

/* The record of KIND without an address and of NUMBER, NULL if none is. */
const struct autodial_record *autodial_numbered(const struct autodial *a,
                                                enum autodial_kind kind,
                                                uint32_t number);

/*
 * Changes FILE: the N records of SET take the place of those with the same
 * kind, address and number. With FORGET all records of SET's kind and address
 * go, and none is added. As above, and CONF_WRITE.
 */
enum conf_result autodial_change(const char *file,
                                 const struct autodial_record *set, size_t n,
                                 bool forget, struct conf_problem *p);

#endif
