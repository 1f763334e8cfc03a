#include <stdlib.h>

/* Makes dial_new()'s one allocation fail on demand. */
static int calloc_fails;
static void *test_calloc(size_t n, size_t size)
{
    return calloc_fails ? NULL : calloc(n, size);
}
#define calloc test_calloc
#include "compat/dial_string.c"
#include "plugin/dial.c"
#undef calloc

#include <dirent.h>

#include "tests/unit/harness.h"

/* --- a transcript: a dialogue as tests/data/modem has them */

#define STEPS    64
#define COMMANDS 8

enum verb { SEND, SAY, WAIT, QUIET, HANGUP, END, TEXT, CONNECT, BPS };

struct line {
    enum verb verb;
    char text[512]; /* with the escapes resolved */
    size_t n;
};

struct transcript {
    char name[300];
    char commands[COMMANDS][64], dial[64];
    size_t n_commands;
    struct line lines[STEPS];
    size_t n_lines;
    size_t said; /* bytes of all SAY lines together */
};

static const struct {
    const char *word;
    enum verb verb;
} verbs[] = {
    {"send", SEND},   {"say", SAY},         {"wait", WAIT},
    {"quiet", QUIET}, {"hangup", HANGUP},   {"end", END},
    {"text", TEXT},   {"connect", CONNECT}, {"bps", BPS},
};

static enum verb find_verb(const char *word)
{
    size_t i;

    for (i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].word, word) == 0)
            return verbs[i].verb;
    fprintf(stderr, "unknown word \"%s\"\n", word);
    CU_FAIL_FATAL("a transcript has an unknown word");
    return END;
}

static unsigned char escaped_byte(const char **p)
{
    static const char names[] = "rn0\\", values[] = "\r\n\0\\";
    char hex[3] = "";
    const char *at;

    if (**p != '\\')
        return (unsigned char)*(*p)++;
    at = strchr(names, *++*p);
    if (at) {
        (*p)++;
        return (unsigned char)values[at - names];
    }
    CU_ASSERT_FATAL(**p == 'x' && (*p)[1] && (*p)[2]);
    memcpy(hex, *p + 1, 2);
    *p += 3;
    return (unsigned char)strtoul(hex, NULL, 16);
}

static void read_line(struct transcript *t, const char *word, const char *rest)
{
    struct line *line = &t->lines[t->n_lines++];

    CU_ASSERT_FATAL(t->n_lines < STEPS);
    line->verb = find_verb(word);
    for (line->n = 0; *rest && line->n < sizeof line->text - 1; line->n++)
        line->text[line->n] = (char)escaped_byte(&rest);
    line->text[line->n] = '\0';
    if (line->verb == SAY)
        t->said += line->n;
}

static void read_transcript(struct transcript *t, const char *name)
{
    char path[400], line[1024], *rest;
    FILE *f;

    memset(t, 0, sizeof *t);
    snprintf(t->name, sizeof t->name, "%s", name);
    snprintf(path, sizeof path, TEST_DATA "modem/%s", name);
    f = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        rest = line + strcspn(line, " ");
        if (*rest)
            *rest++ = '\0';
        if (strcmp(line, "init") == 0)
            snprintf(t->commands[t->n_commands++], 64, "%s", rest);
        else if (strcmp(line, "dial") == 0)
            snprintf(t->dial, 64, "%s", rest);
        else
            read_line(t, line, rest);
    }
    fclose(f);
    CU_ASSERT_FATAL(*t->dial && t->n_lines);
}

/* --- the bench: an engine, its clock, and what it sent */

struct bench {
    struct dial *d;
    dial_ms now;
    char sent[1024];
    size_t n_sent;
    size_t chunk; /* the owner's buffer for dial_output() */
    bool bytewise;
    size_t split, offset; /* SAY is cut at this byte of the transcript */
};

static struct dial_plan plan_of(const char *const *commands, size_t n,
                                const char *dial)
{
    struct dial_plan plan = {commands, n,    dial, "ATH", 2000,
                             60000,    1000, 3000, "ATA", 30000};

    return plan;
}

static void collect(struct bench *b)
{
    struct dial_event event;
    size_t n;

    while ((n = dial_output(b->d, b->sent + b->n_sent, b->chunk)) > 0) {
        b->n_sent += n;
        CU_ASSERT_FATAL(b->n_sent + b->chunk < sizeof b->sent);
    }
    while ((event = dial_event(b->d)).kind != DIAL_EVENT_NONE) {
        CU_ASSERT(memchr(event.text, '\0', sizeof event.text) != NULL);
        CU_ASSERT(text_is_printable(event.text));
    }
}

