/*
 * line.h - the serial line: the tty under the modem.
 *
 * Owns opening it with the right person's rights, the UUCP lock, termios, DTR
 * and carrier, and giving everything back. No PPP and no modem commands here.
 */
#ifndef PLUGIN_LINE_H
#define PLUGIN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct line_settings {
    const char *tty;
    uint32_t speed;     /* bits per second */
    bool hardware_flow; /* RTS/CTS */
    bool modem_lines;   /* use DTR and watch DCD */
    uid_t open_as;      /* whose rights open the tty */
    uint32_t dtr_ms;    /* how long DTR is kept low */
};

/* Why the line could not be had. */
struct line_failure {
    uint32_t error; /* RAS code */
    bool retry;     /* it may be there, or free, a little later */
    int status;     /* pppd's exit status for it */
    char text[256];
};

/*
 * Opens, locks and sets up the line for talking to the modem (8N1, raw, no
 * carrier needed). Returns the descriptor, close-on-exec, blocking; or -1 with
 * the reason in *F, and then nothing is left open or locked.
 */
int line_open(const struct line_settings *settings, struct line_failure *f);

/*
 * Drops DTR for the settings' time and raises it again, so that a modem that
 * was left off hook starts on hook. Where the lines say that it is on hook,
 * only gives it the time to notice who is there; returns at once where the tty
 * has no modem lines. WAIT sleeps, and returns false when the dial is to be
 * given up.
 */
void line_reset_modem(bool (*wait)(uint32_t ms));

/*
 * Another format than 8N1, for a log-on; pppd itself sets the line to 8N1. What
 * was written before should be out.
 */
struct scp_port;
bool line_set_format(const struct scp_port *port);

/* Bytes that were written and are not yet out. */
size_t line_pending(void);

/*
 * The modem has connected: watch the carrier from now on, if the line has one.
 * WAIT as above, at most MS. False: no carrier came up in that time, and it is
 * not watched.
 */
bool line_watch_carrier(uint32_t ms, bool (*wait)(uint32_t ms));

/* Has the open line lost its carrier, or the device behind it? */
bool line_hung_up(void);

/* Does dropping DTR reach the modem, as far as the tty can tell? */
bool line_has_modem_lines(void);

/* Back to plain raw mode with no carrier needed, for a hang-up command. */
void line_command_mode(void);

/*
 * Hangs up by DTR, restores the tty, closes and unlocks. In any state, any
 * number of times. WAIT as above, NULL = sleep.
 */
void line_close(bool (*wait)(uint32_t ms));

/* In a child of pppd: only lets go of the descriptor. */
void line_forget(void);

/* The open descriptor, or -1. */
int line_descriptor(void);

/*
 * The tty's own name behind links like /dev/serial/by-id/..., for the lock
 * that mgetty and others look for. False if TTY is no path below /dev/.
 */
bool line_resolve(const char *tty, char *out, size_t size);

/* With the rights of USER: which files there are is not everybody's to know. */
bool line_resolve_as(uid_t user, const char *tty, char *out, size_t size);

#endif
