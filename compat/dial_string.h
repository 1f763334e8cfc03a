/*
 * dial_string.h - from a phone number to the command that dials it.
 *
 * Owns which characters may reach a modem (ITU-T V.250 6.3.1), for the dial
 * engine and for whoever only shows what would be dialled.
 */
#ifndef COMPAT_DIAL_STRING_H
#define COMPAT_DIAL_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Is every character of NUMBER one that V.250 6.3.1 or common modems allow in
 * a dial string (0-9 * # A-D a-d + , ; W T P ! @ $ & - ( ) . / blank), and is
 * there anything to dial? A semicolon returns to command mode: only another D
 * may follow it, or the number would be a way to other commands.
 */
bool dial_number_valid(const char *number);

/*
 * Writes COMMAND MODE PREFIX NUMBER SUFFIX ("ATD" "T" "0," "555-1000" "") into
 * OUT without the blanks and grouping characters ( ) - . / that only people
 * read. False, and OUT empty, if a part is not valid (error 749) or the
 * result does not fit (error 723): *ERROR says which.
 */
bool dial_compose(const char *command, const char *mode, const char *prefix,
                  const char *number, const char *suffix, char *out,
                  size_t size, uint32_t *error);

#endif
