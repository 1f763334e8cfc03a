/*
 * generate.h - what a hostile end says: numbers, words and bytes out of a seed.
 *
 * Owns the one source of chance, so that a round can be played again, and the
 * generators of PPP packets, a modem's answers, records of the wire, and
 * changed texts. All are near to what is right: mere noise gets nowhere.
 */
#ifndef TESTS_SECURITY_GENERATE_H
#define TESTS_SECURITY_GENERATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of a round follows from these three. */
void generate_begin(uint64_t seed, unsigned end, unsigned round);

unsigned generate_below(unsigned n); /* 0 to N - 1; N > 0 */
bool generate_once_in(unsigned n);

/* A control packet from its ff 03 on; at most SIZE, its length comes back. */
size_t generate_packet(uint8_t *out, size_t size);

/* What a modem answers, or what is sent in its place. */
size_t generate_answer(char *out, size_t size);

/* A record for the plugin, sound or not. DIAL is made elsewhere. */
size_t generate_record(uint8_t *out, size_t size);

/* TEXT of N bytes with some of them changed, in place; at most SIZE. */
size_t generate_change(char *text, size_t n, size_t size);

#endif
