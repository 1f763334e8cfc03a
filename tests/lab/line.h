/*
 * line.h - the modem's end of its line: a pseudo terminal behind a symbolic
 * link, or a device with real modem signals (one of gsm-lines' /dev/gsmttyN).
 *
 * A pty has no DTR and no DCD. Its last close by the computer counts as DTR
 * off, as on a real port. A lost carrier is a hang-up: the pty goes away, and
 * a new one stands behind the same link.
 */
#ifndef TESTS_LAB_LINE_H
#define TESTS_LAB_LINE_H

#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#define LINE_BUFFER 65536

struct line {
    char path[PATH_MAX]; /* the link, or the device */
    bool device;
    int fd;
    int watch; /* inotify: somebody opened the pty */
    bool dtr;  /* as line_update() last saw it */
    char pending[LINE_BUFFER];
    size_t used;
    long pace_ms; /* at least that much between portions of pace_bytes */
    size_t pace_bytes;
    long next_ms; /* when the next portion may go */
};

/* `path` must not exist, or be a symbolic link (a pty), or be the device. */
int line_open(struct line *line, const char *path, bool device);

/* Closes the line and takes the link away. */
void line_close(struct line *line);

/* Carrier: DCD on a device; on a pty losing it replaces the pty. */
int line_carrier(struct line *line, bool on);

/* Whether the computer's termios says that DCD does not matter. */
bool line_ignores_carrier(const struct line *line);

/* Looks at DTR: true when it changed. */
bool line_update(struct line *line);

/* Bytes from the computer: their number, 0: none now. */
size_t line_read(struct line *line, void *bytes, size_t size);

/* Bytes to the computer; they are lost while nobody has the line open. */
void line_write(struct line *line, const void *bytes, size_t length);
size_t line_space(const struct line *line);
void line_flush(struct line *line);

/* What to poll for, and until when (an event_ms() time). */
void line_poll(const struct line *line, struct pollfd fds[2], long *until);

#endif
