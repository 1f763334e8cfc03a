#include "plugin/scp.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/raserr.h"
#include "conf/text.h"

/* As long as a password of a request may be. */
#define TEXT_MAX 1024

#define OUTPUT_SIZE (2 * TEXT_MAX)

/*
 * So many instructions are carried out at a time, then others get their turn:
 * a loop without a wait costs a hundredth of a processor.
 */
#define STEPS    1000
#define PAUSE_MS 50

struct text {
    size_t length;
    char bytes[TEXT_MAX];
};

struct value {
    int32_t number; /* integers and booleans */
    struct text text;
};

enum state {
    ON,       /* the next instruction can be carried out */
    PAUSED,   /* until the deadline */
    DRAINING, /* until the output is taken */
    PORT,     /* until the settings are taken */
    WAITING,  /* waitfor */
    ADDRESS,  /* getip */
    ENDED
};

/* A string that waitfor looks for, ready to be compared. */
struct pattern {
    struct text text;
    bool matchcase;
    int32_t target; /* of its jump, -1: behind the waitfor */
};

struct scp {
    const struct scp_program *program;
    struct scp_givens givens;
    enum state state;
    enum scp_status status;
    struct dial_failure failure;
    dial_ms deadline; /* of the instruction, DIAL_NEVER = none */
    dial_ms limit;    /* of the script */
    size_t next;      /* instruction */
    uint32_t line;    /* of the instruction that is carried out */
    bool success;
    uint32_t address;
    struct scp_port port;

    struct value stack[SCP_STACK_MAX];
    size_t depth;
    struct value variables[SCP_VARIABLES_MAX];

    struct pattern patterns[SCP_CASES_MAX];
    size_t n_patterns;
    size_t behind;      /* the instruction behind the waitfor and its cases */
    struct text window; /* the last bytes that came */

    int32_t wanted;  /* how many addresses are to come yet */
    char dotted[18]; /* what may become one; one more than the longest */
    size_t n_dotted;

    char output[OUTPUT_SIZE];
    size_t n_output;
};

/* --- the end */

static void end(struct scp *s, enum scp_status status)
{
    s->status = status;
    s->state = ENDED;
    s->n_output = status == SCP_FAILED ? 0 : s->n_output;
}

__attribute__((format(printf, 4, 5))) static void stop(struct scp *s,
                                                       enum scp_status status,
                                                       uint32_t error,
                                                       const char *format, ...)
{
    const char *slash = strrchr(s->program->file, '/');
    struct dial_failure *f = &s->failure;
    va_list arguments;
    int n;

    n = snprintf(f->text, sizeof(f->text),
                 "%.60s:%u: ", slash ? slash + 1 : s->program->file, s->line);
    if (n > 0 && (size_t)n < sizeof(f->text)) {
        va_start(arguments, format);
        vsnprintf(f->text + n, sizeof(f->text) - (size_t)n, format, arguments);
        va_end(arguments);
    }
    text_make_printable(f->text);
    f->error = error;
    f->retry = raserr_redial(error) == RASERR_LATER;
    end(s, status);
}

static void wrong(struct scp *s, const char *what)
{
    stop(s, SCP_FAILED, RASERR_ERROR_SCRIPT_SYNTAX, "%s", what);
}

/* --- values; the compiler has counted them and knows their types */

static struct value *pop(struct scp *s)
{
    return &s->stack[--s->depth];
}

static struct value *top(struct scp *s)
{
    return &s->stack[s->depth - 1];
}

/* A number has no text and a text no number: so any two can be compared. */
static void push_number(struct scp *s, int32_t number)
{
    struct value *v = &s->stack[s->depth++];

    v->number = number;
    v->text.length = 0;
}

static void set_text(struct value *v, const char *bytes, size_t n)
{
    v->number = 0;
    v->text.length = n < TEXT_MAX ? n : TEXT_MAX;
    memcpy(v->text.bytes, bytes, v->text.length);
}

static void push_text(struct scp *s, const char *bytes, size_t n)
{
    if (n > TEXT_MAX)
        wrong(s, "the string is too long");
    set_text(&s->stack[s->depth++], bytes, n);
}