static void feed(struct bench *b, const char *bytes, size_t n)
{
    /* Memory of just this size, so that ASan sees a read beyond it. */
    char *copy = malloc(n ? n : 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    memcpy(copy, bytes, n);
    dial_input(b->d, b->now, copy, n);
    free(copy);
    collect(b);
}

static void let_pass(struct bench *b, dial_ms ms)
{
    dial_ms until = b->now + ms;

    while (dial_deadline(b->d) <= until) {
        b->now = dial_deadline(b->d);
        dial_tick(b->d, b->now);
        collect(b);
    }
    b->now = until;
    dial_tick(b->d, b->now);
    collect(b);
}

static void say_bytewise(struct bench *b, const char *bytes, size_t n)
{
    while (n--)
        feed(b, bytes++, 1);
}

static void play_say(struct bench *b, const struct line *line)
{
    size_t at = b->split - b->offset;

    if (b->bytewise) {
        say_bytewise(b, line->text, line->n);
    } else if (b->split > b->offset && at < line->n) {
        feed(b, line->text, at);
        feed(b, line->text + at, line->n - at);
    } else {
        feed(b, line->text, line->n);
    }
    b->offset += line->n;
}

static void play_send(struct bench *b, const struct line *line)
{
    b->sent[b->n_sent] = '\0';
    EXPECT_TEXT(b->sent, line->text);
    b->n_sent = 0;
}

static void play_end(struct bench *b, const struct line *line)
{
    static const char *const words[] = {"running", "connected", "failed",
                                        "on-hook"};
    char got[32];

    if (dial_status(b->d) == DIAL_FAILED)
        snprintf(got, sizeof got, "failed %u", dial_failure(b->d)->error);
    else
        snprintf(got, sizeof got, "%s", words[dial_status(b->d)]);
    EXPECT_TEXT(got, line->text);
    CU_ASSERT(dial_deadline(b->d) == DIAL_NEVER);
}

static void play(struct bench *b, const struct line *line)
{
    switch (line->verb) {
    case SEND:
        play_send(b, line);
        break;
    case SAY:
        play_say(b, line);
        break;
    case WAIT:
        let_pass(b, strtoul(line->text, NULL, 10));
        break;
    case QUIET:
        EXPECT_NUMBER(b->n_sent, 0);
        EXPECT_NUMBER(dial_status(b->d), DIAL_RUNNING);
        break;
    case HANGUP:
        dial_hangup(b->d, b->now);
        collect(b);
        break;
    case END:
        play_end(b, line);
        break;
    case TEXT:
        EXPECT_TEXT(dial_failure(b->d)->text, line->text);
        break;
    case CONNECT:
        EXPECT_TEXT(dial_connect_text(b->d), line->text);
        break;
    case BPS:
        EXPECT_NUMBER(dial_connect_bps(b->d), strtoul(line->text, NULL, 10));
        break;
    }
}

static void play_all(const struct transcript *t, struct bench b)
{
    const char *commands[COMMANDS];
    struct dial_plan plan = plan_of(commands, t->n_commands, t->dial);
    unsigned failures = CU_get_number_of_failures();
    size_t i;

    for (i = 0; i < t->n_commands; i++)
        commands[i] = t->commands[i];
    b.now = 12345;
    b.d = dial_new(&plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.d);
    dial_start(b.d, b.now);
    collect(&b);
    for (i = 0; i < t->n_lines; i++)
        play(&b, &t->lines[i]);
    EXPECT_NUMBER(b.n_sent, 0);
    dial_free(b.d);
    if (failures != CU_get_number_of_failures())
        fprintf(stderr, "  ... in %s, bytewise %d, split at %zu\n", t->name,
                b.bytewise, b.split);
}

static void for_each_transcript(void (*f)(const struct transcript *t))
{
    DIR *dir = opendir(TEST_DATA "modem");
    static struct transcript t;
    struct dirent *file;
    unsigned n = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while ((file = readdir(dir))) {
        if (!strstr(file->d_name, ".txt"))
            continue;
        read_transcript(&t, file->d_name);
        f(&t);
        n++;
    }
    closedir(dir);
    CU_ASSERT(n >= 25);
}

static void play_whole(const struct transcript *t)
{
    play_all(t, (struct bench){.chunk = 64});
    play_all(t, (struct bench){.chunk = 1});
}

static void play_bytewise(const struct transcript *t)
{
    play_all(t, (struct bench){.chunk = 64, .bytewise = true});
}

static void play_split(const struct transcript *t)
{
    size_t at;

    for (at = 1; at < t->said; at++)
        play_all(t, (struct bench){.chunk = 64, .split = at});
}

static void test_transcripts(void)
{
    for_each_transcript(play_whole);
}

static void test_transcripts_bytewise(void)
{
    for_each_transcript(play_bytewise);
}

static void test_transcripts_split(void)
{
    for_each_transcript(play_split);
}

/* --- every result in every state */

static const char *const atz[] = {"ATZ"};

static struct bench begun(const char *const *commands, size_t n,
                          void (*begin_it)(struct dial *, dial_ms))
{
    struct dial_plan plan = plan_of(commands, n, "ATDT1");
    struct bench b = {.chunk = 64, .now = 1000};

    b.d = dial_new(&plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.d);
    begin_it(b.d, b.now);
    collect(&b);
    return b;
}

static struct bench started(const char *const *commands, size_t n)
{
    return begun(commands, n, dial_start);
}

static void say_line(struct bench *b, const char *line)
{
    feed(b, "\r\n", 2);
    feed(b, line, strlen(line));
    feed(b, "\r\n", 2);
}

/* Brings a new engine to STATE by what a modem and an owner can do. */
static struct bench at(enum state state)
{
    bool answers = state == WAITING || state == ANSWERING;
    struct bench b = begun(atz,
                           state == COMMAND || state == ESCAPE ||
                               state == GUARD || state == HANGING_UP,
                           answers ? dial_answer : dial_start);

    if (state == ANSWERING)
        say_line(&b, "RING");
    if (state == GUARD || state == ESCAPE || state == HANGING_UP)
        dial_hangup(b.d, b.now);
    if (state == ESCAPE || state == HANGING_UP)
        let_pass(&b, 1000);
    if (state == HANGING_UP)
        let_pass(&b, 1000);
    if (state == ABORTING || state == ON_HOOK)
        dial_hangup(b.d, b.now);
    if (state == ON_HOOK)
        let_pass(&b, 4000);
    if (state == CONNECTED)
        say_line(&b, "CONNECT");
    if (state == FAILED)
        say_line(&b, "BUSY");
    collect(&b);
    b.n_sent = 0;
    EXPECT_NUMBER(b.d->state, state);
    return b;
}

enum class {
    CLASS_OK,
    CLASS_CONNECT,
    CLASS_PROGRESS,
    CLASS_REFUSAL,
    CLASS_CALL,
    CLASS_RING
};

static enum class class_of(const struct modem_result *row) {
    static const enum class classes[] =
        {
            [MODEM_RESULT_OK] = CLASS_OK,
            [MODEM_RESULT_CONNECT] = CLASS_CONNECT,
            [MODEM_RESULT_PROGRESS] = CLASS_PROGRESS,
            [MODEM_RESULT_RING] = CLASS_RING,
            [MODEM_RESULT_FAILURE] = CLASS_CALL,
        };

    if (row->error == 681 || row->error == 651) return CLASS_REFUSAL;
    return classes[row->kind];
}

/* The state that each class of results leads to. */
static const enum state leads_to[][6] = {
    [COMMAND] = {DIALLING, COMMAND, COMMAND, FAILED, COMMAND, COMMAND},
    [GUARD] = {GUARD, GUARD, GUARD, GUARD, GUARD, GUARD},
    [ESCAPE] = {HANGING_UP, ESCAPE, ESCAPE, ESCAPE, ESCAPE, ESCAPE},
    [HANGING_UP] = {ON_HOOK, HANGING_UP, HANGING_UP, ON_HOOK, HANGING_UP,
                    HANGING_UP},
    [DIALLING] = {DIALLING, CONNECTED, DIALLING, FAILED, FAILED, DIALLING},
    [WAITING] = {WAITING, WAITING, WAITING, WAITING, WAITING, ANSWERING},
    [ANSWERING] = {ANSWERING, CONNECTED, ANSWERING, FAILED, WAITING, ANSWERING},
    [ABORTING] = {HANGING_UP, GUARD, ABORTING, HANGING_UP, HANGING_UP,
                  ABORTING},
    [CONNECTED] = {CONNECTED, CONNECTED, CONNECTED, CONNECTED, CONNECTED,
                   CONNECTED},
    [FAILED] = {FAILED, FAILED, FAILED, FAILED, FAILED, FAILED},
    [ON_HOOK] = {ON_HOOK, ON_HOOK, ON_HOOK, ON_HOOK, ON_HOOK, ON_HOOK},
};

static void check_result(enum state from, const struct modem_result *row)
{
    struct bench b = at(from);
    enum state to = leads_to[from][class_of(row)];

    say_line(&b, row->text);
    if (b.d->state != to)
        fprintf(stderr, "%s in state %d\n", row->text, (int)from);
    EXPECT_NUMBER(b.d->state, to);
    if (to == FAILED && from != FAILED) {
        EXPECT_NUMBER(dial_failure(b.d)->error, row->error);
        EXPECT_NUMBER(dial_failure(b.d)->retry, row->retry);
        CU_ASSERT(strstr(dial_failure(b.d)->text, row->text) != NULL);
    }
    if (from == FAILED)
        EXPECT_NUMBER(dial_failure(b.d)->error, 676);
    dial_free(b.d);
}

static void test_every_result(void)
{
    size_t n, i;
    const struct modem_result *rows = modem_result_table(&n);
    enum state state;

    for (state = COMMAND; state <= ON_HOOK; state++)
        for (i = 0; i < n; i++)
            check_result(state, &rows[i]);
}

/* From every state, with a modem that is dead, and within the deadlines. */
static void test_hangup_from_everywhere(void)
{
    enum state state;
    struct bench b;
    dial_ms bound;

    for (state = COMMAND; state <= ON_HOOK; state++) {
        b = at(state);
        bound = b.now + 1000 + 1000 + 3000;
        dial_hangup(b.d, b.now);
        collect(&b);
        while (dial_status(b.d) == DIAL_RUNNING && b.now <= bound)
            let_pass(&b, 100);
        EXPECT_NUMBER(dial_status(b.d), DIAL_ON_HOOK);
        CU_ASSERT(b.now <= bound);
        dial_free(b.d);
    }
}

/* Asking again and again must not put the end off. */
static void test_hangup_again(void)
{
    struct bench b = at(CONNECTED);
    unsigned i;

    for (i = 0; i < 50; i++) {
        dial_hangup(b.d, b.now);
        let_pass(&b, 100);
    }
    EXPECT_NUMBER(dial_status(b.d), DIAL_ON_HOOK);
    dial_free(b.d);
}

static void test_hangup_before_start(void)
{
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");
    struct bench b = {.chunk = 64, .now = 5};

    b.d = dial_new(&plan);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.d);
    CU_ASSERT(dial_deadline(b.d) == DIAL_NEVER);
    feed(&b, "\r\nBUSY\r\n", 8);
    EXPECT_NUMBER(dial_status(b.d), DIAL_RUNNING);
    EXPECT_NUMBER(b.n_sent, 0);
    dial_hangup(b.d, b.now);
    let_pass(&b, 5000);
    EXPECT_NUMBER(dial_status(b.d), DIAL_ON_HOOK);
    dial_free(b.d);
}

