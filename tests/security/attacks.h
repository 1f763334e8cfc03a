/*
 * attacks.h - who tries what against the set-user-id pppd with the plugin, and
 * what must hold.
 *
 * A row is one attempt. Whatever a row says, after each one the machine must be
 * as judge.h has it: nothing of root's written or shown, nobody's process
 * ended, nothing run as anybody but who brought it.
 */
#ifndef TESTS_SECURITY_ATTACKS_H
#define TESTS_SECURITY_ATTACKS_H

enum who {
    BOB,     /* in group dip: he may call pppd */
    MALLORY, /* may not */
    ROOT     /* dials; what others have prepared must not hurt */
};

struct attack {
    enum who who;
    const char *name;
    const char *before;  /* shell words of root's, NULL = none */
    const char *command; /* shell words */
    const char *says;    /* is in the output; NULL = whatever */
    const char *then;    /* shell words of root's that must succeed, or NULL */
};

extern const struct attack attacks[];

/* What root has, and what bob has. */
#define A_HIS   "/tmp/bob"
#define A_TTY   "/dev/modem0"
#define A_EVIL  "/tmp/scene/evil.out"
#define A_LOCK  "/run/lock"
#define A_TRUTH "the-truth-of-root"    /* in /root/secret */
#define A_SAVED "pass-phrase-number-9" /* root's, saved for an entry */
#define A_PEER  "5ecret-of-the-server" /* in pap-secrets and chap-secrets */

#endif
