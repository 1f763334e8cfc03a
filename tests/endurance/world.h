/*
 * world.h - a machine with a modem, entries of four kinds, and a gate in pppd's
 * log.
 *
 * Owns what the kills and the power cuts have in common: what is installed in
 * the laboratory, the moments of a dial, a whole call, and what must hold when
 * a call is over.
 */
#ifndef TESTS_ENDURANCE_WORLD_H
#define TESTS_ENDURANCE_WORLD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A process's name has 15 characters, proc(5). */
#define WORLD_HELPER "ras-custom-dial"

/* A state that is not reached so soon is not reached. */
#define WORLD_STATE_S 25

/* SELF is this program, which stands in pppd's place from then on. */
bool world_install(const char *self);
void world_write_files(void);
pid_t world_start_modem(void);

/*
 * What is dialled. The same with a custom dialer is another entry: a kind's
 * number, and WORLD_HOSTED.
 */
enum world_entry {
    WORLD_PLAIN,
    WORLD_BACK,   /* the server calls back */
    WORLD_AGAIN,  /* busy: dialled again after a pause, and given up */
    WORLD_SCRIPT, /* a log-on script comes first */
    WORLD_HOSTED,
    WORLD_ENTRIES = 2 * WORLD_HOSTED,
};

/* A moment of a dial: pppd's log says TEXT. NAME is one word. */
struct world_moment {
    const char *name, *text;
    enum world_entry entry;
};

extern const struct world_moment world_moments[];
extern const unsigned world_n_moments;

const struct world_moment *world_find_moment(const char *name);

pid_t world_start_pppd(enum world_entry entry);
pid_t world_start_rasdial(enum world_entry entry);

/* From the first state to the last, and its end; all holds afterwards. */
bool world_call(enum world_entry entry);

/* So many whole calls of the plain entry there have been before. */
void world_called(uint64_t calls);

/* A process of that name; 0 = there is none. */
pid_t world_find_process(const char *name);

/* Says WHAT does not hold. */
bool world_must(bool holds, const char *what);

/* Nobody dials any more, the modem is on hook, the phonebook as it was. */
bool world_all_is_over(void);

#endif
