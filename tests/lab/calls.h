/*
 * calls.h - what happens when a number is dialled: a table from the number's
 * last digits to a few steps ("wait 1000; say NO ANSWER"). The built-in rows,
 * rows of a script file and rows of the command line have the same form.
 */
#ifndef TESTS_LAB_CALLS_H
#define TESTS_LAB_CALLS_H

#include <stddef.h>
#include <stdio.h>

enum step_verb {
    STEP_SAY,
    STEP_SEND,
    STEP_WAIT,
    STEP_SLOW,
    STEP_DEAF,
    STEP_CONNECT,
    STEP_ANSWER,
    STEP_LOOP,
    STEP_LOSE_BYTES,
    STEP_LOSE,
    STEP_DROP,
    STEP_BACK,
};

struct step {
    enum step_verb verb;
    long number;    /* of wait, slow and lose-bytes; -1: none given */
    size_t length;  /* of text, which may contain NUL */
    char text[512]; /* of say, send, connect, answer, back; escapes undone */
};

/* A row that a script or an option added. */
struct call {
    struct call *next;
    const char *digits; /* the number's last digits, or "*" for any number */
    const char *steps;
    char text[]; /* of both */
};

/*
 * Takes the next step off *steps. 1: *step is set; 0: no step is left;
 * -1: it cannot be read, and `why` says so.
 */
int step_next(const char **steps, struct step *step, const char **why);

/* Adds a row in front of `*calls`; NULL or what is wrong with it. */
const char *calls_add(struct call **calls, const char *digits,
                      const char *steps);

/* Adds "DIGITS STEPS" lines of a file, '#' begins a comment line. */
const char *calls_read(struct call **calls, FILE *file, unsigned *line);

/*
 * The steps for a dialled string: the row with the most digits that end the
 * number's digits; of equal rows the one added last, before a built-in one.
 */
const char *calls_find(const struct call *calls, const char *dialled);

/* The steps of call number TURN, from 0: "|" stands between those in turn. */
#define CALLS_TURN_MAX 1024
void calls_turn(const char *steps, unsigned long turn, char *out, size_t size);

void calls_free(struct call *calls);

/* Prints the built-in rows and the verbs, for --help. */
void calls_help(FILE *out);

#endif
