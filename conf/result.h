/*
 * result.h - what a function of this layer can answer, and how it says why.
 *
 * Owns the one result enum of conf. The layer knows files, bytes and keys,
 * nothing of RAS: compat/raserr.h maps these to RAS codes.
 */
#ifndef CONF_RESULT_H
#define CONF_RESULT_H

enum conf_result {
    CONF_OK = 0,
    CONF_NOMEM,     /* memory ran out */
    CONF_OPEN,      /* the file cannot be opened */
    CONF_FORMAT,    /* it is no such file at all, or cannot be read as one */
    CONF_LIMIT,     /* it is larger than we accept */
    CONF_NOT_FOUND, /* the file is sound, what was asked for is not in it */
    CONF_VALUE,     /* a key has a value that is not allowed */
    CONF_EXISTS,    /* there is one of that name already */
    CONF_WRITE,     /* the file cannot be written, or its lock not be had */
    CONF_CHANGED,   /* somebody without the lock wrote the file meanwhile */
};

/*
 * One sentence for a person: "FILE:LINE: KEY = VALUE: what is wrong, what is
 * allowed". Secrets never stand in it. Empty as long as nothing went wrong.
 */
struct conf_problem {
    char text[512];
};

/*
 * Writes a problem's sentence and returns RESULT, so that a caller can say
 * `return conf_fail(p, CONF_VALUE, ...)`. Control bytes that came in with the
 * arguments are replaced by '?'; too long a sentence is cut. P may be NULL.
 */
enum conf_result conf_fail(struct conf_problem *p, enum conf_result result,
                           const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
