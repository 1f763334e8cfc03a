#include "tests/lab/calls.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The built-in numbers. */
static const struct {
    const char *digits, *steps, *help;
} builtin[] = {
    {"*", "connect; answer", "any other number: the answering program"},
    {"101", "connect; answer", "CONNECT, then the answering program"},
    {"102", "say BUSY", "busy"},
    {"103", "wait 1000; say NO ANSWER", "nobody answers, after a second"},
    {"104", "say NO DIALTONE", "no dial tone, one word"},
    {"105", "say NO CARRIER", "no carrier"},
    {"106", "say ERROR", "the modem refuses to dial"},
    {"107", "say VOICE", "a voice answers"},
    {"108", "deaf", "no result for ever; bytes are ignored too"},
    {"109", "connect", "CONNECT, then silence"},
    {"110", "connect; wait 50; lose", "CONNECT, carrier lost at once"},
    {"111", "lose-bytes 64; connect; answer",
     "carrier lost after 64 bytes from the computer"},
    {"112", "say DELAYED", "the modem's redial limit: delayed"},
    {"113", "say BLACKLISTED", "the modem's redial limit: blacklisted"},
    {"114", "say NO DIAL TONE", "no dial tone, two words"},
    {"115", "connect; loop", "CONNECT, all bytes come back"},
    {"116", "say RING; wait 200; say RINGING; wait 200; connect; answer",
     "progress lines, then 101"},
    {"117",
     "send \\xff\\x00~}\\x80\\r\\x07\\xfe\\n{!; wait 50; connect; answer",
     "garbage bytes, then 101"},
    {"118", "slow 20; connect; slow 0; answer",
     "the result byte by byte, 20 ms apart, then 101"},
    {"119", "say +CME ERROR: 30", "a mobile's error: no network service"},
    {"120", "connect; answer; wait 3000; lose",
     "101, carrier lost after three seconds"},
    {"121", "wait", "no result, but a byte aborts: NO CARRIER"},
    {"122", "connect; answer; wait 1000; drop",
     "101, then NO CARRIER and command mode without a hang-up"},
    {"123", "connect; send \\r\\nlogin: ", "CONNECT, a login prompt, silence"},
    {"124", "wait 2000; say NO CARRIER", "no carrier after two seconds"},
};

enum argument { ARG_NONE, ARG_TEXT, ARG_OPTIONAL_TEXT, ARG_NUMBER };