static void push_given(struct scp *s, const char *given, const char *name)
{
    if (given)
        push_text(s, given, strlen(given));
    else
        stop(s, SCP_FAILED, RASERR_ERROR_INTERACTIVE_MODE,
             "the script wants %s, and none is known", name);
}

static void set_number(struct scp *s, int64_t number)
{
    if (number < INT32_MIN || number > INT32_MAX)
        wrong(s, "the number is too large");
    else
        top(s)->number = (int32_t)number;
}

/* --- strings on their way out: section 4 of the description */

static bool begins(const char *at, size_t n, const char *word)
{
    return n >= strlen(word) && text_same(at, strlen(word), word, strlen(word));
}

/* One character of AT; how many bytes it took. */
static size_t translate_one(const char *at, size_t n, char *out)
{
    bool caret = *at == '^' && n > 1;
    bool large = caret && at[1] >= '@' && at[1] <= '_';
    bool small = caret && at[1] >= 'a' && at[1] <= 'z';
    bool escape = *at == '\\' && n > 1 && strchr("\"^<\\", at[1]) && at[1];
    size_t taken = large || small || escape ? 2 : 1;

    *out = large    ? (char)(at[1] - '@')
           : small  ? (char)(at[1] - 'a' + 1)
           : escape ? at[1]
                    : *at;
    if (begins(at, n, "<cr>") || begins(at, n, "<lf>")) {
        *out = at[1] == 'c' || at[1] == 'C' ? '\r' : '\n';
        taken = 4;
    }
    return taken;
}

static void translate(const struct text *from, struct text *to)
{
    size_t i = 0;

    for (to->length = 0; i < from->length; to->length++)
        i += translate_one(from->bytes + i, from->length - i,
                           &to->bytes[to->length]);
}

/* --- waitfor */

static bool same_byte(char a, char b, bool matchcase)
{
    return a == b || (!matchcase && text_same(&a, 1, &b, 1));
}

static bool matches(const struct text *window, const struct pattern *p)
{
    size_t n = p->text.length, i;

    if (window->length < n)
        return false;
    for (i = 0; i < n; i++)
        if (!same_byte(window->bytes[window->length - n + i], p->text.bytes[i],
                       p->matchcase))
            return false;
    return true;
}

static void go_on(struct scp *s, size_t instruction)
{
    s->next = instruction;
    s->deadline = DIAL_NEVER;
    s->state = ON;
}

/* The first that matches counts. */
static void look_for_match(struct scp *s)
{
    size_t i;

    for (i = 0; i < s->n_patterns && s->state == WAITING; i++) {
        const struct pattern *p = &s->patterns[i];

        if (!matches(&s->window, p))
            continue;
        s->success = true;
        go_on(s, p->target >= 0 ? (size_t)p->target : s->behind);
    }
}

static void wait_byte(struct scp *s, char byte)
{
    struct text *w = &s->window;

    if (w->length == sizeof(w->bytes))
        memmove(w->bytes, w->bytes + 1, --w->length);
    w->bytes[w->length++] = byte;
    look_for_match(s);
}

static dial_ms in_seconds(dial_ms now, int32_t seconds)
{
    return now + (seconds > 0 ? (dial_ms)seconds * 1000 : 0);
}

/* Its strings lie on the stack as they came; its cases follow it. */
static void wait_for(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    size_t k;

    s->deadline = i->b ? in_seconds(now, pop(s)->number) : DIAL_NEVER;
    s->n_patterns = (size_t)i->a;
    s->behind = s->next + s->n_patterns;
    s->window.length = 0;
    s->state = WAITING;
    for (k = s->n_patterns; k-- > 0;) {
        const struct scp_instruction *c = &s->program->code[s->next + k];

        translate(&pop(s)->text, &s->patterns[k].text);
        s->patterns[k].target = c->a;
        s->patterns[k].matchcase = c->b != 0;
    }
    look_for_match(s); /* an empty string is always there */
}

/* --- getip */