/* A modem that answers CONNECT to everything must not keep us in a circle. */
static void test_connect_for_ever(void)
{
    struct bench b = at(DIALLING);
    unsigned i;

    dial_hangup(b.d, b.now);
    for (i = 0; i < 200 && dial_status(b.d) == DIAL_RUNNING; i++) {
        collect(&b);
        b.n_sent = 0;
        say_line(&b, "CONNECT");
        let_pass(&b, 100);
    }
    EXPECT_NUMBER(dial_status(b.d), DIAL_ON_HOOK);
    dial_free(b.d);
}

static void test_second_call(void)
{
    struct bench b = at(FAILED);

    dial_start(b.d, b.now);
    EXPECT_NUMBER(dial_status(b.d), DIAL_RUNNING);
    EXPECT_NUMBER(dial_failure(b.d)->error, 0);
    collect(&b);
    say_line(&b, "CONNECT 9600");
    EXPECT_NUMBER(dial_status(b.d), DIAL_CONNECTED);
    EXPECT_NUMBER(dial_connect_bps(b.d), 9600);
    dial_free(b.d);
}

static void test_no_memory(void)
{
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");

    calloc_fails = 1;
    CU_ASSERT_PTR_NULL(dial_new(&plan));
    calloc_fails = 0;
    dial_free(NULL);
}

