/*
 * rasphone: shows, checks, explains and changes the entries of phonebooks.
 */
#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_commands.h"
#include "compat/rasphone_out.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

static int (*const handlers[RASPHONE_COMMANDS])(struct rasphone *r) = {
#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    [RASPHONE_##name] = rasphone_##name,
#include "compat/rasphone_commands.def"
#undef RASPHONE_COMMAND
};

static int usage(const char *why)
{
    out_fail(0, "%s (see rasphone --help)", why);
    return OUT_USAGE;
}

static int show_help(void)
{
    rasphone_options_help();
    return out_end(OUT_SUCCESS);
}

static int show_version(void)
{
    puts("rasphone (ppp-rasdial) " VERSION);
    return out_end(OUT_SUCCESS);
}

static bool read_colour(const char *word, enum out_colours *colours)
{
    static const char *const words[] = {
        [OUT_AUTO] = "auto", [OUT_ALWAYS] = "always", [OUT_NEVER] = "never"};
    size_t i;

    *colours = OUT_AUTO;
    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!word || strcmp(word, words[i]) == 0) {
            *colours = word ? (enum out_colours)i : OUT_AUTO;
            return true;
        }
    return false;
}

static int run_command(const struct rasphone_options *o)
{
    enum conf_result result;
    struct rasphone r;
    int status;

    rasphone_begin(&r, o);
    result = o->phonebook ? books_single(o->phonebook, &r.books)
                          : books_find(&r.places, &r.books);
    if (result != CONF_OK)
        return out_fail(raserr_from_conf(result), "out of memory");
    status = handlers[o->command](&r);
    books_free(&r.books);
    return out_end(status);
}

int main(int argc, char **argv)
{
    struct rasphone_options o;
    enum out_colours colours;
    char why[192];

    if (!rasphone_options_parse(argc, argv, &o, why, sizeof(why)))
        return usage(why);
    if (!read_colour(o.colour, &colours))
        return usage("--colour is auto, always or never");
    out_begin(colours);
    if (o.help)
        return show_help();
    return o.version ? show_version() : run_command(&o);
}
