#include "plugin/scp_code.h"

#include <stdlib.h>
#include <string.h>

#include "conf/text.h"

/* Parentheses and signs in each other, blocks in each other. */
#define NESTING_MAX 16

/* Labels of a proc, and the jumps to them. */
#define LABELS_MAX 128
#define JUMPS_MAX  512

/* --- words */

enum word {
    NO_WORD,
    W_AND,
    W_BOOLEAN,
    W_DATABITS,
    W_DELAY,
    W_DO,
    W_ENDIF,
    W_ENDPROC,
    W_ENDWHILE,
    W_EVEN,
    W_FALSE,
    W_GETIP,
    W_GOTO,
    W_HALT,
    W_IF,
    W_INTEGER,
    W_IPADDR,
    W_KEYBOARD,
    W_MARK,
    W_MATCHCASE,
    W_NONE,
    W_ODD,
    W_OFF,
    W_ON,
    W_OR,
    W_PARITY,
    W_PORT,
    W_PROC,
    W_RAW,
    W_SCREEN,
    W_SET,
    W_SPACE,
    W_STOPBITS,
    W_STRING,
    W_THEN,
    W_TRANSMIT,
    W_TRUE,
    W_UNTIL,
    W_WAITFOR,
    W_WHILE,
    /* and what is no letters */
    W_USERID,
    W_PASSWORD,
    W_SUCCESS,
    W_FAILURE,
    W_EQUAL,
    W_NOT_EQUAL,
    W_LESS_EQUAL,
    W_GREATER_EQUAL,
    W_ASSIGN,
    W_NOT,
    W_LESS,
    W_GREATER,
    W_PLUS,
    W_MINUS,
    W_TIMES,
    W_DIVIDE,
    W_OPEN,
    W_CLOSE,
    W_COMMA,
    W_COLON,
    WORDS
};

static const char *const words[WORDS] = {
    [NO_WORD] = "",
    [W_AND] = "and",
    [W_BOOLEAN] = "boolean",
    [W_DATABITS] = "databits",
    [W_DELAY] = "delay",
    [W_DO] = "do",
    [W_ENDIF] = "endif",
    [W_ENDPROC] = "endproc",
    [W_ENDWHILE] = "endwhile",
    [W_EVEN] = "even",
    [W_FALSE] = "FALSE",
    [W_GETIP] = "getip",
    [W_GOTO] = "goto",
    [W_HALT] = "halt",
    [W_IF] = "if",
    [W_INTEGER] = "integer",
    [W_IPADDR] = "ipaddr",
    [W_KEYBOARD] = "keyboard",
    [W_MARK] = "mark",
    [W_MATCHCASE] = "matchcase",
    [W_NONE] = "none",
    [W_ODD] = "odd",
    [W_OFF] = "off",
    [W_ON] = "on",
    [W_OR] = "or",
    [W_PARITY] = "parity",
    [W_PORT] = "port",
    [W_PROC] = "proc",
    [W_RAW] = "raw",
    [W_SCREEN] = "screen",
    [W_SET] = "set",
    [W_SPACE] = "space",
    [W_STOPBITS] = "stopbits",
    [W_STRING] = "string",
    [W_THEN] = "then",
    [W_TRANSMIT] = "transmit",
    [W_TRUE] = "TRUE",
    [W_UNTIL] = "until",
    [W_WAITFOR] = "waitfor",
    [W_WHILE] = "while",
    [W_USERID] = "$USERID",
    [W_PASSWORD] = "$PASSWORD",
    [W_SUCCESS] = "$SUCCESS",
    [W_FAILURE] = "$FAILURE",
    [W_EQUAL] = "==",
    [W_NOT_EQUAL] = "!=",
    [W_LESS_EQUAL] = "<=",
    [W_GREATER_EQUAL] = ">=",
    [W_ASSIGN] = "=",
    [W_NOT] = "!",
    [W_LESS] = "<",
    [W_GREATER] = ">",
    [W_PLUS] = "+",
    [W_MINUS] = "-",
    [W_TIMES] = "*",
    [W_DIVIDE] = "/",
    [W_OPEN] = "(",
    [W_CLOSE] = ")",
    [W_COMMA] = ",",
    [W_COLON] = ":",
};

