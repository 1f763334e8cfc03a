/*
 * judge.h - what must hold on the machine, whatever was tried.
 *
 * Owns the machine as root has set it up for the attacks, a picture of what
 * must not change on it, and the look at it after each attempt.
 */
#ifndef TESTS_SECURITY_JUDGE_H
#define TESTS_SECURITY_JUDGE_H

#include <stdbool.h>

/* Once: users' homes, root's files, a modem, bystanders. */
void judge_set_up(void);

/* Before each attempt: bob's files are as at first, and the picture is taken.
 */
void judge_begin(void);

/*
 * Does it all still hold, with this output LOG of the attempt, which ended
 * with STATUS? KILLED: a fatal signal was sent, and is no fault. What does not
 * hold is printed.
 */
bool judge_holds(int status, bool killed, char *log);

/* Ends the modem. */
void judge_end(void);

#endif
