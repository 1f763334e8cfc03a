#include "tests/lab/at.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

void at_defaults(struct at_settings *set)
{
    static const unsigned char registers[] = {0,  0, '+', '\r', '\n', '\b', 2,
                                              50, 2, 6,   14,   95,   50};

    memset(set, 0, sizeof *set);
    set->echo = set->verbose = 1;
    set->progress = 4;
    set->dtr = 2;
    memcpy(set->s, registers, sizeof registers);
}

const char *at_body(const char *line)
{
    line += strspn(line, " ");
    return strncasecmp(line, "AT", 2) ? NULL : line + 2;
}

static void add(char *text, char c)
{
    size_t n = strlen(text);

    if (n + 1 < AT_LINE_MAX) {
        text[n] = c;
        text[n + 1] = '\0';
    }
}

/* Moves one character to a text; blanks mean nothing (V.250 5.2.1). */
static void move(const char **p, char *text)
{
    if (**p != ' ')
        add(text, (char)toupper((unsigned char)**p));
    (*p)++;
}

/* Up to ';' outside of quotes (V.250 5.4.3), which is taken, not kept. */
static void take_extended(const char **p, struct at_command *c)
{
    int quoted = 0;

    while (**p && (isalnum((unsigned char)**p) || strchr("+!%./:_-", **p)))
        move(p, c->name);
    while (**p && (quoted || **p != ';')) {
        quoted ^= **p == '"';
        if (quoted || **p != ' ')
            add(c->text, **p);
        (*p)++;
    }
    if (**p)
        (*p)++;
}

/* D takes all that follows, or up to ';' (V.250 6.3.1). */
static void take_dial(const char **p, struct at_command *c)
{
    while (**p && **p != ';')
        add(c->text, *(*p)++);
    if (**p)
        add(c->text, *(*p)++);
}

static long take_value(const char **p)
{
    long value = 0;

    for (; isdigit((unsigned char)**p) || **p == ' '; (*p)++)
        if (**p != ' ' && value < 100000)
            value = value * 10 + (**p - '0');
    return value;
}

/* S7=30, S7?, S7: the register's number belongs to the name. */
static void take_register(const char **p, struct at_command *c)
{
    char number[8];

    snprintf(number, sizeof number, "%ld", take_value(p) % 100000);
    strncat(c->name, number, sizeof c->name - strlen(c->name) - 1);
    if (**p == '=' || **p == '?')
        move(p, c->text);
    if (*c->text == '=')
        c->value = take_value(p);
}

static void take_basic(const char **p, struct at_command *c)
{
    if (strchr("&%\\", **p))
        move(p, c->name);
    move(p, c->name);
    if (!strcmp(c->name, "D"))
        take_dial(p, c);
    else if (!strcmp(c->name, "S"))
        take_register(p, c);
    else
        c->value = take_value(p);
}

int at_next(const char **body, struct at_command *command)
{
    const char *start;

    memset(command, 0, sizeof *command);
    *body += strspn(*body, " ;");
    if (!**body)
        return 0;
    start = *body;
    if (**body == '+')
        take_extended(body, command);
    else if (isalpha((unsigned char)**body) ||
             (strchr("&%\\", **body) && isalpha((unsigned char)(*body)[1])))
        take_basic(body, command);
    else
        return -1;
    while (start < *body)
        move(&start, command->whole);
    return 1;
}

/* --- settings */

static enum at_action obey_register(struct at_settings *set,
                                    struct at_command *c)
{
    long number = strtol(c->name + 1, NULL, 10);

    if (number >= (long)COUNT(set->s) || c->value > 255)
        return AT_INVALID;
    if (*c->text == '?') {
        snprintf(c->text, sizeof c->text, "%03d", set->s[number]);
        return AT_REPLY;
    }
    if (*c->text == '=')
        set->s[number] = (unsigned char)c->value;
    return AT_NOTHING;
}

static enum at_action obey_dial(struct at_settings *set, struct at_command *c)
{
    (void)set;
    return toupper((unsigned char)*c->text) == 'L' ? AT_DIAL_LAST : AT_DIAL;
}

static enum at_action obey_answer(struct at_settings *set, struct at_command *c)
{
    (void)set;
    (void)c;
    return AT_ANSWER;
}

static enum at_action obey_online(struct at_settings *set, struct at_command *c)
{
    (void)set;
    (void)c;
    return AT_ONLINE;
}

static enum at_action obey_hook(struct at_settings *set, struct at_command *c)
{
    (void)set;
    return c->value ? AT_NOTHING : AT_HANGUP;
}