enum kind { T_END, T_WORD, T_NAME, T_NUMBER, T_STRING };

struct token {
    enum kind kind;
    enum word word;
    const char *at;
    size_t length;
    uint32_t line;
    int32_t number;
};

struct name {
    const char *at;
    size_t length;
};

struct variable {
    struct name name;
    enum scp_type type;
};

struct label {
    struct name name;
    int32_t target;
};

/* A jump, by the place of its instruction, to a label that may come later. */
struct jump {
    struct name name;
    size_t instruction;
    uint32_t line;
};

struct parser {
    const char *file, *at, *end;
    uint32_t line;
    struct token token; /* the next one */
    uint32_t last_line; /* of the token before it */
    struct scp_program *program;
    size_t room;  /* for instructions */
    size_t depth; /* of the stack */
    unsigned nesting;
    bool main_seen;
    struct variable variables[SCP_VARIABLES_MAX];
    size_t n_variables;
    struct label labels[LABELS_MAX];
    size_t n_labels;
    struct jump jumps[JUMPS_MAX];
    size_t n_jumps;
    enum conf_result result;
    struct conf_problem *problem;
};

/* --- what is wrong; the first counts */

static bool wrong_at(struct parser *p, uint32_t line, const char *what,
                     const char *at, size_t n)
{
    if (p->result == CONF_OK)
        p->result =
            conf_fail(p->problem, CONF_FORMAT, "%s:%u: %s%s%.*s", p->file, line,
                      what, n ? ": " : "", n < 60 ? (int)n : 60, at);
    return false;
}

/* A string may be a password, and what is said of it stands in pppd's log. */
static bool wrong(struct parser *p, const char *what)
{
    const struct token *t = &p->token;

    if (t->kind == T_END)
        return wrong_at(p, t->line, what, "the script ends", 15);
    if (t->kind == T_STRING)
        return wrong_at(p, t->line, what, "a string", 8);
    return wrong_at(p, t->line, what, t->at, t->length);
}

static bool no_memory(struct parser *p)
{
    if (p->result == CONF_OK)
        p->result = conf_fail(p->problem, CONF_NOMEM, "%s: no memory", p->file);
    return false;
}

/* --- tokens */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static void skip_blanks(struct parser *p)
{
    for (; p->at < p->end; p->at++) {
        if (*p->at == ';')
            while (p->at < p->end && *p->at != '\n' && *p->at != '\r')
                p->at++;
        if (p->at == p->end)
            return;
        if (*p->at == '\n' ||
            (*p->at == '\r' && p->at + 1 < p->end && p->at[1] != '\n'))
            p->line++;
        /* 0x1a: where DOS ended a text. */
        else if (!strchr(" \t\r\f\x1a", *p->at))
            return;
    }
}

static enum word find_word(const char *at, size_t n)
{
    int i;

    for (i = 1; i < WORDS; i++)
        if (text_same(at, n, words[i], strlen(words[i])))
            return (enum word)i;
    return NO_WORD;
}

static bool take_number(struct parser *p, struct token *t)
{
    int64_t number = 0;
    size_t i;

    t->kind = T_NUMBER;
    for (i = 0; i < t->length; i++) {
        number = number * 10 + (t->at[i] - '0');
        if (number > INT32_MAX)
            return wrong(p, "the number is too large");
    }
    t->number = (int32_t)number;
    return true;
}

/* Escapes stay in it: they are for transmit and waitfor, if at all. */
static bool take_string(struct parser *p, struct token *t)
{
    const char *at = t->at + 1;

    while (at < p->end && *at != '"' && *at != '\n' && *at != '\r')
        at += *at == '\\' && at + 1 < p->end && at[1] >= ' ' ? 2 : 1;
    if (at >= p->end || *at != '"')
        return wrong_at(p, t->line, "a string without its closing \"", "", 0);
    t->kind = T_STRING;
    t->at++;
    t->length = (size_t)(at - t->at);
    p->at = at + 1;
    return true;
}

static size_t word_length(const char *at, const char *end)
{
    size_t n = *at == '$';

    while (at + n < end && (is_letter(at[n]) || is_digit(at[n])))
        n++;
    return n;
}