/* --- reading */

static const struct {
    const char *text;
    uint32_t bps;
} speeds[] = {
    {"33600/ARQ/V34/LAPM/V42BIS", 33600},
    {"57600 LAPM", 57600},
    {"115200", 115200},
    {"1200/75", 1200},
    {"0600", 600},
    {"/ARQ", 0},
    {"FAX", 0},
    {"", 0},
    {"4294967295", 4294967295},
    {"4294967296", 0},
    {"99999999999999999999999999", 0},
};

static void test_speeds(void)
{
    char line[64];
    size_t i;

    for (i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        struct bench b = at(DIALLING);

        snprintf(line, sizeof line, "CONNECT %s", speeds[i].text);
        say_line(&b, line);
        EXPECT_TEXT(dial_connect_text(b.d), speeds[i].text);
        EXPECT_NUMBER(dial_connect_bps(b.d), speeds[i].bps);
        dial_free(b.d);
    }
}

static void test_long_line(void)
{
    struct bench b = at(DIALLING);
    unsigned i;

    for (i = 0; i < 10000; i++)
        feed(&b, "x", 1);
    say_line(&b, "");
    EXPECT_NUMBER(dial_status(b.d), DIAL_RUNNING);
    feed(&b, "CONNECT ", 8);
    for (i = 0; i < 10000; i++)
        feed(&b, "9", 1);
    feed(&b, "\r\n", 2);
    EXPECT_NUMBER(dial_status(b.d), DIAL_CONNECTED);
    EXPECT_NUMBER(strlen(dial_connect_text(b.d)), DIAL_TEXT_MAX - 1);
    dial_free(b.d);
}

/* What comes behind CONNECT's line is the far end's, whatever it looks like. */
static void test_far_end_speaks(void)
{
    static const char *const words[] = {"\n~\377}#", "NO CARRIER\r\n",
                                        "CONNECT 9600\r\n"};
    struct bench b;
    size_t i;

    for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        b = at(DIALLING);
        feed(&b, "CONNECT 33600\r", 14);
        feed(&b, words[i], strlen(words[i]));
        EXPECT_NUMBER(dial_status(b.d), DIAL_CONNECTED);
        EXPECT_TEXT(dial_connect_text(b.d), "33600");
        dial_free(b.d);
    }
}

/* What was read together with a command's answer cannot answer the next. */
static void test_stale_answers(void)
{
    static const char stale[] = "OK\r\nOK\r\nERROR\r\nO";
    static const char *const commands[] = {"ATZ", "ATM0"};
    struct bench b = started(commands, 2);

    feed(&b, stale, sizeof stale - 1);
    EXPECT_NUMBER(b.d->next, 1);
    let_pass(&b, 2000); /* "O" is left over, and +++ goes out */
    feed(&b, "K\r\n", 3);
    EXPECT_NUMBER(b.d->state, ESCAPE);
    dial_free(b.d);
}

/* --- being called */

