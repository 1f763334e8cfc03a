/*
 * inject.h - failures on demand, in every function of inject.def.
 *
 * Owns the wrappers that the linker puts in the place of these functions
 * (--wrap), and the one plan that says which call of them fails: the N-th of
 * some kinds, alone or with all that come after it. A call counts only where
 * the product makes it: what a test does for itself never fails.
 *
 * The plan is shared with the processes that a test forks, and with the tools
 * that it starts with INJECT_STATE in their environment.
 */
#ifndef TESTS_INJECT_INJECT_H
#define TESTS_INJECT_INJECT_H

#include <stdbool.h>
#include <stddef.h>

enum inject_kinds {
    INJECT_MEMORY = 1,
    INJECT_FILES = 2,
    INJECT_PROCESSES = 4,
    INJECT_SOCKETS = 8,
    INJECT_TERMINALS = 16,
    /* Alone: what waits ends with EINTR, as after a handler (signal(7)). */
    INJECT_SIGNALS = 32,
    INJECT_SYSTEM =
        INJECT_FILES | INJECT_PROCESSES | INJECT_SOCKETS | INJECT_TERMINALS
};

/* NTH counts from 1; 0 lets all succeed, and counts; WAYS: notes them then. */
struct inject_plan {
    unsigned kinds;
    unsigned long nth;
    bool forever, ways;
};

/* Counts and fails from now on; what was counted before is forgotten. */
void inject_arm(struct inject_plan plan);

/* No call counts or fails any more. */
void inject_disarm(void);

/* Since the plan was armed: calls that counted, and those that failed. */
unsigned long inject_seen(void);
unsigned long inject_fired(void);

/*
 * The function that failed first, "" if none did, and where it was called
 * from: the offset in the program or library of that call's end.
 */
const char *inject_name(void);
size_t inject_place(void);

/*
 * The ways to the calls that counted while all of them succeeded: a key for
 * the innermost functions on the stack, and which call came by it first. 0 to
 * inject_ways() - 1; false: nobody came by this one.
 */
size_t inject_ways(void);
bool inject_way(size_t i, unsigned *key, unsigned long *nth);

/*
 * Whose calls count: those of a shared object whose name ends like this, those
 * at the places that a file lists (hexadecimal, ascending), those of all.
 */
void inject_only_object(const char *ending);
bool inject_only_places(const char *file);

/* The file that the plan is kept in, for a tool's INJECT_STATE. */
bool inject_share(const char *file);

#endif