static void get_address(struct scp *s, const struct scp_instruction *i,
                        dial_ms now)
{
    (void)i, (void)now;
    s->wanted = top(s)->number;
    s->n_dotted = 0;
    s->state = ADDRESS;
    if (s->wanted < 1)
        wrong(s, "getip counts from 1");
}

/* "Your address is 10.0.0.7." ends a sentence, too. */
static bool is_address(struct scp *s)
{
    struct in_addr address;

    while (s->n_dotted && s->dotted[s->n_dotted - 1] == '.')
        s->n_dotted--;
    s->dotted[s->n_dotted] = '\0';
    return inet_pton(AF_INET, s->dotted, &address) == 1;
}

static void address_byte(struct scp *s, char byte)
{
    bool part = (byte >= '0' && byte <= '9') || byte == '.';

    if (part && s->n_dotted < sizeof(s->dotted) - 1)
        s->dotted[s->n_dotted++] = byte;
    if (part)
        return;
    if (is_address(s) && --s->wanted == 0) {
        set_text(top(s), s->dotted, s->n_dotted);
        s->success = true;
        go_on(s, s->next);
    }
    s->n_dotted = 0;
}

/* --- what reaches the line */

static void transmit(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    struct text out;

    (void)now;
    if (s->n_output > OUTPUT_SIZE - TEXT_MAX) {
        s->next--; /* once more, when there is room */
        s->state = DRAINING;
        return;
    }
    if (i->a)
        out = pop(s)->text;
    else
        translate(&pop(s)->text, &out);
    memcpy(s->output + s->n_output, out.bytes, out.length);
    s->n_output += out.length;
    explicit_bzero(&out, sizeof(out));
}

static void set_bits(struct scp *s, unsigned *bits, unsigned least,
                     unsigned most)
{
    int32_t number = pop(s)->number;

    if (number < (int32_t)least || number > (int32_t)most)
        stop(s, SCP_FAILED, RASERR_ERROR_SCRIPT_SYNTAX,
             "%d: from %u to %u is allowed", number, least, most);
    else
        *bits = (unsigned)number;
}

static void set_port(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    (void)now;
    s->state = PORT;
    if (i->a == SCP_DATABITS)
        set_bits(s, &s->port.databits, 5, 8);
    else if (i->a == SCP_STOPBITS)
        set_bits(s, &s->port.stopbits, 1, 2);
    else
        s->port.parity = (enum scp_parity)i->b;
}

static void set_address(struct scp *s, const struct scp_instruction *i,
                        dial_ms now)
{
    const struct text *t = &pop(s)->text;
    char text[INET_ADDRSTRLEN];
    struct in_addr address;

    (void)i, (void)now;
    snprintf(text, sizeof(text), "%.*s", (int)t->length, t->bytes);
    if (t->length >= sizeof(text) || inet_pton(AF_INET, text, &address) != 1 ||
        address.s_addr == 0)
        wrong(s, "set ipaddr: it is no address");
    else
        s->address = address.s_addr;
}

/* --- the flow */

static void finish(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    end(s, SCP_DONE);
}

static void halt(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    stop(s, SCP_HALTED, RASERR_ERROR_INTERACTIVE_MODE,
         "the script halts: somebody would have to go on");
}

static void jump(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)now;
    s->next = (size_t)i->a;
}

static void jump_if_not(struct scp *s, const struct scp_instruction *i,
                        dial_ms now)
{
    (void)now;
    if (!pop(s)->number)
        s->next = (size_t)i->a;
}

static void pause_script(struct scp *s, const struct scp_instruction *i,
                         dial_ms now)
{
    (void)i;
    s->state = PAUSED;
    s->deadline = in_seconds(now, pop(s)->number);
}

/* --- values */

static void constant(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    (void)now;
    push_number(s, i->a);
}

static void literal(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)now;
    push_text(s, s->program->text + i->a, (size_t)i->b);
}

static void variable(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    (void)now;
    s->stack[s->depth++] = s->variables[i->a];
}

static void store(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)now;
    s->variables[i->a] = *pop(s);
}

static void clear(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)now;
    s->variables[i->a].number = 0;
    s->variables[i->a].text.length = 0;
}

static void drop(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    (void)pop(s);
}

