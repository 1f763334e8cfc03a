/*
 * talk.h - a hostile peer in a call: it answers as a PPP peer does, so that the
 * link gets somewhere, and in between says what tests/security/generate.h has
 * in store.
 */
#ifndef TESTS_SECURITY_TALK_H
#define TESTS_SECURITY_TALK_H

/*
 * Until it has said enough, or the line is gone; it says something whenever
 * nothing was heard for QUIET_MS. Ends the process when it cannot write.
 */
void talk(int in, int out, int quiet_ms);

#endif