static void expect_sent(struct bench *b, const char *text, const char *file,
                        unsigned at_line)
{
    b->sent[b->n_sent] = '\0';
    b->n_sent = 0;
    unit_expect_text(b->sent, text, file, at_line);
}
#define SENT(b, text) expect_sent((b), (text), __FILE__, __LINE__)

static void test_answer(void)
{
    struct bench b = begun(atz, 1, dial_answer);

    SENT(&b, "ATZ\r");
    say_line(&b, "RING"); /* too early: ATZ comes first */
    SENT(&b, "");
    say_line(&b, "OK");
    EXPECT_NUMBER(b.d->state, WAITING);
    let_pass(&b, 29000);
    say_line(&b, "RINGING"); /* the far end's bell, of another call */
    SENT(&b, "");
    say_line(&b, "RING");
    SENT(&b, "ATA\r");
    say_line(&b, "RING"); /* it was on its way */
    SENT(&b, "");
    let_pass(&b, 59000);
    say_line(&b, "CONNECT 33600/V34");
    EXPECT_NUMBER(dial_status(b.d), DIAL_CONNECTED);
    EXPECT_NUMBER(dial_connect_bps(b.d), 33600);
    dial_free(b.d);
}

/* The owner's state follows it: once, and only when a call can be taken. */
static void test_waiting_is_told(void)
{
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");
    struct dial *d = dial_new(&plan);
    struct dial_event e;
    unsigned told = 0;
    char bytes[16];

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_answer(d, 0);
    while (dial_output(d, bytes, sizeof bytes))
        ;
    while ((e = dial_event(d)).kind != DIAL_EVENT_NONE)
        CU_ASSERT(e.kind != DIAL_EVENT_WAITING);
    dial_input(d, 1, "OK\r\nRING\r\n", 10);
    while (dial_output(d, bytes, sizeof bytes))
        ;
    dial_input(d, 2, "NO CARRIER\r\n", 12);
    while ((e = dial_event(d)).kind != DIAL_EVENT_NONE)
        told += e.kind == DIAL_EVENT_WAITING;
    EXPECT_NUMBER(told, 1);
    EXPECT_NUMBER(d->state, WAITING);
    dial_free(d);
}

static void test_nobody_calls(void)
{
    struct bench b = begun(atz, 0, dial_answer);

    let_pass(&b, 29999);
    EXPECT_NUMBER(dial_status(b.d), DIAL_RUNNING);
    let_pass(&b, 1);
    EXPECT_NUMBER(dial_status(b.d), DIAL_FAILED);
    EXPECT_NUMBER(dial_failure(b.d)->error, 678);
    CU_ASSERT(dial_failure(b.d)->retry);
    EXPECT_TEXT(dial_failure(b.d)->text, "no call within 30000 ms");
    SENT(&b, ""); /* it is on hook: there was no call */
    dial_free(b.d);
}

/* A caller who has gone may call again, but gives no more time to it. */
static void test_lost_call(void)
{
    struct bench b = begun(atz, 0, dial_answer);

    let_pass(&b, 20000);
    say_line(&b, "RING");
    SENT(&b, "ATA\r");
    say_line(&b, "NO CARRIER");
    EXPECT_NUMBER(dial_deadline(b.d), 1000 + 30000);
    say_line(&b, "RING");
    SENT(&b, "ATA\r");
    let_pass(&b, 15000); /* the answer has its own deadline */
    EXPECT_NUMBER(dial_status(b.d), DIAL_RUNNING);
    say_line(&b, "NO CARRIER");
    EXPECT_NUMBER(dial_failure(b.d)->error, 678);
    dial_free(b.d);
}

static void test_answer_fails(void)
{
    struct bench b = at(ANSWERING);

    say_line(&b, "ERROR");
    EXPECT_NUMBER(dial_failure(b.d)->error, 681);
    EXPECT_TEXT(dial_failure(b.d)->text, "ERROR (ATA)");
    dial_free(b.d);
    b = at(ANSWERING);
    let_pass(&b, 60000); /* called off, and then hung up */
    SENT(&b, "\r");
    let_pass(&b, 1000);
    SENT(&b, "ATH\r");
    say_line(&b, "OK");
    EXPECT_NUMBER(dial_failure(b.d)->error, 678);
    dial_free(b.d);
}

/* --- events */

static unsigned count_events(struct dial *d, enum dial_event_kind kind,
                             const char *text)
{
    struct dial_event event;
    unsigned n = 0;

    while ((event = dial_event(d)).kind != DIAL_EVENT_NONE)
        if (event.kind == kind && (!text || strcmp(event.text, text) == 0))
            n++;
    return n;
}

static void test_events(void)
{
    static const struct dial_event expected[] = {
        {DIAL_EVENT_SENT, "ATZ"},          {DIAL_EVENT_RECEIVED, "ATZ"},
        {DIAL_EVENT_RECEIVED, "OK"},       {DIAL_EVENT_DIALLING, "ATDT1"},
        {DIAL_EVENT_RECEIVED, "?[1mBUSY"}, {DIAL_EVENT_NONE, ""},
    };
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");
    struct dial *d = dial_new(&plan);
    struct dial_event event;
    char out[16];
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, 0);
    dial_output(d, out, sizeof out);
    dial_input(d, 1, "ATZ\r\r\nOK\r\n", 10);
    dial_output(d, out, sizeof out);
    dial_input(d, 2, "\x1b[1mBUSY\r\n", 10);
    for (i = 0; i < sizeof expected / sizeof *expected; i++) {
        event = dial_event(d);
        EXPECT_NUMBER(event.kind, expected[i].kind);
        EXPECT_TEXT(event.text, expected[i].text);
    }
    dial_free(d);
}