/* The longer one first: "<=" is no "<". */
static bool take_sign(struct parser *p, struct token *t)
{
    size_t n;

    for (n = p->end - t->at >= 2 ? 2 : 1; n; n--) {
        t->word = find_word(t->at, n);
        t->length = n;
        t->kind = T_WORD;
        p->at = t->at + n;
        if (t->word != NO_WORD)
            return true;
    }
    t->length = 1;
    return wrong(p, "this character means nothing here");
}

static bool take_letters(struct parser *p, struct token *t)
{
    t->length = word_length(t->at, p->end);
    p->at = t->at + t->length;
    t->word = find_word(t->at, t->length);
    t->kind = t->word == NO_WORD ? T_NAME : T_WORD;
    if (t->kind == T_NAME && *t->at == '$')
        return wrong(p, "no such variable of the system");
    return true;
}

/* Moves on to the next token. */
static bool next(struct parser *p)
{
    struct token *t = &p->token;

    p->last_line = t->line;
    skip_blanks(p);
    *t = (struct token){T_END, NO_WORD, p->at, 0, p->line, 0};
    if (p->at == p->end)
        return true;
    if (*p->at == '"')
        return take_string(p, t);
    if (is_letter(*p->at) || *p->at == '$')
        return take_letters(p, t);
    if (!is_digit(*p->at))
        return take_sign(p, t);
    while (p->at < p->end && is_digit(*p->at))
        p->at++;
    t->length = (size_t)(p->at - t->at);
    return take_number(p, t);
}

static bool is(const struct parser *p, enum word word)
{
    return p->token.kind == T_WORD && p->token.word == word;
}

/* Takes WORD if it is next. */
static bool accept(struct parser *p, enum word word)
{
    return is(p, word) && next(p);
}

static bool expect(struct parser *p, enum word word)
{
    char what[40] = "expected ";

    if (is(p, word))
        return next(p);
    memcpy(what + 9, words[word], strlen(words[word]) + 1);
    memcpy(what + 9 + strlen(words[word]), ", not", 6);
    return wrong(p, what);
}

/* --- instructions */

static bool grow(struct parser *p)
{
    struct scp_program *g = p->program;
    size_t room = p->room ? 2 * p->room : 64;
    struct scp_instruction *code;

    code = realloc(g->code, room * sizeof(*code));
    if (!code)
        return no_memory(p);
    g->code = code;
    p->room = room;
    return true;
}

/* PUSHES: how many values more, or less, are on the stack afterwards. */
static bool emit(struct parser *p, enum scp_op op, int32_t a, int32_t b,
                 int pushes)
{
    struct scp_program *g = p->program;

    if (g->n_code == SCP_CODE_MAX)
        return wrong(p, "the script is too long");
    if (g->n_code == p->room && !grow(p))
        return false;
    p->depth = (size_t)((int)p->depth + pushes);
    if (p->depth > SCP_STACK_MAX)
        return wrong(p, "the expression is too long");
    g->code[g->n_code++] =
        (struct scp_instruction){op, p->last_line ? p->last_line : 1, a, b};
    return true;
}

static int32_t here(const struct parser *p)
{
    return (int32_t)p->program->n_code;
}

static bool enter(struct parser *p)
{
    if (p->nesting == NESTING_MAX)
        return wrong(p, "too deep");
    p->nesting++;
    return true;
}

/* --- names */

static bool same_name(const struct name *a, const struct token *t)
{
    return text_same(a->at, a->length, t->at, t->length);
}

static struct name name_of(const struct token *t)
{
    return (struct name){t->at, t->length};
}

/* Its number, or -1. */
static int32_t find_variable(const struct parser *p, const struct token *t)
{
    size_t i;

    for (i = 0; i < p->n_variables; i++)
        if (same_name(&p->variables[i].name, t))
            return (int32_t)i;
    return -1;
}

static bool add_label(struct parser *p, const struct token *t)
{
    size_t i;

    for (i = 0; i < p->n_labels; i++)
        if (same_name(&p->labels[i].name, t))
            return wrong_at(p, t->line, "this label is there already", t->at,
                            t->length);
    if (p->n_labels == LABELS_MAX)
        return wrong(p, "too many labels");
    p->labels[p->n_labels++] = (struct label){name_of(t), here(p)};
    return true;
}