static enum at_action obey_reset(struct at_settings *set, struct at_command *c)
{
    (void)c;
    at_defaults(set);
    return AT_RESET;
}

static enum at_action obey_factory(struct at_settings *set,
                                   struct at_command *c)
{
    (void)c;
    at_defaults(set);
    return AT_NOTHING;
}

static enum at_action obey_identity(struct at_settings *set,
                                    struct at_command *c)
{
    (void)set;
    snprintf(c->text, sizeof c->text, "laboratory modem");
    return AT_REPLY;
}

#define SETTING(member) offsetof(struct at_settings, member)
#define NO_SETTING      ((size_t)-1)

/* The commands that do something; all others of the right form are OK. */
static const struct {
    const char *name;
    long max;
    size_t setting;
    enum at_action (*obey)(struct at_settings *, struct at_command *);
} commands[] = {
    {"E", 1, SETTING(echo), NULL},
    {"Q", 1, SETTING(quiet), NULL},
    {"V", 1, SETTING(verbose), NULL},
    {"X", 4, SETTING(progress), NULL},
    {"&D", 3, SETTING(dtr), NULL},
    {"D", 0, NO_SETTING, obey_dial},
    {"A", 0, NO_SETTING, obey_answer},
    {"O", 1, NO_SETTING, obey_online},
    {"H", 1, NO_SETTING, obey_hook},
    {"Z", 9, NO_SETTING, obey_reset},
    {"&F", 9, NO_SETTING, obey_factory},
    {"I", 99, NO_SETTING, obey_identity},
    {"+GMI", 0, NO_SETTING, obey_identity},
    {"+GMM", 0, NO_SETTING, obey_identity},
};

enum at_action at_obey(struct at_settings *set, struct at_command *command)
{
    int value = (int)command->value;
    size_t i;

    if (command->name[0] == 'S')
        return obey_register(set, command);
    for (i = 0; i < COUNT(commands); i++) {
        if (strcmp(commands[i].name, command->name))
            continue;
        if (command->value > commands[i].max)
            return AT_INVALID;
        if (commands[i].obey)
            return commands[i].obey(set, command);
        memcpy((char *)set + commands[i].setting, &value, sizeof value);
    }
    return AT_NOTHING;
}

/* --- results, V.250 5.7.2 and table 1 */

enum { X2 = 4, X3 = 8, X4 = 16, ALWAYS = 31 };

static const struct {
    const char *text;
    int number;
    int levels; /* the values of X that report it; the others NO CARRIER */
} results[] = {
    {"OK", 0, ALWAYS},
    {"CONNECT", 1, ALWAYS},
    {"RING", 2, ALWAYS},
    {"NO CARRIER", 3, ALWAYS},
    {"ERROR", 4, ALWAYS},
    {"NO DIALTONE", 6, X2 | X4},
    {"NO DIAL TONE", 6, X2 | X4},
    {"BUSY", 7, X3 | X4},
    {"NO ANSWER", 8, ALWAYS},
};

/* A text without a number of its own, such as CONNECT 33600, has CONNECT's. */
static int number_of(const char *text)
{
    size_t i;

    for (i = 0; i < COUNT(results); i++)
        if (!strcmp(results[i].text, text))
            return results[i].number;
    return strncmp(text, "CONNECT", 7) ? -1 : 1;
}

static const char *permitted(int progress, const char *text)
{
    size_t i;

    if (!progress && !strncmp(text, "CONNECT", 7))
        return "CONNECT";
    for (i = 0; i < COUNT(results); i++)
        if (!strcmp(results[i].text, text) &&
            !(results[i].levels & 1 << progress))
            return "NO CARRIER";
    return text;
}

size_t at_result(const struct at_settings *set, const char *text, char *out,
                 size_t size)
{
    char cr = (char)set->s[S_CR], lf = (char)set->s[S_LF];
    int n = 0;

    *out = '\0';
    if (set->quiet)
        return 0;
    text = permitted(set->progress, text);
    if (set->verbose)
        n = snprintf(out, size, "%c%c%s%c%c", cr, lf, text, cr, lf);
    else if (number_of(text) >= 0)
        n = snprintf(out, size, "%d%c", number_of(text), cr);
    else
        n = snprintf(out, size, "%s%c", text, cr);
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

size_t at_information(const struct at_settings *set, const char *text,
                      char *out, size_t size)
{
    char cr = (char)set->s[S_CR], lf = (char)set->s[S_LF];
    int n;

    if (set->verbose)
        n = snprintf(out, size, "%c%c%s%c%c", cr, lf, text, cr, lf);
    else
        n = snprintf(out, size, "%s%c%c", text, cr, lf);
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}
