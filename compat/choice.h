/*
 * choice.h - which of an entry's links, lines and numbers a dial uses.
 *
 * Owns the choice, for the plugin that dials and for the tools that say what
 * would be dialled. Pure: nothing is opened, and nobody's rights are asked.
 */
#ifndef COMPAT_CHOICE_H
#define COMPAT_CHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/entry.h"
#include "conf/ras_conf.h"
#include "conf/result.h"

/*
 * The first MEDIA that has something to dial with, and that device. False, and
 * both NULL, if the entry has none.
 */
bool choice_media(const struct entry *e, const struct entry_media **media,
                  const struct entry_device **device);

/*
 * The links of the entry, each a MEDIA, are numbered from 1 as RASSUBENTRYs
 * are. LINK has something to dial with: *MEDIA and *DEVICE, else false.
 */
bool choice_link(const struct entry *e, size_t link,
                 const struct entry_media **media,
                 const struct entry_device **device);

/*
 * DialMode: are all links dialled at once, as a bundle (RFC 1990)? Not if there
 * is but one, nor without the LCP extensions that a bundle needs.
 */
bool choice_all_links(const struct entry *e);

/* How the entry calls its port and its modem; "" if it does not. */
const char *choice_port(const struct entry *e, const struct entry_media *media);
const char *choice_modem(const struct entry *e,
                         const struct entry_media *media);

/* A line that ras.conf does not describe is built here. */
struct choice_implied {
    struct ras_device device;
    char tty[64];
};

/* What a line is looked for by. */
struct choice_wish {
    const struct entry *entry;
    const struct entry_media *media; /* a link of it */
    const struct entry_device *device;
    const char *tty; /* this one, whatever the entry says; "" or NULL = none */
};

/*
 * The line that the entry names: ras.conf's device for its port, else for its
 * modem, else what the port stands for by itself (then it is in *IMPLIED), or,
 * for PPPoE, the first such device. NULL if there is none.
 */
const struct ras_device *choice_named_line(const struct ras_conf *conf,
                                           const struct choice_wish *w,
                                           struct choice_implied *implied);

/*
 * The line that is dialled over, if it is free: the tty of the wish, else the
 * one that the entry names, else, with OtherPortOk, the first of its kind.
 * NULL: there is none, and P says what was looked for.
 */
const struct ras_device *choice_line(const struct ras_conf *conf,
                                     const struct choice_wish *w,
                                     struct choice_implied *implied,
                                     struct conf_problem *p);

/* Is the line for the custom dialer to bring, since nobody here has one? */
bool choice_dialer_brings_line(const struct ras_conf *conf,
                               const struct choice_wish *w);

/*
 * OtherPortOk: the I-th device of ras.conf that is of KIND, besides THIS (NULL:
 * none is left out); NULL beyond the last.
 */
const struct ras_device *choice_other_line(const struct ras_conf *conf,
                                           enum ras_device_kind kind,
                                           const struct ras_device *this,
                                           size_t i);

/* SharedPhoneNumbers: all links of E get the numbers of the first. */
void choice_share_numbers(struct entry *e);

/*
 * What DEVICE=switch asks for before the dial (it stands in front of the modem)
 * or behind it: a log-on script, a terminal window.
 */
struct choice_switch {
    const char *script; /* Name of the first with Script=1, NULL = none */
    bool terminal;      /* Terminal=1 */
};
struct choice_switch choice_switch(const struct entry_media *media,
                                   const struct entry_device *dialled,
                                   bool before);

/*
 * What a script of Windows, NAME, is called here: its file's name without the
 * path. False if it is no .scp file (NT 4: the section of a SWITCH.INF), or the
 * name does not fit; OUT is then empty.
 */
bool choice_script_name(const char *name, char *out, size_t size);

/*
 * The line that a custom dialer brings along: what ras.conf says of the entry's
 * port or modem, if it knows one of them, but no tty.
 */
const struct ras_device *choice_own_line(const struct ras_conf *conf,
                                         const struct choice_wish *w,
                                         struct choice_implied *implied);

/*
 * Does the line begin with the greeting of Windows' direct connection? So it
 * does for an entry of that type, unless ras.conf says that the host knows
 * none.
 */
bool choice_greets(const struct entry *e, const struct ras_device *line);

/* A command that the modem gets before the number. */
struct choice_command {
    const char *command;
    const char *keys; /* of the entry, blanks between; "" = ras.conf's init */
    bool on;          /* what these say */
};

/* ras.conf's commands, and one for each switch of the entry. */
#define CHOICE_COMMANDS 32

/*
 * Fills OUT in the order in which the commands are sent; the entry's switches
 * are in the entry or (Windows' choice) in its DEVICE. HARDWARE_FLOW is how
 * the line is used in the end. Returns their number.
 */
size_t choice_commands(const struct entry *e, const struct entry_device *device,
                       const struct ras_device *line, bool hardware_flow,
                       struct choice_command out[CHOICE_COMMANDS]);

/*
 * Writes the command that says where NUMBER leads, if that is *99# or the like
 * of a cellular module (3GPP TS 27.007 10.2.1) and an access point is known:
 * AT+CGDCONT (10.1.1) for the context that the number names, else for 1. "" if
 * there is nothing to say. False: the access point or its type is no name.
 */
#define CHOICE_CONTEXT 320
bool choice_context(const struct entry *e, const struct ras_device *line,
                    const char *number, char out[CHOICE_CONTEXT]);

/*
 * Tone or pulse is the location's word, MODE, where the device knows them at
 * all.
 */
const char *choice_dial_mode(const struct ras_device *line, const char *mode);

/*
 * Is a number dialled over LINE? A cable has none, and what PPPoE has in its
 * place, the name of a service, may be missing.
 */
bool choice_has_numbers(const struct ras_device *line);

/*
 * The numbers that one attempt goes through, in this order: the one that was
 * chosen last (LastSelectedPhone), then the others as the entry has them.
 * PhoneNumber= without a number stands for none, wherever in the list. NULL
 * beyond the last.
 */
size_t choice_numbers(const struct entry_device *device);
const struct entry_number *choice_number(const struct entry_device *device,
                                         size_t i);

#endif