/* The last instruction is a jump to the label that is the next token. */
static bool jump_to_label(struct parser *p)
{
    if (p->token.kind != T_NAME)
        return wrong(p, "expected a label, not");
    if (p->n_jumps == JUMPS_MAX)
        return wrong(p, "too many jumps");
    p->jumps[p->n_jumps++] = (struct jump){
        name_of(&p->token), p->program->n_code - 1, p->token.line};
    return next(p);
}

static bool land(struct parser *p, const struct jump *j)
{
    size_t i;

    for (i = 0; i < p->n_labels; i++) {
        const struct label *l = &p->labels[i];

        if (text_same(l->name.at, l->name.length, j->name.at, j->name.length)) {
            p->program->code[j->instruction].a = l->target;
            return true;
        }
    }
    return wrong_at(p, j->line, "there is no such label", j->name.at,
                    j->name.length);
}

/* --- expressions: one function for each rank, the lowest first */

static bool expression(struct parser *p, enum scp_type *type);

static const char *const type_names[] = {
    [SCP_INTEGER] = "an integer is needed here, before",
    [SCP_STRING] = "a string is needed here, before",
    [SCP_BOOLEAN] = "a boolean is needed here, before",
};

static bool expression_of(struct parser *p, enum scp_type wanted)
{
    enum scp_type type;

    if (!expression(p, &type))
        return false;
    return type == wanted || wrong(p, type_names[wanted]);
}

static bool push_variable(struct parser *p, enum scp_type *type)
{
    int32_t i = find_variable(p, &p->token);

    if (i < 0)
        return wrong(p, "this variable was not declared");
    *type = p->variables[i].type;
    return next(p) && emit(p, SCP_OP_PUSH_VARIABLE, i, 0, 1);
}

static bool push_string(struct parser *p, enum scp_type *type)
{
    const struct token t = p->token;

    *type = SCP_STRING;
    return next(p) &&
           emit(p, SCP_OP_PUSH_STRING, (int32_t)(t.at - p->program->text),
                (int32_t)t.length, 1);
}

static bool push_number(struct parser *p, enum scp_type *type)
{
    int32_t number = p->token.number;

    *type = SCP_INTEGER;
    return next(p) && emit(p, SCP_OP_PUSH_INTEGER, number, 0, 1);
}

static bool unary(struct parser *p, enum scp_type *type);

/* "getip 2", the number in the same line; without one it is the first. */
static bool get_address(struct parser *p, enum scp_type *type)
{
    bool counted;

    counted = p->token.line == p->last_line &&
              (p->token.kind == T_NUMBER || is(p, W_OPEN) ||
               (p->token.kind == T_NAME && find_variable(p, &p->token) >= 0));
    if (counted && !unary(p, type))
        return false;
    if (counted && *type != SCP_INTEGER)
        return wrong(p, type_names[SCP_INTEGER]);
    *type = SCP_STRING;
    return (counted || emit(p, SCP_OP_PUSH_INTEGER, 1, 0, 1)) &&
           emit(p, SCP_OP_GETIP, 0, 0, 0);
}

static bool in_parentheses(struct parser *p, enum scp_type *type)
{
    return expression(p, type) && expect(p, W_CLOSE);
}

static const struct {
    enum word word;
    enum scp_op op;
    int32_t a;
    enum scp_type type;
} constants[] = {
    {W_TRUE, SCP_OP_PUSH_BOOLEAN, 1, SCP_BOOLEAN},
    {W_FALSE, SCP_OP_PUSH_BOOLEAN, 0, SCP_BOOLEAN},
    {W_SUCCESS, SCP_OP_SUCCESS, 1, SCP_BOOLEAN},
    {W_FAILURE, SCP_OP_SUCCESS, 0, SCP_BOOLEAN},
    {W_USERID, SCP_OP_USERID, 0, SCP_STRING},
    {W_PASSWORD, SCP_OP_PASSWORD, 0, SCP_STRING},
};