static void user(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    push_given(s, s->givens.user, "$USERID");
}

static void password(struct scp *s, const struct scp_instruction *i,
                     dial_ms now)
{
    (void)i, (void)now;
    push_given(s, s->givens.password, "$PASSWORD");
}

static void success(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)now;
    push_number(s, s->success == (i->a != 0));
}

/* --- operators */

static void negate(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    set_number(s, -(int64_t)top(s)->number);
}

static void invert(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    (void)i, (void)now;
    top(s)->number = !top(s)->number;
}

static void concatenate(struct scp *s, const struct scp_instruction *i,
                        dial_ms now)
{
    const struct text *right = &pop(s)->text;
    struct text *left = &top(s)->text;

    (void)i, (void)now;
    if (right->length > sizeof(left->bytes) - left->length) {
        wrong(s, "the string is too long");
        return;
    }
    memcpy(left->bytes + left->length, right->bytes, right->length);
    left->length += right->length;
}

static void compare(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    const struct value *b = pop(s), *a = pop(s);
    bool same = a->number == b->number && a->text.length == b->text.length &&
                memcmp(a->text.bytes, b->text.bytes, a->text.length) == 0;

    (void)now;
    push_number(s, same == (i->op == SCP_OP_EQUAL));
}

static int64_t divide(struct scp *s, int64_t a, int64_t b)
{
    if (b == 0)
        wrong(s, "division by zero");
    return b ? a / b : 0;
}

static void calculate(struct scp *s, const struct scp_instruction *i,
                      dial_ms now)
{
    int64_t b = pop(s)->number, a = top(s)->number;

    (void)now;
    switch (i->op) {
    case SCP_OP_MULTIPLY:
        set_number(s, a * b);
        break;
    case SCP_OP_DIVIDE:
        set_number(s, divide(s, a, b));
        break;
    case SCP_OP_ADD:
        set_number(s, a + b);
        break;
    default: /* SCP_OP_SUBTRACT */
        set_number(s, a - b);
    }
}

static void order(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    int32_t b = pop(s)->number, a = top(s)->number;
    bool less = i->op == SCP_OP_LESS || i->op == SCP_OP_LESS_EQUAL;
    bool equal = i->op == SCP_OP_LESS_EQUAL || i->op == SCP_OP_GREATER_EQUAL;

    (void)now;
    top(s)->number = a == b ? equal : (a < b) == less;
}

static void combine(struct scp *s, const struct scp_instruction *i, dial_ms now)
{
    bool b = pop(s)->number, a = top(s)->number;

    (void)now;
    top(s)->number = i->op == SCP_OP_AND ? a && b : a || b;
}

/* --- running; a SCP_OP_CASE is its waitfor's, and never carried out */

static void (*const actions[])(struct scp *s, const struct scp_instruction *i,
                               dial_ms now) = {
    [SCP_OP_END] = finish,
    [SCP_OP_HALT] = halt,
    [SCP_OP_JUMP] = jump,
    [SCP_OP_JUMP_IF_NOT] = jump_if_not,
    [SCP_OP_PUSH_INTEGER] = constant,
    [SCP_OP_PUSH_BOOLEAN] = constant,
    [SCP_OP_PUSH_STRING] = literal,
    [SCP_OP_PUSH_VARIABLE] = variable,
    [SCP_OP_STORE] = store,
    [SCP_OP_CLEAR] = clear,
    [SCP_OP_DROP] = drop,
    [SCP_OP_USERID] = user,
    [SCP_OP_PASSWORD] = password,
    [SCP_OP_SUCCESS] = success,
    [SCP_OP_NEGATE] = negate,
    [SCP_OP_NOT] = invert,
    [SCP_OP_MULTIPLY] = calculate,
    [SCP_OP_DIVIDE] = calculate,
    [SCP_OP_ADD] = calculate,
    [SCP_OP_SUBTRACT] = calculate,
    [SCP_OP_CONCATENATE] = concatenate,
    [SCP_OP_LESS] = order,
    [SCP_OP_GREATER] = order,
    [SCP_OP_LESS_EQUAL] = order,
    [SCP_OP_GREATER_EQUAL] = order,
    [SCP_OP_EQUAL] = compare,
    [SCP_OP_NOT_EQUAL] = compare,
    [SCP_OP_AND] = combine,
    [SCP_OP_OR] = combine,
    [SCP_OP_DELAY] = pause_script,
    [SCP_OP_GETIP] = get_address,
    [SCP_OP_TRANSMIT] = transmit,
    [SCP_OP_WAITFOR] = wait_for,
    [SCP_OP_CASE] = NULL,
    [SCP_OP_PORT] = set_port,
    [SCP_OP_SET_IPADDR] = set_address,
};