/* An owner that never reads them still learns that it dialled. */
static void test_events_dropped(void)
{
    struct dial_plan plan = plan_of(NULL, 0, "ATDT1");
    struct dial *d = dial_new(&plan);
    unsigned i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, 0);
    for (i = 0; i < 100; i++)
        dial_input(d, 1, "noise\r\n", 7);
    dial_input(d, 1, "the last\r\n", 10);
    EXPECT_NUMBER(d->n_events, EVENTS);
    EXPECT_NUMBER(dial_event(d).kind, DIAL_EVENT_DIALLING);
    EXPECT_NUMBER(count_events(d, DIAL_EVENT_RECEIVED, "the last"), 1);
    dial_free(d);
}

static void test_events_all_sent(void)
{
    static const char *const commands[20] = {
        "A0",  "A1",  "A2",  "A3",  "A4",  "A5",  "A6",  "A7",  "A8",  "A9",
        "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18", "A19"};
    struct dial_plan plan = plan_of(commands, 20, "ATDT1");
    struct dial *d = dial_new(&plan);
    char out[16];
    unsigned i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, 0);
    for (i = 0; i < 20; i++) {
        while (dial_output(d, out, sizeof out))
            ;
        dial_input(d, 1, "OK\r\n", 4);
    }
    EXPECT_NUMBER(d->n_events, EVENTS);
    EXPECT_NUMBER(count_events(d, DIAL_EVENT_DIALLING, "ATDT1"), 1);
    dial_free(d);
}

static void test_secrets(void)
{
    static const char *const commands[] = {"AT+cpin=4711"};
    struct dial_plan plan = plan_of(commands, 1, "ATDT1");
    struct dial *d = dial_new(&plan);
    struct dial_event event;
    char out[64];

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, 0);
    dial_output(d, out, sizeof out);
    dial_input(d, 1, "AT+CPIN=4711\r\r\nERROR\r\n", 22);
    while ((event = dial_event(d)).kind != DIAL_EVENT_NONE)
        CU_ASSERT_PTR_NULL(strstr(event.text, "4711"));
    CU_ASSERT_PTR_NULL(strstr(dial_failure(d)->text, "4711"));
    EXPECT_NUMBER(dial_failure(d)->error, 681);
    dial_free(d);
}

/* What pppd said to a modem that has lost the call comes back as an echo. */
static void test_echoed_frames(void)
{
    static const struct {
        const char *bytes, *shown;
    } echoes[] = {
        {"~\377}#\300#}!}!} }=}%alice}&s3cret;~\r", "~"},
        {"~\300#\1\1\35\5alice\6s3cret;~\r", "~"},
        {"alice}&s3cret;~\r", "alice~"},
        {"alice\6s3cret;~\r", "alice~"},
        {"NO CARRIER~\377}#\300#s3cret\r", "NO CARRIER~"},
        {"{+CREG: 0} ~ OK\r", "{+CREG: 0~"},
        {"+CREG: 0,1}\r", "+CREG: 0,1}"},
    };
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");
    struct dial *d = dial_new(&plan);
    char out[16];
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, 0);
    dial_output(d, out, sizeof out);
    EXPECT_NUMBER(dial_event(d).kind, DIAL_EVENT_SENT);
    for (i = 0; i < sizeof echoes / sizeof *echoes; i++) {
        dial_input(d, 1, echoes[i].bytes, strlen(echoes[i].bytes));
        EXPECT_TEXT(dial_event(d).text, echoes[i].shown);
    }
    dial_free(d);
}

/* --- the clock */

static void test_answer_at_the_deadline(void)
{
    struct bench b = at(DIALLING);

    b.now = dial_deadline(b.d);
    feed(&b, "CONNECT\r", 8);
    EXPECT_NUMBER(dial_status(b.d), DIAL_CONNECTED);
    dial_free(b.d);
}

static void test_tick_too_early(void)
{
    struct bench b = at(DIALLING);

    dial_tick(b.d, dial_deadline(b.d) - 1);
    EXPECT_NUMBER(b.d->state, DIALLING);
    dial_tick(b.d, dial_deadline(b.d));
    EXPECT_NUMBER(b.d->state, ABORTING);
    dial_free(b.d);
}

/* A line that is never silent, and an owner that thus never ticks. */
static void test_noise_does_not_stop_the_clock(void)
{
    struct bench b = started(atz, 1);
    unsigned i;

    for (i = 0; i < 100 && dial_status(b.d) == DIAL_RUNNING; i++) {
        b.now += 100;
        dial_input(b.d, b.now, "~}#\xc0!", 5);
        collect(&b);
    }
    EXPECT_NUMBER(dial_status(b.d), DIAL_FAILED);
    EXPECT_NUMBER(dial_failure(b.d)->error, 666);
    dial_free(b.d);
}

