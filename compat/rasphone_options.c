#include "compat/rasphone_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

const struct rasphone_command rasphone_commands[RASPHONE_COMMANDS] = {
#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    {#name, words, least, most, reads, help, manual},
#include "compat/rasphone_commands.def"
#undef RASPHONE_COMMAND
};

const struct rasphone_option rasphone_option_table[] = {
#define RASPHONE_OPTION(name, letter, value, member, command, help)            \
    {name,    letter, value,                                                   \
     command, help,   offsetof(struct rasphone_options, member)},
#include "compat/rasphone_options.def"
#undef RASPHONE_OPTION
};
#define N_OPTIONS                                                              \
    (sizeof(rasphone_option_table) / sizeof(rasphone_option_table[0]))
const size_t rasphone_n_options = N_OPTIONS;

/* --- help */

static void help_command(const struct rasphone_command *c)
{
    char left[48];

    snprintf(left, sizeof(left), "%s %s", c->name, c->words);
    printf("  %-28s %s\n", left, c->help);
}

static void help_option(const struct rasphone_option *o)
{
    char left[48];

    if (o->letter)
        snprintf(left, sizeof(left), "-%c, --%s%s%s", o->letter, o->name,
                 o->value ? "=" : "", o->value ? o->value : "");
    else
        snprintf(left, sizeof(left), "    --%s%s%s", o->name,
                 o->value ? "=" : "", o->value ? o->value : "");
    printf("  %-28s %s\n", left, o->help);
}

void rasphone_options_help(void)
{
    size_t i;

    puts("Usage: rasphone [OPTIONS] COMMAND [WORDS]\n"
         "\n"
         "Shows, checks, explains and changes the entries of Windows "
         "phonebooks.\n"
         "\n"
         "Commands:");
    for (i = 0; i < RASPHONE_COMMANDS; i++)
        help_command(&rasphone_commands[i]);
    puts("\nOptions:");
    for (i = 0; i < N_OPTIONS; i++)
        help_option(&rasphone_option_table[i]);
    puts("\n"
         "Exit status: 0 success; 1 failure, or `check' found warnings; 2 "
         "`check' found\n"
         "errors; 64 the command line was not understood.");
}

/* --- parsing */

/* For getopt_long(3): a row's index is its value. */
static void make_tables(struct option longs[N_OPTIONS + 1],
                        char letters[2 * N_OPTIONS + 2])
{
    size_t i, n = 0;

    letters[n++] = ':'; /* what is missing is told from what is unknown */
    for (i = 0; i < N_OPTIONS; i++) {
        const struct rasphone_option *row = &rasphone_option_table[i];

        longs[i] = (struct option){row->name,
                                   row->value ? required_argument : no_argument,
                                   NULL, 256 + (int)i};
        if (row->letter)
            letters[n++] = row->letter;
        if (row->letter && row->value)
            letters[n++] = ':';
    }
    longs[N_OPTIONS] = (struct option){NULL, 0, NULL, 0};
    letters[n] = '\0';
}

static const struct rasphone_option *row_of(int found)
{
    size_t i;

    if (found >= 256)
        return &rasphone_option_table[found - 256];
    for (i = 0; i < N_OPTIONS; i++)
        if (rasphone_option_table[i].letter == found)
            return &rasphone_option_table[i];
    return NULL;
}

static bool take_option(struct rasphone_options *o, int found, char **argv,
                        char *why, size_t size)
{
    const struct rasphone_option *row = row_of(found);
    const char *value = optarg;
    const bool yes = true;

    if (!row) {
        snprintf(why, size, "%s: %.100s",
                 found == ':' ? "a value is missing" : "unknown option",
                 argv[optind - 1]);
        return false;
    }
    if (row->value)
        memcpy((char *)o + row->offset, &value, sizeof(value));
    else
        memcpy((char *)o + row->offset, &yes, sizeof(yes));
    return true;
}

static bool take_options(int argc, char **argv, struct rasphone_options *o,
                         char *why, size_t size)
{
    struct option longs[N_OPTIONS + 1];
    char letters[2 * N_OPTIONS + 2];
    int found;

    make_tables(longs, letters);
    optind = 0; /* glibc: begin anew */
    opterr = 0;
    while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1)
        if (!take_option(o, found, argv, why, size))
            return false;
    return true;
}

static bool find_command(const char *name, struct rasphone_options *o)
{
    int i;

    for (i = 0; i < RASPHONE_COMMANDS; i++)
        if (strcmp(rasphone_commands[i].name, name) == 0) {
            o->command = (enum rasphone_command_id)i;
            return true;
        }
    return false;
}

/* Is there an option that belongs to another command? */
static const struct rasphone_option *foreign(const struct rasphone_options *o)
{
    const char *name = rasphone_commands[o->command].name, *value;
    size_t i;

    for (i = 0; i < N_OPTIONS; i++) {
        const struct rasphone_option *row = &rasphone_option_table[i];

        if (!row->command || strcmp(row->command, name) == 0)
            continue;
        memcpy(&value, (const char *)o + row->offset, sizeof(value));
        if (value)
            return row;
    }
    return NULL;
}

static bool check_options(const struct rasphone_options *o, char *why,
                          size_t size)
{
    const struct rasphone_command *c = &rasphone_commands[o->command];
    const struct rasphone_option *row = foreign(o);

    if (!row && (!o->json || c->reads))
        return true;
    snprintf(why, size, "%s: there is no --%s", c->name,
             row ? row->name : "json");
    return false;
}

static bool check_words(const struct rasphone_options *o, char *why,
                        size_t size)
{
    const struct rasphone_command *c = &rasphone_commands[o->command];

    if (o->n_words >= c->least && (c->most < 0 || o->n_words <= c->most))
        return true;
    snprintf(why, size, "usage: rasphone %s%s%s", c->name,
             c->words[0] ? " " : "", c->words);
    return false;
}

bool rasphone_options_parse(int argc, char **argv, struct rasphone_options *o,
                            char *why, size_t size)
{
    memset(o, 0, sizeof(*o));
    snprintf(why, size, "%s", "");
    if (!take_options(argc, argv, o, why, size))
        return false;
    if (o->help || o->version)
        return true;
    if (optind >= argc) {
        snprintf(why, size, "a command is missing");
        return false;
    }
    if (!find_command(argv[optind], o)) {
        snprintf(why, size, "unknown command: %.100s", argv[optind]);
        return false;
    }
    o->words = argv + optind + 1;
    o->n_words = argc - optind - 1;
    return check_words(o, why, size) && check_options(o, why, size);
}
