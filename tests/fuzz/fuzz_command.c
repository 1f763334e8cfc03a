/*
 * fuzz_command - the command lines of rasdial and rasphone: words of any kind.
 * What is taken points into the line, the password is gone from it, and what
 * is not understood is said in a line.
 *
 * Under test: compat/rasdial_options.c compat/rasphone_options.c
 *
 * The input's first byte says which tool; the words end with NUL.
 */
#include "compat/rasdial_options.h"

#include <stdlib.h>
#include <string.h>

#include "compat/rasphone_commands.h"
#include "tests/fuzz/fuzz.h"

enum { WORDS = 64 };

struct line {
    char *bytes, *end;
    char *argv[WORDS + 1];
    int argc;
};

static void cut(struct line *l, const uint8_t *data, size_t n)
{
    static char program[] = "program";
    char *at;

    l->bytes = malloc(n + 1);
    HOLDS(l->bytes);
    if (n)
        memcpy(l->bytes, data, n);
    l->bytes[n] = '\0';
    l->end = l->bytes + n;
    l->argv[0] = program;
    l->argc = 1;
    for (at = l->bytes; at < l->end && l->argc < WORDS; at += strlen(at) + 1)
        l->argv[l->argc++] = at;
    l->argv[l->argc] = NULL;
}

static bool is_inside(const struct line *l, const char *text)
{
    return !text || (text >= l->bytes && text <= l->end);
}

/* How many words are WORD. */
static int count(const struct line *l, const char *word)
{
    int i, n = 0;

    for (i = 1; i < l->argc; i++)
        n += strcmp(l->argv[i], word) == 0;
    return n;
}

static void rasdial(struct line *l, const struct line *given)
{
    struct rasdial_options o;
    const char *text;
    char why[64];
    size_t i;
    bool good = rasdial_options_parse(l->argc, l->argv, &o, why, sizeof(why));

    HOLDS(good == !why[0]);
    if (!good) {
        HOLDS(!o.entry && !o.user && !o.password_given && !o.password[0]);
        return;
    }
    HOLDS(is_inside(l, o.entry) && is_inside(l, o.user));
    for (i = 0; i < rasdial_n_switches; i++)
        if (rasdial_switches[i].kind == RASDIAL_TEXT) {
            memcpy(&text, (const char *)&o + rasdial_switches[i].offset,
                   sizeof(text));
            HOLDS(is_inside(l, text) && (!text || text[0]));
        }
    HOLDS(o.timeout <= RASDIAL_TIMEOUT_MAX);
    HOLDS(!(o.password_given && o.password_asked));
    HOLDS(o.password_given || !o.password[0]);
    HOLDS(!o.password[0] || count(l, o.password) < count(given, o.password));
}

static void rasphone(struct line *l)
{
    struct rasphone_options o;
    const char *text;
    char why[192];
    size_t i;
    bool good = rasphone_options_parse(l->argc, l->argv, &o, why, sizeof(why));

    HOLDS(good == !why[0]);
    for (i = 0; good && i < rasphone_n_options; i++)
        if (rasphone_option_table[i].value) {
            memcpy(&text, (const char *)&o + rasphone_option_table[i].offset,
                   sizeof(text));
            HOLDS(is_inside(l, text));
        }
    if (!good || o.help || o.version)
        return;
    HOLDS((unsigned)o.command < RASPHONE_COMMANDS);
    HOLDS(o.n_words >= rasphone_commands[o.command].least);
    HOLDS(o.n_words == 0 || is_inside(l, o.words[o.n_words - 1]));
    HOLDS(!o.words[o.n_words]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n};
    bool phone = fuzz_byte(&in) & 1;
    struct line l, given;

    cut(&l, in.at, in.left);
    cut(&given, in.at, in.left);
    if (phone)
        rasphone(&l);
    else
        rasdial(&l, &given);
    free(given.bytes);
    free(l.bytes);
    return 0;
}