static bool primary(struct parser *p, enum scp_type *type)
{
    size_t i;

    if (p->token.kind == T_NUMBER)
        return push_number(p, type);
    if (p->token.kind == T_STRING)
        return push_string(p, type);
    if (p->token.kind == T_NAME)
        return push_variable(p, type);
    if (accept(p, W_OPEN))
        return in_parentheses(p, type);
    if (accept(p, W_GETIP))
        return get_address(p, type);
    for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
        if (accept(p, constants[i].word)) {
            *type = constants[i].type;
            return emit(p, constants[i].op, constants[i].a, 0, 1);
        }
    return wrong(p, "expected a value, not");
}

static bool unary_of(struct parser *p, enum scp_type wanted, enum scp_op op,
                     enum scp_type *type)
{
    if (!unary(p, type))
        return false;
    if (*type != wanted)
        return wrong(p, type_names[wanted]);
    return emit(p, op, 0, 0, 0);
}

static bool unary(struct parser *p, enum scp_type *type)
{
    bool good;

    if (!enter(p))
        return false;
    if (accept(p, W_MINUS))
        good = unary_of(p, SCP_INTEGER, SCP_OP_NEGATE, type);
    else if (accept(p, W_NOT))
        good = unary_of(p, SCP_BOOLEAN, SCP_OP_NOT, type);
    else
        good = primary(p, type);
    p->nesting--;
    return good;
}

/* The table of section 5: ranks from the lowest; what goes in, what comes out.
 */
static const struct rule {
    enum word word;
    int rank;
    enum scp_type in, out;
    enum scp_op op;
} operators[] = {
    {W_OR, 0, SCP_BOOLEAN, SCP_BOOLEAN, SCP_OP_OR},
    {W_AND, 1, SCP_BOOLEAN, SCP_BOOLEAN, SCP_OP_AND},
    {W_EQUAL, 2, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_EQUAL},
    {W_EQUAL, 2, SCP_STRING, SCP_BOOLEAN, SCP_OP_EQUAL},
    {W_EQUAL, 2, SCP_BOOLEAN, SCP_BOOLEAN, SCP_OP_EQUAL},
    {W_NOT_EQUAL, 2, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_NOT_EQUAL},
    {W_NOT_EQUAL, 2, SCP_STRING, SCP_BOOLEAN, SCP_OP_NOT_EQUAL},
    {W_NOT_EQUAL, 2, SCP_BOOLEAN, SCP_BOOLEAN, SCP_OP_NOT_EQUAL},
    {W_LESS, 3, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_LESS},
    {W_GREATER, 3, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_GREATER},
    {W_LESS_EQUAL, 3, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_LESS_EQUAL},
    {W_GREATER_EQUAL, 3, SCP_INTEGER, SCP_BOOLEAN, SCP_OP_GREATER_EQUAL},
    {W_PLUS, 4, SCP_INTEGER, SCP_INTEGER, SCP_OP_ADD},
    {W_PLUS, 4, SCP_STRING, SCP_STRING, SCP_OP_CONCATENATE},
    {W_MINUS, 4, SCP_INTEGER, SCP_INTEGER, SCP_OP_SUBTRACT},
    {W_TIMES, 5, SCP_INTEGER, SCP_INTEGER, SCP_OP_MULTIPLY},
    {W_DIVIDE, 5, SCP_INTEGER, SCP_INTEGER, SCP_OP_DIVIDE},
};
enum { RANKS = 6, OPERATORS = sizeof(operators) / sizeof(operators[0]) };

/* The operator of RANK that is next, for a value of TYPE on its left. */
static const struct rule *find_operator(const struct parser *p, int rank,
                                        enum scp_type type, bool *there)
{
    size_t i;

    *there = false;
    for (i = 0; i < OPERATORS; i++) {
        if (operators[i].rank != rank || !is(p, operators[i].word))
            continue;
        *there = true;
        if (operators[i].in == type)
            return &operators[i];
    }
    return NULL;
}

