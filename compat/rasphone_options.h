/*
 * rasphone_options.h - the command line of rasphone.
 *
 * Owns its syntax and the help, made of the tables rasphone_options.def and
 * rasphone_commands.def, of which the manual page is made as well.
 */
#ifndef COMPAT_RASPHONE_OPTIONS_H
#define COMPAT_RASPHONE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum rasphone_command_id {
#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    RASPHONE_##name,
#include "compat/rasphone_commands.def"
#undef RASPHONE_COMMAND
    RASPHONE_COMMANDS
};

struct rasphone_command {
    const char *name, *words;
    int least, most; /* number of words; most -1: any */
    bool reads;
    const char *help, *manual;
};

extern const struct rasphone_command rasphone_commands[RASPHONE_COMMANDS];

struct rasphone_option {
    const char *name;
    char letter;         /* or NUL */
    const char *value;   /* what the help calls it; NULL for a switch */
    const char *command; /* the only one that has it; NULL: all have */
    const char *help;
    size_t offset; /* in struct rasphone_options */
};

extern const struct rasphone_option rasphone_option_table[];
extern const size_t rasphone_n_options;

/* Texts are NULL, and switches false, where nothing was given. */
struct rasphone_options {
    enum rasphone_command_id command;
    char *const *words; /* behind the command */
    int n_words;
    const char *phonebook, *config, *colour, *kind, *output;
    bool json, help, version;
};

/*
 * Reads the command line into *O, which holds pointers into ARGV afterwards;
 * options may stand anywhere before a "--". False, with the reason in WHY, if
 * it is not understood.
 */
bool rasphone_options_parse(int argc, char **argv, struct rasphone_options *o,
                            char *why, size_t size);

/* Writes the help to standard output. */
void rasphone_options_help(void);

#endif
