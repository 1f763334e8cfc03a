/*
 * stage.h - where the hostile ends play: a mount namespace of their own, the
 * files that a round begins with, and what a command line says of the rounds.
 *
 * Owns the sound phonebook and ras.conf that the rounds spoil.
 */
#ifndef TESTS_SECURITY_STAGE_H
#define TESTS_SECURITY_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define STAGE         "/run/hostile"
#define STAGE_DIALERS STAGE "/dialers"
#define STAGE_HELPER  STAGE "/helper"

enum { STAGE_BOOK_MAX = 20000 };

struct stage_plan {
    unsigned long seed;
    unsigned rounds, first;
    unsigned workers; /* processes, each with its share of the rounds */
};

/*
 * [--seed N] [--rounds N] [--first N] [--workers N]; the first other argument's
 * place.
 */
int stage_plan(struct stage_plan *plan, int argc, char **argv);

/* Is NAME among NAMES, or are there none? */
bool stage_wanted(char *const *names, const char *name);

/* How often WHAT stands in TEXT. */
unsigned stage_count(const char *text, const char *what);

/* Nothing of this machine is read or written; STAGE is made. Needs root. */
bool stage_isolate(void);

bool stage_copy(const char *from, const char *to, mode_t mode);
bool stage_write(const char *path, const char *bytes, size_t n);

/* Entry Office with KEYS; a device COM1 of KIND at TTY. Their lengths. */
size_t stage_book(char *out, size_t size, const char *keys);
size_t stage_conf(char *out, size_t size, const char *kind, const char *tty);

#endif