static bool ranked(struct parser *p, int rank, enum scp_type *type)
{
    const struct rule *o;
    enum scp_type right;
    bool there;

    if (rank == RANKS)
        return unary(p, type);
    if (!ranked(p, rank + 1, type))
        return false;
    while ((o = find_operator(p, rank, *type, &there)) != NULL) {
        if (!next(p) || !ranked(p, rank + 1, &right))
            return false;
        if (right != o->in)
            return wrong(p, type_names[o->in]);
        if (!emit(p, o->op, 0, 0, -1))
            return false;
        *type = o->out;
    }
    return !there || wrong(p, "this operator is not for such values");
}

static bool expression(struct parser *p, enum scp_type *type)
{
    return ranked(p, 0, type);
}

/* --- commands */

static bool commands(struct parser *p);

static bool delay(struct parser *p)
{
    return expression_of(p, SCP_INTEGER) && emit(p, SCP_OP_DELAY, 0, 0, -1);
}

static bool get_and_drop(struct parser *p)
{
    enum scp_type type;

    return get_address(p, &type) && emit(p, SCP_OP_DROP, 0, 0, -1);
}

static bool go_to(struct parser *p)
{
    return emit(p, SCP_OP_JUMP, 0, 0, 0) && jump_to_label(p);
}

static bool halt(struct parser *p)
{
    return emit(p, SCP_OP_HALT, 0, 0, 0);
}

static bool block(struct parser *p, enum word end)
{
    bool good = enter(p) && commands(p) && expect(p, end);

    p->nesting--;
    return good;
}

static bool if_then(struct parser *p)
{
    int32_t jump;

    if (!expression_of(p, SCP_BOOLEAN) || !expect(p, W_THEN))
        return false;
    jump = here(p);
    if (!emit(p, SCP_OP_JUMP_IF_NOT, 0, 0, -1) || !block(p, W_ENDIF))
        return false;
    p->program->code[jump].a = here(p);
    return true;
}

static bool while_do(struct parser *p)
{
    int32_t begin = here(p), jump;

    if (!expression_of(p, SCP_BOOLEAN) || !expect(p, W_DO))
        return false;
    jump = here(p);
    if (!emit(p, SCP_OP_JUMP_IF_NOT, 0, 0, -1) || !block(p, W_ENDWHILE) ||
        !emit(p, SCP_OP_JUMP, begin, 0, 0))
        return false;
    p->program->code[jump].a = here(p);
    return true;
}

static const enum word parities[] = {
    [SCP_PARITY_NONE] = W_NONE,   [SCP_PARITY_ODD] = W_ODD,
    [SCP_PARITY_EVEN] = W_EVEN,   [SCP_PARITY_MARK] = W_MARK,
    [SCP_PARITY_SPACE] = W_SPACE,
};

const char *scp_parity_name(enum scp_parity parity)
{
    return words[parities[parity]];
}

static bool set_parity(struct parser *p)
{
    size_t i;

    for (i = 0; i < sizeof(parities) / sizeof(parities[0]); i++)
        if (accept(p, parities[i]))
            return emit(p, SCP_OP_PORT, SCP_PARITY, (int32_t)i, 0);
    return wrong(p, "expected none, odd, even, mark or space, not");
}

static bool set_port(struct parser *p)
{
    if (accept(p, W_PARITY))
        return set_parity(p);
    if (accept(p, W_DATABITS))
        return expression_of(p, SCP_INTEGER) &&
               emit(p, SCP_OP_PORT, SCP_DATABITS, 0, -1);
    if (accept(p, W_STOPBITS))
        return expression_of(p, SCP_INTEGER) &&
               emit(p, SCP_OP_PORT, SCP_STOPBITS, 0, -1);
    return wrong(p, "expected databits, parity or stopbits, not");
}

/* There is neither a screen nor a keyboard: nothing is to be done. */
static bool set_screen(struct parser *p)
{
    return expect(p, W_KEYBOARD) && (accept(p, W_ON) || accept(p, W_OFF) ||
                                     wrong(p, "expected on or off, not"));
}

static bool set(struct parser *p)
{
    if (accept(p, W_PORT))
        return set_port(p);
    if (accept(p, W_SCREEN))
        return set_screen(p);
    return expect(p, W_IPADDR) && expression_of(p, SCP_STRING) &&
           emit(p, SCP_OP_SET_IPADDR, 0, 0, -1);
}

