/*
 * party.h - who speaks on the line before PPP does: dial engine, script, cable.
 *
 * Owns the loop in which bytes and time go to a party, which does no I/O, and
 * come from it; and what ends that early: signals, the controller, a line that
 * is gone. It runs inside pppd's connect step.
 */
#ifndef PLUGIN_PARTY_H
#define PLUGIN_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/cause.h"
#include "plugin/dial.h"

struct party {
    size_t (*output)(void *bytes, size_t size);
    void (*input)(unsigned char byte);
    void (*tick)(void);
    dial_ms (*deadline)(void);
    bool (*running)(void);
    bool (*listens)(void);         /* is a byte to be read? */
    bool (*settle)(size_t unsent); /* after each write; false: the line is
                                      gone */
    size_t burst;                  /* bytes read between two looks around */
};

/* From here on whoever wants the dial to end is heard; nobody has wanted it. */
void party_begin(void);

/* What follows is bounded by itself, and not interrupted: a hang-up. */
void party_insist(void);

/* Has the dial been given up since party_begin()? */
bool party_given_up(void);

/* Looks whether it is to be given up now. */
bool party_give_up(void);

/* Sleeps for MS milliseconds; false: the dial was given up. */
bool party_wait(uint32_t ms);

/*
 * Lets WHO speak on FD, which does not block, until it has come to an end or
 * the dial was given up. False: the line is gone.
 */
bool party_run(const struct party *who, int fd);

/*
 * Waits until the controller resumes the dial. False: it was given up, or the
 * line is gone, which C then says.
 */
bool party_pause(int fd, struct cause *c);

/* Latch in C what ended a talk; always false. */
bool party_lost(struct cause *c);
bool party_stopped(struct cause *c);

#endif