static void test_end_of_time(void)
{
    struct dial_plan plan = plan_of(atz, 1, "ATDT1");
    struct dial *d = dial_new(&plan);

    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    dial_start(d, DIAL_NEVER - 5);
    CU_ASSERT(dial_deadline(d) < DIAL_NEVER);
    CU_ASSERT(dial_deadline(d) >= DIAL_NEVER - 5);
    dial_free(d);
}

/* --- garbage: it ends, in time, with one failure */

static uint64_t random_state;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 33) % n;
}

static size_t random_bytes(char *out, size_t size)
{
    size_t rows, n = 0, length = random_below((uint32_t)size);
    const struct modem_result *table_of_results = modem_result_table(&rows);

    while (n < length) {
        const char *text = table_of_results[random_below((uint32_t)rows)].text;

        if (random_below(40) == 0 && strlen(text) + 4 < size - n)
            n += (size_t)snprintf(out + n, size - n, "\r%s\r\n", text);
        else
            out[n++] = (char)random_below(256);
    }
    return n;
}

/* All deadlines of one dial, with its one escape and a call given up. */
#define DIAL_BOUND   (3 * 2000 + 5 * 1000 + 3 * 3000 + 60000)
#define HANGUP_BOUND (3 * 1000 + 2 * 3000)

static void random_step(struct bench *b)
{
    char bytes[200];

    feed(b, bytes, random_bytes(bytes, sizeof bytes));
    b->now += random_below(500);
    dial_tick(b->d, b->now);
    collect(b);
    b->n_sent = 0;
}

static void random_dial(void)
{
    static const char *const commands[] = {"ATZ", "ATM0"};
    struct bench b = started(commands, random_below(3));
    dial_ms begin = b.now, hangup_at = random_below(2 * DIAL_BOUND);
    struct dial_failure failure;

    while (dial_status(b.d) == DIAL_RUNNING && b.now < begin + hangup_at &&
           b.now < begin + DIAL_BOUND + 1000)
        random_step(&b);
    if (b.now >= begin + DIAL_BOUND)
        CU_ASSERT(dial_status(b.d) != DIAL_RUNNING);
    failure = *dial_failure(b.d);
    EXPECT_NUMBER(failure.error != 0, dial_status(b.d) == DIAL_FAILED);
    random_step(&b);
    CU_ASSERT(dial_status(b.d) == DIAL_RUNNING || !failure.error ||
              memcmp(&failure, dial_failure(b.d), sizeof failure) == 0);
    begin = b.now;
    dial_hangup(b.d, b.now);
    while (dial_status(b.d) == DIAL_RUNNING &&
           b.now < begin + HANGUP_BOUND + 4000)
        random_step(&b);
    EXPECT_NUMBER(dial_status(b.d), DIAL_ON_HOOK);
    dial_free(b.d);
}

static void test_garbage(void)
{
    const char *seed = getenv("SEED");
    unsigned i;

    random_state = seed ? strtoull(seed, NULL, 10) | 1 : 20240607;
    printf("dial: SEED=%llu\n", (unsigned long long)random_state);
    for (i = 0; i < 2000; i++)
        random_dial();
}

/* --- dial strings */

static const struct {
    const char *number;
    bool valid;
} numbers[] = {
    {"5551000", true},
    {"+49 (30) 555-1000", true},
    {"0W,555.1000/1", true},
    {"*99***1#", true},
    {"*70,T5551000P1", true},
    {"ABCDabcd", true},
    {"1!2@3$4&5", true},
    {"0;DT555", true},
    {"0; - dT555", true},
    {"", false},
    {" ", false},
    {",", false},
    {"()", false},
    {"5551000;", false},
    {"5551000; ", false},
    {"5551000;-", false},
    {"555;&W", false},
    {"555;+1", false},
    {"555;;D1", false},
    {"555\r", false},
    {"555\nATH", false},
    {"555\"", false},
    {"555\\", false},
    {"555'", false},
    {"555`id`", false},
    {"555E", false},
    {"555S", false},
    {"555\x7f", false},
    {"555\xa0", false},
    {"555=", false},
    {"555^", false},
    {"sip:user", false},
};

static void test_numbers(void)
{
    size_t i;

    for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (dial_number_valid(numbers[i].number) != numbers[i].valid)
            fprintf(stderr, "number \"%s\"\n", numbers[i].number);
        EXPECT_NUMBER(dial_number_valid(numbers[i].number), numbers[i].valid);
    }
    CU_ASSERT_FALSE(dial_number_valid(NULL));
}

/* Each of the 256 bytes in the middle of a number. */
static void test_number_bytes(void)
{
    static const char allowed[] =
        "0123456789*#ABCDabcd+,WwTtPp!@$&-().\x2f\x20";
    char number[] = "1?2";
    int c;

    for (c = 1; c < 256; c++) {
        number[1] = (char)c;
        EXPECT_NUMBER(dial_number_valid(number), strchr(allowed, c) != NULL);
    }
}

