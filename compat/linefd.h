/*
 * linefd.h - the descriptor that a custom dialer brings as the line.
 *
 * Owns the question what it is and whether PPP can run over it. Asked on both
 * sides: where the dialer hands it over, so that it hears of a mistake at
 * once, and in the plugin, which trusts nobody.
 */
#ifndef COMPAT_LINEFD_H
#define COMPAT_LINEFD_H

enum linefd_kind {
    LINEFD_UNFIT,
    LINEFD_TTY,   /* PPP's line discipline runs on it: a tty, a pty's slave */
    LINEFD_STREAM /* a connected stream socket, or the master of a pty */
};

/* What FD is; *WHY (a constant) says why it is unfit, else it is NULL. */
enum linefd_kind linefd_kind(int fd, const char **why);

#endif
