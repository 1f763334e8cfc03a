/*
 * convert_pbk.h - a PBK as the text of a native phonebook.
 *
 * Owns the writing of a .cfg. See convert_cfg.h for what it consists of.
 */
#ifndef CONF_CONVERT_PBK_H
#define CONF_CONVERT_PBK_H

#include <stddef.h>

#include "conf/buf.h"
#include "conf/convert_report.h"

/*
 * Appends the book of N bytes at BYTES to OUT as a .cfg. FILE is its name for
 * messages. CONF_FORMAT (it is no RAS phonebook), CONF_LIMIT, CONF_NOMEM; OUT
 * may hold a part of the text then. See convert_cfg.h.
 */
enum conf_result convert_pbk_to_cfg(const char *bytes, size_t n,
                                    const char *file, struct buf *out,
                                    struct convert_report *report,
                                    struct conf_problem *p);

#endif
