/*
 * power.h - one boot between two power cuts; tests/endurance/power makes them.
 */
#ifndef TESTS_ENDURANCE_POWER_H
#define TESTS_ENDURANCE_POWER_H

#include <stdbool.h>

/*
 * DIR outlives the boot, and holds /etc/ppp/ras and /var/lib/ppp-rasdial. Looks
 * at what the cut before has left, makes a whole call, and then dials up to
 * MOMENT, while phonebook and credentials are written all the time; says "cut"
 * there and waits for it. MOMENT NULL: only looks and calls.
 */
bool power_play(const char *dir, const char *moment);

#endif