static const struct {
    const char *name;
    enum step_verb verb;
    enum argument argument;
    const char *form, *help;
} verbs[] = {
    {"say", STEP_SAY, ARG_TEXT, "say TEXT", "a result or progress line"},
    {"send", STEP_SEND, ARG_TEXT, "send BYTES", "these bytes as they are"},
    {"wait", STEP_WAIT, ARG_NUMBER, "wait [MS]",
     "MS milliseconds, or for ever; while dialling, a byte aborts"},
    {"slow", STEP_SLOW, ARG_NUMBER, "slow MS", "that much between all bytes"},
    {"deaf", STEP_DEAF, ARG_NONE, "deaf",
     "nothing more until the line is closed"},
    {"connect", STEP_CONNECT, ARG_OPTIONAL_TEXT, "connect [TEXT]",
     "carrier, and TEXT or --connect's"},
    {"answer", STEP_ANSWER, ARG_OPTIONAL_TEXT, "answer [CMD]",
     "start CMD or --answer's at the far end"},
    {"loop", STEP_LOOP, ARG_NONE, "loop", "the far end sends all bytes back"},
    {"lose-bytes", STEP_LOSE_BYTES, ARG_NUMBER, "lose-bytes N",
     "lose the carrier after N bytes of the computer's data"},
    {"lose", STEP_LOSE, ARG_NONE, "lose", "lose the carrier (see --dcd)"},
    {"drop", STEP_DROP, ARG_NONE, "drop",
     "lose it as if the line had no DCD: NO CARRIER, command mode"},
    {"back", STEP_BACK, ARG_TEXT, "back CMD",
     "when the call has ended, RING; ATA connects to CMD"},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* One character of a step's text, escapes undone; -1: a broken escape. */
static int unescape(const char **p)
{
    static const char plain[] = "rnt\\;", bytes[] = "\r\n\t\\;";
    const char *found;
    char hex[3] = "";
    int c = (unsigned char)*(*p)++;

    if (c != '\\')
        return c;
    c = (unsigned char)*(*p)++;
    if (c == 'x' && isxdigit((unsigned char)(*p)[0]) &&
        isxdigit((unsigned char)(*p)[1])) {
        memcpy(hex, *p, 2);
        *p += 2;
        return (int)strtol(hex, NULL, 16);
    }
    found = c ? strchr(plain, c) : NULL;
    return found ? (unsigned char)bytes[found - plain] : -1;
}

/* The text up to an unescaped ';', which is taken too. */
static const char *take_text(const char **p, struct step *step)
{
    int c;

    *p += strspn(*p, " \t");
    step->length = 0;
    while (**p && **p != ';') {
        c = unescape(p);
        if (c < 0)
            return "unknown escape";
        if (step->length + 1 >= sizeof step->text)
            return "step too long";
        step->text[step->length++] = (char)c;
    }
    step->text[step->length] = '\0';
    if (**p)
        (*p)++;
    return NULL;
}

static const char *take_number(struct step *step)
{
    char *end;

    step->number = -1;
    if (!step->length)
        return NULL;
    errno = 0;
    step->number = strtol(step->text, &end, 10);
    end += strspn(end, " \t");
    if (*end || errno || step->number < 0 || step->number > 86400000)
        return "not a number from 0 to 86400000";
    return NULL;
}

static const char *take_argument(const char **p, enum argument kind,
                                 struct step *step)
{
    const char *why = take_text(p, step);

    if (why)
        return why;
    if (kind == ARG_NONE && step->length)
        return "unexpected argument";
    if (kind == ARG_TEXT && !step->length)
        return "argument missing";
    if (kind == ARG_NUMBER && step->verb != STEP_WAIT && !step->length)
        return "number missing";
    return kind == ARG_NUMBER ? take_number(step) : NULL;
}

int step_next(const char **steps, struct step *step, const char **why)
{
    size_t i, n;

    *why = NULL;
    *steps += strspn(*steps, " \t;");
    if (!**steps)
        return 0;
    n = strcspn(*steps, " \t;");
    for (i = 0; i < COUNT(verbs); i++) {
        if (strlen(verbs[i].name) != n || strncmp(*steps, verbs[i].name, n))
            continue;
        step->verb = verbs[i].verb;
        *steps += n;
        *why = take_argument(steps, verbs[i].argument, step);
        return *why ? -1 : 1;
    }
    *why = "unknown step";
    return -1;
}

void calls_turn(const char *steps, unsigned long turn, char *out, size_t size)
{
    unsigned long turns = 1;
    const char *p;

    for (p = steps; *p; p++)
        turns += *p == '|';
    for (turn %= turns; turn; turn--)
        steps += strcspn(steps, "|") + 1;
    snprintf(out, size, "%.*s", (int)strcspn(steps, "|"), steps);
}

static const char *check_turn(const char *steps)
{
    struct step step;
    const char *why;

    while (step_next(&steps, &step, &why) > 0)
        ;
    return why;
}

static const char *check_steps(const char *steps)
{
    char turn[CALLS_TURN_MAX];
    const char *why = NULL;

    while (!why) {
        calls_turn(steps, 0, turn, sizeof turn);
        why = strcspn(steps, "|") < sizeof turn ? check_turn(turn)
                                                : "turn too long";
        steps += strcspn(steps, "|");
        if (!*steps++)
            break;
    }
    return why;
}

static int digits_valid(const char *digits)
{
    return !strcmp(digits, "*") ||
           (*digits && !digits[strspn(digits, "0123456789")]);
}

static struct call *new_call(const char *digits, const char *steps)
{
    size_t n = strlen(digits) + 1, m = strlen(steps) + 1;
    struct call *c = malloc(sizeof *c + n + m);

    if (!c)
        return NULL;
    c->next = NULL;
    c->digits = memcpy(c->text, digits, n);
    c->steps = memcpy(c->text + n, steps, m);
    return c;
}

const char *calls_add(struct call **calls, const char *digits,
                      const char *steps)
{
    const char *why = check_steps(steps);
    struct call *c;

    if (!digits_valid(digits))
        why = "neither digits nor *";
    if (why)
        return why;
    c = new_call(digits, steps);
    if (!c)
        return strerror(ENOMEM);
    c->next = *calls;
    *calls = c;
    return NULL;
}

static const char *add_line(struct call **calls, char *line)
{
    char *digits = line + strspn(line, " \t"), *steps;

    digits[strcspn(digits, "\r\n")] = '\0';
    if (!*digits || *digits == '#')
        return NULL;
    steps = digits + strcspn(digits, " \t");
    if (*steps)
        *steps++ = '\0';
    return calls_add(calls, digits, steps);
}

const char *calls_read(struct call **calls, FILE *file, unsigned *line)
{
    const char *why = NULL;
    char text[1200];

    *line = 0;
    while (!why && fgets(text, sizeof text, file)) {
        ++*line;
        why = strlen(text) + 1 == sizeof text ? "line too long"
                                              : add_line(calls, text);
    }
    return why;
}

/* The number's digits alone: "T 0,89/5551" is 0895551. */
static void keep_digits(const char *dialled, char *digits, size_t size)
{
    size_t n = 0;

    for (; *dialled && n + 1 < size; dialled++)
        if (isdigit((unsigned char)*dialled))
            digits[n++] = *dialled;
    digits[n] = '\0';
}

/* How well a row fits: 0 not at all, 1 for "*", more for more digits. */
static size_t fit(const char *row, const char *digits)
{
    size_t n = strlen(row), all = strlen(digits);

    if (!strcmp(row, "*"))
        return 1;
    return n <= all && !strcmp(digits + all - n, row) ? n + 1 : 0;
}

const char *calls_find(const struct call *calls, const char *dialled)
{
    const char *found = "";
    size_t i, best = 0, f;
    char digits[256];

    keep_digits(dialled, digits, sizeof digits);
    for (; calls; calls = calls->next) {
        f = fit(calls->digits, digits);
        if (f > best) {
            best = f;
            found = calls->steps;
        }
    }
    for (i = 0; i < COUNT(builtin); i++) {
        f = fit(builtin[i].digits, digits);
        if (f > best) {
            best = f;
            found = builtin[i].steps;
        }
    }
    return found;
}

void calls_free(struct call *calls)
{
    struct call *next;

    for (; calls; calls = next) {
        next = calls->next;
        free(calls);
    }
}

void calls_help(FILE *out)
{
    size_t i;

    fprintf(out, "Numbers, by their last digits:\n");
    for (i = 0; i < COUNT(builtin); i++)
        fprintf(out, "  %-4s %s\n         %s\n", builtin[i].digits,
                builtin[i].help, builtin[i].steps);
    fprintf(out, "\nSteps, separated by ';' (\\r \\n \\t \\\\ \\; \\xNN in "
                 "texts), and calls in turn\nby '|':\n");
    for (i = 0; i < COUNT(verbs); i++)
        fprintf(out, "  %-15s %s\n", verbs[i].form, verbs[i].help);
}
