/*
 * keeper.h - a program that others wrote, kept apart from pppd.
 *
 * Owns the start of such a program as another user, with nothing of pppd's but
 * the descriptors that it is given, and the certain end of it and of all that
 * it has started. One more process stands between, the keeper: it alone has
 * the program for a child, inherits what the program's children leave behind
 * (prctl(2), PR_SET_CHILD_SUBREAPER), and kills until none is left, also when
 * pppd ends in any way. pppd's own handling of its children sees none of them.
 */
#ifndef PLUGIN_KEEPER_H
#define PLUGIN_KEEPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define KEEPER_TEXT        256
#define KEEPER_DESCRIPTORS 4

struct keeper_order {
    const char *program; /* run without arguments */
    uid_t user;
    gid_t group;                         /* the only one */
    int descriptors[KEEPER_DESCRIPTORS]; /* the program's 3, 4, ... */
    size_t n_descriptors;
    /* limits of setrlimit(2), 0 = as they are; memory in MiB, cpu in seconds */
    uint32_t memory, processes, files, cpu;
};

/*
 * Starts the program. Returns the descriptor that the keeper is heard on, or
 * -1 with errno; whether the program could be executed is told there. pppd
 * runs as root, for whomever: nothing of its real user's stays.
 */
int keeper_start(const struct keeper_order *order);

enum keeper_news {
    KEEPER_NOTHING,
    KEEPER_LINE,   /* TEXT is what the program has printed */
    KEEPER_FAILED, /* it could not be started: TEXT says what and why */
    KEEPER_ENDED,  /* STATUS as of waitpid(2); others may still be there */
    KEEPER_GONE    /* nothing of it is left */
};

struct keeper_note {
    enum keeper_news news;
    int status;
    char text[KEEPER_TEXT]; /* printable */
};

/* The next news; never blocks. */
void keeper_read(int fd, struct keeper_note *note);

/*
 * Ends the program and what it has started; KEEPER_GONE says when. Closing FD
 * does the same, unheard.
 */
void keeper_stop(int fd);

#endif
