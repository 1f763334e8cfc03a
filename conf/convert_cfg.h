/*
 * convert_cfg.h - a phonebook in its other form: PBK text and native .cfg.
 *
 * Owns the conversion of a .cfg to a PBK, and with convert_pbk.h, the other
 * direction, what one form makes of the other. What a form cannot hold is left
 * out and listed, never guessed.
 *
 * PBK -> cfg -> PBK gives the same bytes. Settings say what an entry means,
 * so that a person can read and change them; where Windows would have written
 * the line in another way than the file has it, the setting x-KEY behind the
 * setting KEY holds the line as it was, with what stands before it: blank
 * lines, junk, a key's second occurrence. x-name, x-type, x-id, x-PhoneNumber
 * and x-netcomponents do so for the lines that begin something, x-end for the
 * end of the book, x-line-end if its lines do not end in CR LF. The line
 * counts only as long as it says what the setting says: when somebody changes
 * the setting, it is the setting that is written.
 *
 * As Windows writes it: numbers have no leading zeros; an empty line stands
 * before each MEDIA, DEVICE, NETCOMPONENTS and each header but the first; hex
 * is cut into lines of 128 digits.
 *
 * Out of reach is a line that stands in the midst of a group it does not
 * belong to, such as a key of the entry between two keys of a device: its
 * value is kept, its place is not, and the report names it.
 */
#ifndef CONF_CONVERT_CFG_H
#define CONF_CONVERT_CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/buf.h"
#include "conf/cfg_text.h"
#include "conf/convert_pbk.h"
#include "conf/convert_report.h"

/* For buf_new(): both forms are read up to 64 MB. */
#define CONVERT_OUT_MAX CFG_TEXT_MAX_BYTES

/*
 * Appends the native book of N bytes at BYTES to OUT as a PBK. FILE is its
 * name for messages. INCLUDES: whether @include is followed; see cfg_text.h
 * for when it may be. REPORT lists what a PBK cannot hold: comments, settings
 * beside `entries`, values of another type, x-KEY without its KEY.
 * CONF_FORMAT (it is no native phonebook), CONF_LIMIT, CONF_NOMEM; OUT may
 * hold a part of the text then.
 */
enum conf_result convert_cfg_to_pbk(const char *bytes, size_t n,
                                    const char *file, bool includes,
                                    struct buf *out,
                                    struct convert_report *report,
                                    struct conf_problem *p);

#endif
