/*
 * session.h - a controller's side of one dial: the pppd that carries it.
 *
 * Owns starting pppd with the plugin, the control pair, and the end of both.
 * Prints nothing. rasdial uses it now, RasDial is built on it.
 */
#ifndef COMPAT_SESSION_H
#define COMPAT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "compat/wire.h"

struct session_request {
    const char *pppd;   /* NULL = /usr/sbin/pppd */
    const char *plugin; /* NULL = "call rasdial"; else a path, root only */
    const char *entry;
    const char *phonebook;                /* NULL = the system's */
    const char *config;                   /* NULL = the system's ras.conf */
    const char *number;                   /* NULL = the entry's */
    const char *user, *password, *domain; /* NULL = stored ones */
    const char *callback_number;          /* NULL = none */
    const char *const *extra; /* more pppd options, NULL at the end; or NULL */
    uint32_t options;         /* RDEOPT_ bits of RASDIALEXTENSIONS */
    uint32_t sub_entry;       /* of DialMode=0: the link to dial, 0 = any */
    bool own_line;            /* the caller brings the line */
    uint32_t depth;           /* entries that wait for this one: the link ends
                                 with the session */
    uint32_t start_ms;        /* pppd's time to start, 0 = 30 s */
};

struct session;

/*
 * Starts pppd and hands it the request on the control pair (credentials never
 * in argv or environment). The environment of pppd is empty but for PATH and
 * LC_ALL; it inherits no descriptor but the pair's end, and /dev/null, and a
 * pipe for what it says on stderr while it starts. pppd detaches itself, so
 * the caller never has a child to wait for once this returns. Signal handlers
 * and masks of the caller are left alone; children of its own are not waited
 * for. A relative file name is taken from the caller's working directory.
 *
 * Returns 0 and *S, or a RAS code (the cause the plugin told before it refused
 * to start; 711: pppd cannot be started or refused its options, 5: it lacks
 * the rights, 728: no PPP in the kernel, 87: the request is too long, 8: no
 * memory) with the reason, pppd's own words included, in WHY. The reason may
 * hold what others wrote, without control characters.
 */
uint32_t session_open(const struct session_request *request, struct session **s,
                      char *why, size_t size);

/*
 * The same with a pppd that is there: it has called a custom dialer, and is at
 * the other end of the SOCK_SEQPACKET descriptor FD. The request's pppd,
 * plugin, config and extra mean nothing. The session ends with its ENDED
 * record: pppd stays, and FD is not closed. One such session at a time: 756
 * while another one goes on; 711 without a pppd.
 */
uint32_t session_attach(int fd, const struct session_request *request,
                        struct session **s, char *why, size_t size);

/* Was it made so? */
bool session_attached(const struct session *s);

/* A new call begins: whatever session of this kind there was is over. */
void session_forget_attached(void);

/* The descriptor to poll for session_receive(). */
int session_fd(const struct session *s);

/* pppd's pid as its last HELLO that was received said, 0 before. */
pid_t session_pid(const struct session *s);

/*
 * Reads the next record; 0, or an errno value: EAGAIN none there yet, EPIPE
 * pppd has gone, EBADMSG and EPROTO as wire_receive().
 */
int session_receive(struct session *s, struct wire_record *r);

/*
 * Lets a dial go on that the plugin has paused: RASCS_Interactive, and
 * RASCS_CallbackSetByCaller, which wants the number to be called; "" = none.
 */
int session_resume(struct session *s, const char *callback_number);

/* Asks for the link's end; the answer is an ENDED record, then EPIPE. */
int session_hangup(struct session *s);

/*
 * Of a session with a line of the caller's: how far he has come, the line
 * itself (copied, the caller's stays his), and why it has ended. TEXT has at
 * most 256 bytes. 0 or an errno value.
 */
int session_progress(struct session *s, uint32_t state, const char *text);
int session_attach_line(struct session *s, int line);
int session_end_line(struct session *s, uint32_t error, const char *text);

/*
 * Lets go of the session; NULL is allowed. The link stays up if it is
 * established; a dial that is still under way is ended by the plugin when it
 * sees the pair closed.
 */
void session_close(struct session *s);

#endif