static void run(struct scp *s, dial_ms now)
{
    unsigned step;

    for (step = 0; s->state == ON && step < STEPS; step++) {
        const struct scp_instruction *i = &s->program->code[s->next++];

        s->line = i->line;
        actions[i->op](s, i, now);
    }
    if (s->state == ON) {
        s->state = PAUSED;
        s->deadline = now + PAUSE_MS;
    }
}

static void time_is_up(struct scp *s)
{
    stop(s, SCP_FAILED, RASERR_ERROR_REQUEST_TIMEOUT,
         "the script has not come to its end within %u s",
         s->givens.limit_ms / 1000);
}

static void deadline_reached(struct scp *s)
{
    if (s->state == WAITING) {
        s->success = false;
        go_on(s, s->behind);
    } else if (s->state == PAUSED) {
        go_on(s, s->next);
    }
}

void scp_tick(struct scp *s, dial_ms now)
{
    if (s->state == ENDED)
        return;
    if (now >= s->limit) {
        time_is_up(s);
        return;
    }
    if (now >= s->deadline)
        deadline_reached(s);
    if (s->state == DRAINING && !s->n_output)
        go_on(s, s->next);
    run(s, now);
}

void scp_start(struct scp *s, dial_ms now)
{
    s->limit = s->givens.limit_ms ? now + s->givens.limit_ms : DIAL_NEVER;
    go_on(s, s->program->main);
    run(s, now);
}

void scp_input(struct scp *s, dial_ms now, unsigned char byte)
{
    if (s->state == WAITING)
        wait_byte(s, (char)byte);
    else if (s->state == ADDRESS)
        address_byte(s, (char)byte);
    scp_tick(s, now);
}

/* --- the owner's side */

struct scp *scp_new(const struct scp_program *program,
                    const struct scp_givens *givens)
{
    struct scp *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->program = program;
    s->givens = *givens;
    s->deadline = s->limit = DIAL_NEVER;
    s->success = true;
    s->port = (struct scp_port){8, 1, SCP_PARITY_NONE};
    return s;
}

void scp_free(struct scp *s)
{
    if (s)
        explicit_bzero(s, sizeof(*s));
    free(s);
}

size_t scp_output(struct scp *s, void *bytes, size_t size)
{
    size_t n = s->n_output < size ? s->n_output : size;

    memcpy(bytes, s->output, n);
    s->n_output -= n;
    memmove(s->output, s->output + n, s->n_output);
    explicit_bzero(s->output + s->n_output, n);
    return n;
}

size_t scp_pending(const struct scp *s)
{
    return s->n_output;
}

bool scp_listens(const struct scp *s)
{
    return s->state == WAITING || s->state == ADDRESS;
}

bool scp_port(struct scp *s, struct scp_port *port)
{
    if (s->state != PORT || s->n_output)
        return false;
    *port = s->port;
    go_on(s, s->next);
    return true;
}

dial_ms scp_deadline(const struct scp *s)
{
    bool due = s->state == ON ||
               ((s->state == DRAINING || s->state == PORT) && !s->n_output);

    if (s->state == ENDED)
        return DIAL_NEVER;
    if (due)
        return 0;
    return s->deadline < s->limit ? s->deadline : s->limit;
}

enum scp_status scp_status(const struct scp *s)
{
    return s->status;
}

const struct dial_failure *scp_failure(const struct scp *s)
{
    return &s->failure;
}

uint32_t scp_address(const struct scp *s)
{
    return s->address;
}