static bool transmit(struct parser *p)
{
    bool raw;

    if (!expression_of(p, SCP_STRING))
        return false;
    raw = accept(p, W_COMMA);
    if (raw && !expect(p, W_RAW))
        return false;
    return emit(p, SCP_OP_TRANSMIT, raw, 0, -1);
}

/* What follows a string of a waitfor: ", matchcase" and "then LABEL". */
struct wait_case {
    bool matchcase, jumps;
    struct token label;
};

/* *MORE: a comma came that another string follows. */
static bool wait_case(struct parser *p, struct wait_case *c, bool *more)
{
    *c = (struct wait_case){false, false, p->token};
    if (!expression_of(p, SCP_STRING))
        return false;
    *more = accept(p, W_COMMA);
    if (*more && accept(p, W_MATCHCASE)) {
        c->matchcase = true;
        *more = false;
    }
    if (!*more && accept(p, W_THEN)) {
        c->jumps = true;
        c->label = p->token;
        if (p->token.kind != T_NAME)
            return wrong(p, "expected a label, not");
        if (!next(p))
            return false;
    }
    *more = *more || accept(p, W_COMMA);
    return true;
}

static bool emit_case(struct parser *p, const struct wait_case *c)
{
    if (!emit(p, SCP_OP_CASE, -1, c->matchcase, 0))
        return false;
    if (!c->jumps)
        return true;
    if (p->n_jumps == JUMPS_MAX)
        return wrong(p, "too many jumps");
    p->jumps[p->n_jumps++] = (struct jump){
        name_of(&c->label), p->program->n_code - 1, c->label.line};
    return true;
}

static bool wait_for(struct parser *p)
{
    struct wait_case cases[SCP_CASES_MAX];
    bool more = true, until;
    int n = 0, i;

    for (; more; n++) {
        if (n == SCP_CASES_MAX)
            return wrong(p, "too many strings to wait for");
        if (!wait_case(p, &cases[n], &more))
            return false;
    }
    until = accept(p, W_UNTIL);
    if (until && !expression_of(p, SCP_INTEGER))
        return false;
    if (!emit(p, SCP_OP_WAITFOR, n, until, -n - until))
        return false;
    for (i = 0; i < n; i++)
        if (!emit_case(p, &cases[i]))
            return false;
    return true;
}

static bool declare(struct parser *p, enum scp_type type)
{
    int32_t i = (int32_t)p->n_variables;
    const struct token t = p->token;

    if (t.kind != T_NAME)
        return wrong(p, "expected a new variable's name, not");
    if (find_variable(p, &t) >= 0)
        return wrong(p, "this variable is there already");
    if (i == SCP_VARIABLES_MAX)
        return wrong(p, "too many variables");
    if (!next(p))
        return false;
    if (!accept(p, W_ASSIGN)) {
        if (!emit(p, SCP_OP_CLEAR, i, (int32_t)type, 0))
            return false;
    } else if (!expression_of(p, type) || !emit(p, SCP_OP_STORE, i, 0, -1)) {
        return false;
    }
    p->variables[p->n_variables++] = (struct variable){name_of(&t), type};
    return true;
}

static bool integer(struct parser *p)
{
    return declare(p, SCP_INTEGER);
}

static bool string(struct parser *p)
{
    return declare(p, SCP_STRING);
}

static bool boolean(struct parser *p)
{
    return declare(p, SCP_BOOLEAN);
}

/* "name = value" or "label:". */
static bool named(struct parser *p)
{
    const struct token t = p->token;
    int32_t i = find_variable(p, &t);

    if (!next(p))
        return false;
    if (accept(p, W_COLON))
        return add_label(p, &t);
    if (!is(p, W_ASSIGN) || i < 0)
        return wrong_at(p, t.line, "neither a command nor a declared variable",
                        t.at, t.length);
    return next(p) && expression_of(p, p->variables[i].type) &&
           emit(p, SCP_OP_STORE, i, 0, -1);
}

