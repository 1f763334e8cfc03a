/*
 * shim.h - pppd as this plugin sees it.
 *
 * Owns every contact with pppd: shim.c is the only file that includes its
 * headers, and the only one that knows 2.4.9 from 2.5. Everything else in the
 * plugin is ordinary C that a test can run without a pppd.
 */
#ifndef PLUGIN_SHIM_H
#define PLUGIN_SHIM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* --- what pppd tells us */

/* pppd's phases; static asserts tie the values to PHASE_ of pppd.h. */
enum shim_phase {
    SHIM_PHASE_DEAD,
    SHIM_PHASE_INITIALIZE,
    SHIM_PHASE_SERIALCONN,
    SHIM_PHASE_DORMANT,
    SHIM_PHASE_ESTABLISH,
    SHIM_PHASE_AUTHENTICATE,
    SHIM_PHASE_CALLBACK,
    SHIM_PHASE_NETWORK,
    SHIM_PHASE_RUNNING,
    SHIM_PHASE_TERMINATE,
    SHIM_PHASE_DISCONNECT,
    SHIM_PHASE_HOLDOFF,
    SHIM_PHASE_MASTER
};

/* The exit statuses used here; asserted equal to EXIT_ of pppd.h. */
enum shim_status {
    SHIM_STATUS_OK = 0,
    SHIM_STATUS_FATAL = 1,
    SHIM_STATUS_OPTION = 2,
    SHIM_STATUS_USER_REQUEST = 5,
    SHIM_STATUS_LOCK = 6,
    SHIM_STATUS_OPEN = 7,
    SHIM_STATUS_CONNECT = 8,
    SHIM_STATUS_NEGOTIATION = 10,
    SHIM_STATUS_IDLE = 12,
    SHIM_STATUS_CONNECT_TIME = 13,
    SHIM_STATUS_CALLBACK = 14,
    SHIM_STATUS_PEER_DEAD = 15,
    SHIM_STATUS_HANGUP = 16,
    SHIM_STATUS_LOOPBACK = 17,
    SHIM_STATUS_AUTHENTICATION = 19
};

/* Calls into the plugin, none of them NULL. All run in pppd's main loop. */
struct shim_events {
    void (*phase)(enum shim_phase phase);
    void (*auth_up)(void);
    void (*ip_up)(void);
    void (*ip_down)(void);
    void (*ipv6_up)(void);
    void (*ipv6_down)(void);
    void (*joined)(void); /* the link is in another pppd's bundle */
    void (*exit)(int status);
    void (*forked)(void); /* in a child, before its exec */
    void (*received)(const uint8_t *p, size_t n); /* each control packet */
    void (*sent)(const uint8_t *p, size_t n);
    int (*holdoff)(int seconds, bool wanted); /* pause before a redial */
};

/*
 * The channel: what lies below PPP. The line discipline's half (establish,
 * send_config, ...) stays pppd's own tty channel.
 */
struct shim_channel {
    bool (*load)(void);   /* options are parsed; false: be pppd's own channel */
    int (*connect)(void); /* a descriptor, or -1 with a status set */
    void (*disconnect)(void);
    void (*cleanup)(void);
    void (*close)(void); /* in a child: let go of descriptors */
};

/* Installs both, once, from plugin_init. */
void shim_attach(const struct shim_events *events,
                 const struct shim_channel *channel);

/* --- options */

#define RAS_OPTION(member, name, type, description) SHIM_OPTION_##member,
enum shim_option {
#include "plugin/options.def"
    SHIM_OPTIONS
};
#undef RAS_OPTION

/* Registers the options of options.def with pppd. */
void shim_add_options(void);

/* The value of a text option, NULL if it was not given. */
const char *shim_option_text(enum shim_option option);

/* The value of a number option, -1 if it was not given. */
int shim_option_number(enum shim_option option);

/* Was the option set by root (command line, peers file, /etc/ppp/options)? */
bool shim_option_privileged(enum shim_option option);

/*
 * Gives pppd options as the text of an options file. They rank as those of a
 * file: an explicit command line or peers file wins, and so does what root
 * fixed. TRUSTED says whose word they are. False if pppd refused one; it
 * has then said which. pppd's own notion of who is speaking is unchanged
 * afterwards. SOURCE is where the text came from, for messages.
 */
bool shim_set_options(const char *text, size_t length, const char *source,
                      bool trusted);

/* `debug' shall not show the password, whatever the command line says. */
void shim_hide_password(void);

/* Is the named option still ours to change, or did somebody fix it? */
bool shim_option_open(const char *name, const char *source);

/* --- the link */

enum shim_phase shim_phase(void);
int shim_status(void);
void shim_set_status(int status);
bool shim_hungup(void);     /* the line was dropped under us */
int shim_quit_signal(void); /* SIGTERM or SIGINT is pending, else 0 */
bool shim_hup_signal(void); /* SIGHUP is pending */
bool shim_quitting(void);   /* pppd was asked to end, not only the link */
void shim_quit(void);       /* no further attempt, no waiting for traffic */
void shim_terminate(void);  /* as by poff: ends whatever is going on */
bool shim_demand(void);     /* pppd dials when there is traffic */
void shim_end_link(const char *reason); /* a polite LCP Terminate-Request */
bool shim_persist(void);
void shim_set_persist(bool on);
void shim_stay_in_foreground(void);
bool shim_want_ipv6(void);
bool shim_want_ipv4(void);
const char *shim_interface(void); /* "" before there is one */

