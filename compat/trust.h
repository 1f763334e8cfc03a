/*
 * trust.h - whose word a dial is, and what may be done on it.
 *
 * Owns the rule: who chooses the phonebook and the line chooses the peer, and
 * only root's choice of a peer is one that need not prove who it is. For the
 * plugin that dials and for the tools that say what would be dialled. Pure: who
 * chose what is told by the caller.
 */
#ifndef COMPAT_TRUST_H
#define COMPAT_TRUST_H

#include <stdbool.h>

/* Who names the line. */
enum trust_line {
    TRUST_LINE_CONF,   /* ras.conf describes it */
    TRUST_LINE_ENTRY,  /* the entry does: the port's name is a tty */
    TRUST_LINE_CALLER, /* whoever starts pppd, or the dial, has brought it */
};

/* Is it root's word? */
struct trust_words {
    bool user; /* root is who dials */
    bool book; /* root chose the phonebook */
    bool conf; /* and ras.conf */
    enum trust_line from;
    bool caller; /* TRUST_LINE_CALLER: root allows or has given that line */
};

struct trust {
    bool line;      /* root chose the line: it is opened with root's rights */
    bool peer;      /* and the phonebook: the peer is root's choice */
    bool card;      /* nobody else sees what a calling card's owner dials */
    bool interface; /* the line may be a network interface (PPPoE), on which
                       pppd listens with root's rights */
};
struct trust trust_of(const struct trust_words *w);

#endif
