/*
 * cfg_out.h - the text of a libconfig file, to be read by people.
 *
 * Owns how settings are written: indented, a line each, and with escapes that
 * libconfig 1.5 knows. What cannot be written once, is not tried again: the
 * first failure stays in RESULT.
 */
#ifndef CONF_CFG_OUT_H
#define CONF_CFG_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/buf.h"
#include "conf/result.h"

struct cfg_out {
    struct buf *out;
    enum conf_result result; /* CONF_OK, CONF_NOMEM, CONF_LIMIT */
    unsigned depth;
};

/* A setting's name: that of N bytes behind a PREFIX. */
struct cfg_name {
    const char *prefix, *name;
    size_t n;
};

struct cfg_name cfg_name(const char *name);

void cfg_out_number(struct cfg_out *o, struct cfg_name name, int64_t number);
void cfg_out_bool(struct cfg_out *o, struct cfg_name name, bool yes);

/*
 * N bytes without NUL; what is no printable UTF-8 is escaped. Each line that
 * ends in it gets one of its own, as do each WIDTH characters; 0: no width.
 */
void cfg_out_text(struct cfg_out *o, struct cfg_name name, const char *text,
                  size_t n, size_t width);

/* A list of groups. LAST: no other group of the list follows. */
void cfg_out_open_list(struct cfg_out *o, struct cfg_name name);
void cfg_out_close_list(struct cfg_out *o);
void cfg_out_open_group(struct cfg_out *o);
void cfg_out_close_group(struct cfg_out *o, bool last);

#endif
