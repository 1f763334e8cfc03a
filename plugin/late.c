#include "plugin/late.h"

#include <ctype.h>
#include <string.h>

/*
 * What pppd reads anew for each attempt, by the first word of an option, which
 * takes the place of an earlier one with that word, or with the other one.
 * Whether to dial again stays with the entry that pppd was started for.
 */
static const struct {
    const char *word, *replaces;
    enum { GIVEN, KEPT, DROPPED } how; /* DROPPED: may be left out again */
} words[] = {
    {"user", NULL, GIVEN},       /* auth.c: when the peer asks */
    {"callback", NULL, DROPPED}, /* cbcp.c, if LCP asks: callback.c */
    {"ipparam", NULL, GIVEN},    /* ipcp.c: for the scripts */
    {"idle", NULL, GIVEN},       /* auth.c: once IP is up */
    {"maxfail", NULL, KEPT},
    {"holdoff", NULL, KEPT},
    {"persist", "nopersist", KEPT},
    {"nopersist", "persist", KEPT},
    {"crtscts", "nocrtscts", GIVEN}, /* it is the plugin that opens the line */
    {"nocrtscts", "crtscts", GIVEN},
    {"", NULL, GIVEN},                         /* the speed, too */
    {"nodefaultroute", "defaultroute", GIVEN}, /* ipcp.c; it forbids that */
};
#define WORDS (sizeof(words) / sizeof(words[0]))

struct option {
    const char *text;
    size_t length;
};

static struct option option_of(const struct settings *s, size_t i)
{
    return (struct option){s->text + s->options[i].start, s->options[i].length};
}

static bool same(struct option a, struct option b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

static size_t word_length(struct option o)
{
    size_t n = 0;

    while (n < o.length && o.text[n] != ' ')
        n++;
    return n;
}

static bool has_word(struct option o, const char *word)
{
    size_t n = word_length(o);

    if (word && !word[0])
        return n > 0 && isdigit((unsigned char)o.text[0]) &&
               !memchr(o.text, ':', n); /* "10.0.0.2:" is no speed */
    return word && strlen(word) == n && memcmp(o.text, word, n) == 0;
}

static bool contains(const struct settings *s, struct option o)
{
    size_t i;

    for (i = 0; i < s->n_options; i++)
        if (same(option_of(s, i), o))
            return true;
    return false;
}

static bool taken_late(struct option o)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (has_word(o, words[i].word))
            return true;
    return false;
}

static bool stays(struct option o)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (words[i].how == KEPT && has_word(o, words[i].word))
            return true;
    return false;
}

static bool may_go(struct option o)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (words[i].how == DROPPED && has_word(o, words[i].word))
            return true;
    return false;
}

static bool replaces(struct option later, struct option earlier)
{
    size_t i;

    for (i = 0; i < WORDS; i++)
        if (has_word(later, words[i].word) &&
            (has_word(earlier, words[i].word) ||
             has_word(earlier, words[i].replaces)))
            return true;
    return false;
}

static bool replaced(struct option o, const struct settings *now)
{
    size_t i;

    for (i = 0; i < now->n_options; i++)
        if (replaces(option_of(now, i), o))
            return true;
    return false;
}

static bool stop(struct option o, const char **option, size_t *length)
{
    *option = o.text;
    *length = o.length;
    return false;
}

bool late_possible(const struct settings *given, const struct settings *now,
                   const char **option, size_t *length)
{
    struct option o;
    size_t i;

    for (i = 0; i < now->n_options; i++) {
        o = option_of(now, i);
        if (!contains(given, o) && !taken_late(o))
            return stop(o, option, length);
    }
    for (i = 0; i < given->n_options; i++) {
        o = option_of(given, i);
        if (!contains(now, o) && !stays(o) && !may_go(o) && !replaced(o, now))
            return stop(o, option, length);
    }
    return true;
}

bool late_apply(const struct settings *given, const struct settings *now,
                bool (*give)(void *context, const struct settings *s, size_t i),
                void *context)
{
    size_t i;

    for (i = 0; i < now->n_options; i++)
        if (!contains(given, option_of(now, i)) && !stays(option_of(now, i)) &&
            !give(context, now, i))
            return false;
    return true;
}
