/*
 * host.h - a pppd without a kernel.
 *
 * Owns what a plugin sees of pppd: its exported variables, hooks, notifiers,
 * timers, lock files and log, and the order in which pppd calls a channel.
 * Nothing of PPP is done: a test says what the link does next. One process is
 * one pppd, so each test runs in a child of its own.
 */
#ifndef TESTS_MOCK_HOST_H
#define TESTS_MOCK_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const char host_version[]; /* of the headers: "2.4.9" */

/*
 * Begins as main() does. ROOT runs this pppd, or a user; DIRECTORY stands for
 * /etc/ppp and /var/lock.
 */
void host_begin(bool root, const char *directory);

/* The `plugin' option. The handle of dlopen(), NULL with a message. */
void *host_plugin(const char *path);

/* All options are read: the channel's extra options and its checks. */
void host_options_done(void);

/* --- the life of a link */

/* One attempt up to ESTABLISH. False if the channel could not connect. */
bool host_start_link(void);

/* What the link does next, in this order. */
void host_authenticate(void); /* LCP is open */
void host_network(void);      /* authentication is over */
void host_ip_up(void);        /* 192.0.2.1 to 192.0.2.2 */
void host_terminate(int why); /* sets the status, closes LCP */
void host_hang_up(void);      /* the line is dropped, as on EOF */
void host_ended(void);        /* DISCONNECT to DEAD */

/* A control packet, from its ff 03 on. */
void host_received(const void *packet, size_t length);
void host_sent(const void *packet, size_t length);

/* After a link: false if pppd ends, else *PAUSE seconds until it redials. */
bool host_redials(int *pause);

/* die(): cleanup and the exit notifiers. The process goes on. */
void host_die(int with);

/* Lets MS pass on the clock of pppd's timers. */
void host_advance(uint32_t ms);

/* What a child does that pppd has forked, in this order, before its exec. */
void host_child_close(void);
void host_child_forked(void);

/* --- what came of it */

int host_status(void);
int host_listen_time(void);
bool host_asked_to_quit(void);

/* The log so far, a line "level text" for each message. */
const char *host_log(void);
bool host_logged(const char *part);

/* A variable for the scripts, "" if it is not set. */
const char *host_variable(const char *name);

/* Calls of the tty channel's own functions, in their order. */
const char *host_tty_calls(void);
bool host_channel_is_tty(void);
bool host_ppp_side_is_ttys(void); /* establish_ppp to recv_config */

/* The reason of the last lcp_close(), "" if there was none. */
const char *host_close_reason(void);
void host_forget_reason(void);
bool host_died(void);

/* Registered notifiers, of all kinds; hooks of the plugin in place. */
unsigned host_notifiers(void);
bool host_holdoff_hooked(void);
/* pppd wants no pause: an idle link in 2.4.9, a hang-up too in 2.5. */
void host_no_holdoff_needed(void);

/* The state of option processing that a plugin must leave alone. */
struct host_speaker {
    int privileged, priority;
    const char *source;
};
struct host_speaker host_speaker(void);

/* What pppd asks for a password. PASSWORD NULL: the PAP question. */
int host_ask_pap(char *password);
int host_ask_chap(char *password);
bool host_chap_known(void);

/* Counters of the link, for shim_statistics(). */
void host_counters(unsigned in, unsigned out);
unsigned host_counter_questions(void);

/* The lock file of a tty. */
void host_lock_file(const char *tty, char *path, size_t size);

#endif
