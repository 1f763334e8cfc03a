/*
 * rasphone_commands.h - the commands of rasphone.
 *
 * Owns what they share: the phonebooks of this run, and the way to an entry.
 * Each command is a function of its own, called as rasphone_commands.def calls
 * it; it prints, and returns an exit status.
 */
#ifndef COMPAT_RASPHONE_COMMANDS_H
#define COMPAT_RASPHONE_COMMANDS_H

#include <sys/types.h>

#include "compat/books.h"
#include "compat/rasphone_book.h"
#include "compat/rasphone_options.h"
#include "conf/ras_conf.h"

/* One run: where it looks, and for whom. Tests look elsewhere. */
struct rasphone {
    const struct rasphone_options *options;
    struct books_places places;
    struct books books;
    const char *config;  /* the system's ras.conf */
    const char *history; /* where the history of dials is */
    const char *root;    /* allow.h: the directory that is "/"; NULL */
    uid_t user;          /* 0: what is named is root's word */
};

/* The system's own places, and the user of this process; no books yet. */
void rasphone_begin(struct rasphone *r, const struct rasphone_options *o);

/* An entry, and the book that it is in. */
struct rasphone_found {
    struct rasphone_book book;
    size_t index;
    struct pbk_book_entry entry;
};

/*
 * Finds the entry NAME and loads its book. False when it could not be had:
 * that was said, and there is nothing to free.
 */
bool rasphone_find(const struct rasphone *r, const char *name,
                   struct rasphone_found *found);
void rasphone_found_free(struct rasphone_found *found);

/*
 * The path of ras.conf, the system's or the one that was named, and what it
 * says; *CONF is for ras_conf_free().
 */
const char *rasphone_config(const struct rasphone *r);
enum conf_result rasphone_load_config(const struct rasphone *r,
                                      struct ras_conf **conf,
                                      struct conf_problem *p);

/* What the system's one says, whichever was named: rules for whoever dials. */
enum conf_result rasphone_load_rules(const struct rasphone *r,
                                     struct ras_conf **rules,
                                     struct conf_problem *p);

/* Is it there now: the tty, or the network interface? */
bool rasphone_has_device(const struct ras_device *device);

#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    int rasphone_##name(struct rasphone *r);
#include "compat/rasphone_commands.def"
#undef RASPHONE_COMMAND

#endif