static const struct {
    const char *command, *mode, *prefix, *number, *suffix, *out;
    uint32_t error;
} compositions[] = {
    {"ATD", "T", "0,", "555-1000", "", "ATDT0,5551000", 0},
    {"ATD", "", "", "*99***1#", "", "ATD*99***1#", 0},
    {"ATX3D", "P", "", "+49 (30) 555.10/00", ",1", "ATX3DP+49305551000,1", 0},
    {"ATD", NULL, NULL, "1", NULL, "ATD1", 0},
    {"ATD", "T", "", "5;", "", "", 749},
    {"ATD", "T", "", "5", ";", "", 749},
    {"ATD", "T", "", "5", "; -", "", 749},
    {"ATD", "T", "0;", "5", "", "", 749},
    {"ATD", "T", "0;", "DT5", "", "ATDT0;DT5", 0},
    {"ATD", "T", "", "", "1", "", 749},
    {"ATD", "T", "", NULL, "1", "", 749},
    {"ATD", "T", "x", "1", "", "", 749},
    {"ATD", "T", "", "1", "\r", "", 749},
    {"ATD", "\n", "", "1", "", "", 749},
    {"ATD", "\"", "", "1", "", "", 749},
    {"", "T", "", "1", "", "", 749},
    {NULL, "T", "", "1", "", "", 749},
    {"AT\rD", "T", "", "1", "", "", 749},
    {"AT\"D", "T", "", "1", "", "", 749},
};

static void test_compose(void)
{
    char out[200];
    uint32_t error;
    size_t i;

    for (i = 0; i < sizeof compositions / sizeof *compositions; i++) {
        memset(out, '#', sizeof out);
        error = 1;
        EXPECT_NUMBER(
            dial_compose(compositions[i].command, compositions[i].mode,
                         compositions[i].prefix, compositions[i].number,
                         compositions[i].suffix, out, sizeof out, &error),
            compositions[i].error == 0);
        EXPECT_NUMBER(error, compositions[i].error);
        EXPECT_TEXT(out, compositions[i].out);
    }
}

/* Every size of OUT, in memory of just that size. */
static void test_compose_sizes(void)
{
    static const char whole[] = "ATDT05551000";
    uint32_t error;
    size_t size;
    char *out;

    for (size = 0; size < sizeof whole + 3; size++) {
        out = malloc(size ? size : 1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        EXPECT_NUMBER(
            dial_compose("ATD", "T", "0", "555 1000", "", out, size, &error),
            size >= sizeof whole);
        EXPECT_NUMBER(error, size >= sizeof whole ? 0 : 723);
        if (size)
            EXPECT_TEXT(out, size >= sizeof whole ? whole : "");
        free(out);
    }
}

static void test_longest_number(void)
{
    char number[NUMBER_MAX + 2], out[300];
    uint32_t error;

    memset(number, '5', sizeof number);
    number[NUMBER_MAX] = '\0';
    CU_ASSERT_TRUE(
        dial_compose("ATD", "T", "", number, "", out, sizeof out, &error));
    EXPECT_NUMBER(strlen(out), NUMBER_MAX + 4);
    CU_ASSERT_FALSE(
        dial_compose("ATD", "T", "0", number, "", out, sizeof out, &error));
    EXPECT_NUMBER(error, 723);
    EXPECT_TEXT(out, "");
    CU_ASSERT_TRUE(
        dial_compose("ATD", "T", " ", number, " ", out, sizeof out, &error));
}

const char unit_name[] = "dial";
const struct unit_test unit_tests[] = {
    {"a call is taken", test_answer},
    {"that a call can come is told once", test_waiting_is_told},
    {"nobody calls", test_nobody_calls},
    {"a caller who has gone", test_lost_call},
    {"a call that cannot be taken", test_answer_fails},
    {"the transcripts", test_transcripts},
    {"the transcripts byte by byte", test_transcripts_bytewise},
    {"the transcripts with every split", test_transcripts_split},
    {"every result in every state", test_every_result},
    {"hang-up ends from every state", test_hangup_from_everywhere},
    {"hang-up again and again ends too", test_hangup_again},
    {"hang-up before the start", test_hangup_before_start},
    {"CONNECT for ever is no circle", test_connect_for_ever},
    {"the engine can dial again", test_second_call},
    {"memory runs out", test_no_memory},
    {"the speeds of CONNECT", test_speeds},
    {"long lines are cut", test_long_line},
    {"the far end speaks", test_far_end_speaks},
    {"stale answers", test_stale_answers},
    {"events in order", test_events},
    {"events that nobody reads", test_events_dropped},
    {"events when all are the engine's", test_events_all_sent},
    {"PINs are not shown", test_secrets},
    {"echoed frames are not told", test_echoed_frames},
    {"an answer at the deadline counts", test_answer_at_the_deadline},
    {"the deadline is exact", test_tick_too_early},
    {"noise does not stop the clock", test_noise_does_not_stop_the_clock},
    {"the end of time", test_end_of_time},
    {"garbage always ends", test_garbage},
    {"numbers that may be dialled", test_numbers},
    {"every byte in a number", test_number_bytes},
    {"dial strings", test_compose},
    {"dial strings of every size", test_compose_sizes},
    {"the longest number", test_longest_number},
    {NULL, NULL},
};
