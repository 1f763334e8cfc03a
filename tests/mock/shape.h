/*
 * shape.h - the pppd whose headers are installed: 2.4.9 or 2.5.
 *
 * Owns the inclusion of pppd's headers in the mock and what differs between
 * the two generations, under the names of the older one. What 2.5 exports
 * without a header is declared here, by pppd's own types: this is the other
 * half of what plugin/shim.c declares.
 */
#ifndef TESTS_MOCK_SHAPE_H
#define TESTS_MOCK_SHAPE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/param.h>

#if __has_include(<pppd/options.h>)
#define SHAPE_25 1
#include <pppd/pppd.h>
#include <pppd/options.h>
#include <pppd/chap.h>
#include <pppd/upap.h>
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ipcp.h>
#define SHAPE_VERSION PPPD_VERSION
typedef bool pppd_bool;
typedef struct option pppd_option;
typedef const char *pppd_text; /* of the log functions and novm() */
extern ppp_phase_t phase;
extern char devnam[];
extern int hungup, got_sigterm, asked_to_quit;
extern int listen_time, connect_delay, inspeed, crtscts;
extern int option_priority, privileged_option;
extern pppd_bool persist, nodetach, demand, devnam_fixed;
extern char *option_source;
extern int lock(char *device);
extern void unlock(void);
extern int options_for_tty(void);
extern int override_value(char *name, int priority, const char *source);
extern void record_child(int pid, char *prog, void (*done)(void *), void *arg,
                         int killable);
/* The header has no prototypes for these, only declarations. */
extern bool ppp_get_modem(void);
extern ppp_exit_code_t ppp_status(void);
extern const char *ppp_ifname(void);
extern int ppp_ifunit(void);
#define add_options       ppp_add_options
#define options_from_file ppp_options_from_file
#define option_error      ppp_option_error
#define timeout           ppp_timeout
#define untimeout         ppp_untimeout
#define script_setenv     ppp_script_setenv
#define safe_fork         ppp_safe_fork
#else
#define SHAPE_25 0
#define INET6    1 /* otherwise the IPv6 notifiers are not declared */
#undef bool        /* 2.4.9 has a typedef of that name */
#include <pppd/pppd.h>
#include <pppd/fsm.h>
#include <pppd/lcp.h>
#include <pppd/ipcp.h>
#include <pppd/patchlevel.h>
#define SHAPE_VERSION VERSION
typedef bool pppd_bool;
#define bool _Bool
typedef option_t pppd_option;
typedef char *pppd_text;
extern int asked_to_quit;
#endif
extern int got_sighup, locked;
#if SHAPE_25
extern int holdoff, need_holdoff, default_device, do_callback, unsuccess;
#endif

#endif