static const struct {
    enum word word;
    bool (*parse)(struct parser *p);
} command_table[] = {
    {W_BOOLEAN, boolean},   {W_DELAY, delay},      {W_GETIP, get_and_drop},
    {W_GOTO, go_to},        {W_HALT, halt},        {W_IF, if_then},
    {W_INTEGER, integer},   {W_SET, set},          {W_STRING, string},
    {W_TRANSMIT, transmit}, {W_WAITFOR, wait_for}, {W_WHILE, while_do},
};
enum { COMMANDS = sizeof(command_table) / sizeof(command_table[0]) };

/* Up to a word that begins no command: the end of the block. */
static bool commands(struct parser *p)
{
    size_t i;

    for (;;) {
        if (p->token.kind == T_NAME) {
            if (!named(p))
                return false;
            continue;
        }
        for (i = 0; i < COMMANDS && !is(p, command_table[i].word); i++)
            ;
        if (i == COMMANDS)
            return p->result == CONF_OK;
        if (!next(p) || !command_table[i].parse(p))
            return false;
    }
}

/* --- the script */

static bool proc(struct parser *p)
{
    bool is_main = text_same(p->token.at, p->token.length, "main", 4);
    size_t i;

    if (p->token.kind != T_NAME)
        return wrong(p, "expected the name of a proc, not");
    if (is_main && p->main_seen)
        return wrong(p, "there is one already");
    if (is_main)
        p->program->main = p->program->n_code;
    p->main_seen |= is_main;
    p->n_variables = p->n_labels = p->n_jumps = 0;
    if (!next(p) || !commands(p) || !expect(p, W_ENDPROC) ||
        !emit(p, SCP_OP_END, 0, 0, 0))
        return false;
    for (i = 0; i < p->n_jumps; i++)
        if (!land(p, &p->jumps[i]))
            return false;
    return true;
}

static bool script(struct parser *p)
{
    if (!next(p))
        return false;
    while (p->token.kind != T_END)
        if (!expect(p, W_PROC) || !proc(p))
            return false;
    return p->main_seen ||
           wrong_at(p, p->line, "there is no \"proc main\"", "", 0);
}

static void note_wishes(struct scp_program *g)
{
    size_t i;

    for (i = 0; i < g->n_code; i++) {
        g->wants_user |= g->code[i].op == SCP_OP_USERID;
        g->wants_password |= g->code[i].op == SCP_OP_PASSWORD;
    }
}

static enum conf_result parse(struct scp_program *g, size_t n,
                              struct conf_problem *problem)
{
    struct parser *p = calloc(1, sizeof(*p));
    enum conf_result result;

    if (!p)
        return conf_fail(problem, CONF_NOMEM, "%s: no memory", g->file);
    *p = (struct parser){.file = g->file,
                         .at = g->text,
                         .end = g->text + n,
                         .line = 1,
                         .program = g,
                         .problem = problem};
    if (n >= 3 && memcmp(g->text, "\xef\xbb\xbf", 3) == 0)
        p->at += 3;
    (void)script(p);
    result = p->result;
    free(p);
    return result;
}

enum conf_result scp_compile(const char *text, size_t n, const char *file,
                             struct scp_program **program,
                             struct conf_problem *p)
{
    enum conf_result result = CONF_NOMEM;
    struct scp_program *g;

    *program = NULL;
    if (n > SCP_FILE_MAX)
        return conf_fail(p, CONF_LIMIT, "%s: a script of more than %u bytes",
                         file, SCP_FILE_MAX);
    if (memchr(text, '\0', n))
        return conf_fail(p, CONF_FORMAT, "%s: it is no text", file);
    g = calloc(1, sizeof(*g));
    if (g && (g->file = strdup(file)) && (g->text = calloc(1, n + 1))) {
        memcpy(g->text, text, n);
        result = parse(g, n, p);
    } else {
        conf_fail(p, CONF_NOMEM, "%s: no memory", file);
    }
    if (result != CONF_OK) {
        scp_program_free(g);
        return result;
    }
    note_wishes(g);
    *program = g;
    return CONF_OK;
}

/* A script may have a password in it. */
void scp_program_free(struct scp_program *g)
{
    if (!g)
        return;
    if (g->text)
        explicit_bzero(g->text, strlen(g->text));
    free(g->text);
    free(g->file);
    free(g->code);
    free(g);
}