/*
 * Another attempt begins at once when this one is over, whatever pppd's counts
 * of attempts say.
 */
void shim_go_on(void);

/*
 * This pppd belongs to no bundle (RFC 1990) any more: of one that it has only
 * joined pppd itself keeps that in mind for ever.
 */
void shim_leave_bundle(void);

struct shim_addresses {
    uint32_t local, remote; /* IPv4, network byte order, 0 = none */
    uint32_t dns[2];
};
void shim_addresses(struct shim_addresses *a);

/*
 * Adds an IPv4 route over the link's interface, with which it goes; METRIC 0:
 * the kernel's default. Addresses in network byte order. 0, or errno.
 */
int shim_add_route(uint32_t network, uint32_t mask, uint32_t metric);

/* Asks the peer for this IPv4 address of ours; 0 = as pppd's options say. */
void shim_ask_for_address(uint32_t address);

struct shim_statistics {
    uint64_t bytes_sent, bytes_received, frames_sent, frames_received;
};
bool shim_statistics(struct shim_statistics *s);

/*
 * Shall the peer be asked to call back (CBCP)? False: nobody has given pppd the
 * option `callback', or it was built without.
 */
bool shim_ask_for_callback(bool wanted);

/*
 * HELD is asked whenever the server offers a callback: true keeps the offer
 * (the last one) until shim_answer_callback(). NULL: it is answered at once.
 */
void shim_hold_callback(bool (*held)(void));

/*
 * Answers the offer that was kept: with the number of option `callback', or,
 * if not CALLED, that there shall be no callback. False: that is not among
 * what is offered, or nothing is.
 */
bool shim_answer_callback(bool called);

/*
 * The peer calls back: pppd, which has just decided to end, begins another
 * attempt when this one is over, without a pause.
 */
void shim_expect_callback(void);

/* Runs CALL after MS milliseconds; CALL is also the name to cancel it by. */
void shim_timer(void (*call)(void *), uint32_t ms);
void shim_cancel_timer(void (*call)(void *));

/* Environment of ip-up and friends. */
void shim_setenv(const char *name, const char *value);

/*
 * Asks SUPPLY for the password whenever pppd needs it, in place of the secrets
 * files. It writes at most SIZE bytes with the NUL.
 */
void shim_supply_password(bool (*supply)(char *password, size_t size));

/* Our name for the peer, as pppd has it; "" before its options are read. */
const char *shim_user(void);

#define SHIM_SECRET_MAX 1025

/*
 * pppd's own secret for that name: option `password', else chap-secrets. False
 * if there is none. The caller wipes it.
 */
bool shim_secret(char *secret, size_t size);
/* --- children */

/*
 * Runs WORK in a child that has LEFT and RIGHT as its descriptors 0 and 1, no
 * other but /dev/null, the real user's rights, and a process group of its own.
 * pppd reaps it. Returns a pidfd, close-on-exec, or -1 with errno.
 */
int shim_child(const char *name, int left, int right,
               void (*work)(int left, int right));

/*
 * Starts another pppd with ARGV, in the working directory DIRECTORY, with
 * CONTROL as its descriptor 3, and the rights of who has called this one.
 * Returns a pidfd as shim_child() does.
 */
int shim_start_pppd(char *const *argv, int control, int directory);

/* --- the tty */

const char *shim_device(void); /* as given to pppd, "" if it was not */
bool shim_device_privileged(void);
void shim_name_device(const char *tty);
/* Root's options.TTY, once; false if there is a mistake in it. */
bool shim_read_device_options(void);
int shim_speed(void); /* 0 = not given */
/* HwFlowControl as pppd's options have it: 1 RTS/CTS, 0 none. */
bool shim_rtscts(void);
bool shim_use_modem_lines(void); /* `modem', not `local' */
void shim_listen(void);          /* wait for the peer's first packet */
/* UUCP lock of the tty: 0, or -1 when another process holds it. */
int shim_lock(const char *tty);
void shim_unlock(void);
uid_t shim_user_id(void); /* the real user, who may not be root */

/* --- PPPoE */

/*
 * Loads pppd's own plugin for it, once, and has the line below PPP be a session
 * over INTERFACE, which is there and an Ethernet, for SERVICE, a word of an
 * options file ("": any). One try to find an access concentrator, and one to
 * open the session, take at most SECONDS each. False: pppd has said why not.
 */
bool shim_pppoe_begin(const char *interface, const char *service,
                      unsigned seconds);

/* One try: the session's descriptor, which is that plugin's; or -1. */
int shim_pppoe_connect(void);

/* Ends the session and closes its descriptor. */
void shim_pppoe_disconnect(void);

/* --- the log */

enum shim_level {
    SHIM_DEBUG,
    SHIM_INFO,
    SHIM_NOTICE,
    SHIM_WARNING,
    SHIM_ERROR
};
void shim_log(enum shim_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
