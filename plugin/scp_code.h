/*
 * scp_code.h - a log-on script as a program that can be run step by step.
 *
 * Owns the language: Microsoft's "Dial-Up Scripting Command Language" (1995),
 * from which all rules here are taken. A script is read once, before anything
 * is dialled: names, types, labels and the size of every construct are checked
 * then, so that the interpreter (scp.h) meets only what fits. A script is
 * untrusted: whatever stands in it, the memory is bounded.
 *
 * Where the description is silent: letter case counts in strings only; a proc
 * beside main is read and never run, for nothing calls it; a getip's number
 * stands in its line.
 */
#ifndef PLUGIN_SCP_CODE_H
#define PLUGIN_SCP_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/result.h"

#define SCP_FILE_MAX      (64u << 10)
#define SCP_CODE_MAX      8192
#define SCP_VARIABLES_MAX 32
#define SCP_CASES_MAX     16 /* the strings of one waitfor */
#define SCP_STACK_MAX     24

enum scp_type { SCP_INTEGER, SCP_STRING, SCP_BOOLEAN };

/*
 * What an instruction does; "takes" is from the stack, the last value first.
 * A and B are its numbers.
 */
enum scp_op {
    SCP_OP_END,           /* PPP begins */
    SCP_OP_HALT,          /* only a person could go on */
    SCP_OP_JUMP,          /* to A */
    SCP_OP_JUMP_IF_NOT,   /* takes a boolean; to A */
    SCP_OP_PUSH_INTEGER,  /* A */
    SCP_OP_PUSH_BOOLEAN,  /* A */
    SCP_OP_PUSH_STRING,   /* B bytes of the text, from A on */
    SCP_OP_PUSH_VARIABLE, /* A */
    SCP_OP_STORE,         /* takes a value; variable A */
    SCP_OP_CLEAR,         /* variable A of type B gets its type's first value */
    SCP_OP_DROP,          /* takes a value */
    SCP_OP_USERID,
    SCP_OP_PASSWORD,
    SCP_OP_SUCCESS, /* A: the value that is TRUE: $SUCCESS or $FAILURE */
    SCP_OP_NEGATE,
    SCP_OP_NOT,
    SCP_OP_MULTIPLY,
    SCP_OP_DIVIDE,
    SCP_OP_ADD, /* integers */
    SCP_OP_SUBTRACT,
    SCP_OP_CONCATENATE,
    SCP_OP_LESS,
    SCP_OP_GREATER,
    SCP_OP_LESS_EQUAL,
    SCP_OP_GREATER_EQUAL,
    SCP_OP_EQUAL, /* any one type */
    SCP_OP_NOT_EQUAL,
    SCP_OP_AND,
    SCP_OP_OR,
    SCP_OP_DELAY,     /* takes seconds */
    SCP_OP_GETIP,     /* takes which one; pushes it */
    SCP_OP_TRANSMIT,  /* takes a string; A: raw */
    SCP_OP_WAITFOR,   /* takes seconds if B, then A strings; A cases follow */
    SCP_OP_CASE,      /* A: where its string leads, -1: on; B: letter case */
    SCP_OP_PORT,      /* takes a number or nothing; A: enum scp_setting, B */
    SCP_OP_SET_IPADDR /* takes a string */
};

/* What `set port' sets; B of SCP_OP_PORT is a parity. */
enum scp_setting { SCP_DATABITS, SCP_PARITY, SCP_STOPBITS };
enum scp_parity {
    SCP_PARITY_NONE,
    SCP_PARITY_ODD,
    SCP_PARITY_EVEN,
    SCP_PARITY_MARK,
    SCP_PARITY_SPACE
};

const char *scp_parity_name(enum scp_parity parity);

struct scp_instruction {
    enum scp_op op;
    uint32_t line; /* of the script */
    int32_t a, b;
};

struct scp_program {
    char *file; /* for messages */
    char *text; /* the script */
    struct scp_instruction *code;
    size_t n_code;
    size_t main; /* where it begins */
    bool wants_user, wants_password;
};

/*
 * Reads the N bytes at TEXT. On success *PROGRAM is the caller's, for
 * scp_program_free(). Otherwise it is NULL: CONF_NOMEM, CONF_LIMIT, or
 * CONF_FORMAT with "FILE:LINE: what is wrong" in P.
 */
enum conf_result scp_compile(const char *text, size_t n, const char *file,
                             struct scp_program **program,
                             struct conf_problem *p);

void scp_program_free(struct scp_program *program);

#endif
