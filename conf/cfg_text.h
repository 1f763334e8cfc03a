/*
 * cfg_text.h - the text of a libconfig file, made safe for libconfig.
 *
 * Owns what must be true of a text before libconfig 1.5 to 1.8 may have it:
 *
 * - No @include is left in it. libconfig would open the file by its name, with
 *   nobody looking whose it is. They are expanded here: only when the caller
 *   allows it, only of a file that root owns and nobody else can write, in
 *   directories, from / on, of which the same is true, without a symbolic
 *   link on the way; what is checked is what is read, there is no moment
 *   between. A relative name is one beside the including file.
 * - Its size, its depth and the number of its settings are bounded: libconfig
 *   searches a group through for each new member.
 * - There is memory for the tree (cfg_memory.h).
 */
#ifndef CONF_CFG_TEXT_H
#define CONF_CFG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/buf.h"
#include "conf/result.h"

/* With all that is included. A PBK of 1 MB becomes a .cfg of 2 MB. */
#define CFG_TEXT_MAX_BYTES (64u << 20)
/* A file that includes one that includes ... */
#define CFG_TEXT_MAX_INCLUDES 8
/* Groups, lists and arrays in one another; an entry's numbers are the 8th. */
#define CFG_TEXT_MAX_DEPTH 16
/* Members of one group; an entry with every key, and a x-KEY each, has 400. */
#define CFG_TEXT_MAX_MEMBERS 1024

/* Where something stands in what a person wrote. */
struct cfg_place {
    const char *file;
    unsigned line;
};

struct cfg_segment;
struct cfg_file;
struct cfg_text {
    struct buf bytes; /* what libconfig gets: a string */
    struct cfg_segment *segments;
    size_t n_segments;
    struct cfg_file *files;
    struct cfg_place include; /* the first @include; FILE is NULL: none */
};

/*
 * Makes a text of the N bytes at BYTES. INCLUDES: whether @include is followed.
 * CONF_FORMAT (NUL bytes, an @include that is refused), CONF_LIMIT, CONF_NOMEM,
 * CONF_OPEN (an included file cannot be read). T is to be freed in any case.
 */
enum conf_result cfg_text_make(const char *bytes, size_t n, const char *file,
                               bool includes, struct cfg_text *t,
                               struct conf_problem *p);
void cfg_text_free(struct cfg_text *t);

/* Where line LINE of the text, from 1, comes from. */
struct cfg_place cfg_text_place(const struct cfg_text *t, unsigned line);

/*
 * Calls FOUND for each comment of the text, in order, with the line of the
 * text where it begins; stops when that says false.
 */
typedef bool cfg_comment_found(void *context, unsigned line);
void cfg_text_comments(const struct cfg_text *t, cfg_comment_found *found,
                       void *context);

/*
 * May what FD refers to have includes at all? Only root's own file that nobody
 * else can write.
 */
bool cfg_text_may_include(int fd);

#endif
