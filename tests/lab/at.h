/*
 * at.h - the language of V.250: takes command lines apart, keeps the settings
 * they make, and writes result codes the way the settings ask for. No I/O.
 */
#ifndef TESTS_LAB_AT_H
#define TESTS_LAB_AT_H

#include <stddef.h>

/* What a command line may hold; V.250 5.4.1 asks for at least 40. */
#define AT_LINE_MAX 256

struct at_settings {
    int echo;                     /* E, V.250 6.2.4 */
    int quiet;                    /* Q, 6.2.5 */
    int verbose;                  /* V, 6.2.6 */
    int progress;                 /* X, 6.2.7 */
    int dtr;                      /* &D, 6.2.9 */
    unsigned char s[AT_LINE_MAX]; /* S registers */
};

/* The registers that this modem obeys; S2 and S12 are Hayes', not V.250's. */
enum at_register {
    S_ESCAPE = 2,
    S_CR = 3,
    S_LF = 4,
    S_BS = 5,
    S_GUARD = 12, /* in 1/50 s */
};

enum at_action {
    AT_NOTHING,
    AT_INVALID, /* ERROR, and the rest of the line is not obeyed */
    AT_REPLY,   /* `text` goes to the computer */
    AT_DIAL,    /* `text` is the dial string, modifiers and all */
    AT_DIAL_LAST,
    AT_ANSWER,
    AT_ONLINE,
    AT_HANGUP,
    AT_RESET, /* settings are reset already; the call ends */
};

struct at_command {
    char name[AT_LINE_MAX];  /* "E", "&D", "S7", "+CGDCONT", upper case */
    long value;              /* of a basic command, or 0 */
    char text[AT_LINE_MAX];  /* as typed: the dial string, "=1,\"IP\"", ... */
    char whole[AT_LINE_MAX]; /* as typed, blanks removed, upper case */
};

void at_defaults(struct at_settings *set);

/* The commands of a line, or NULL when it does not begin with AT. */
const char *at_body(const char *line);

/* Takes one command off *body: 1, or 0 at the end, or -1: not a command. */
int at_next(const char **body, struct at_command *command);

/* Obeys a command as far as settings go; the rest is the caller's. */
enum at_action at_obey(struct at_settings *set, struct at_command *command);

/*
 * Writes a result code for these settings: with V0 its number, with lower X
 * the code that hides what the modem may not report, with Q1 nothing.
 * Returns the length.
 */
size_t at_result(const struct at_settings *set, const char *text, char *out,
                 size_t size);

/* Writes a line of information, V.250 5.7.1; returns the length. */
size_t at_information(const struct at_settings *set, const char *text,
                      char *out, size_t size);

#endif
