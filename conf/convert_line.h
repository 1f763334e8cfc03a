/*
 * convert_line.h - a line of a PBK and the value it stands for.
 *
 * Owns what both directions of the conversion must agree on: which value a
 * line has as a setting, and which line Windows would write for a value.
 */
#ifndef CONF_CONVERT_LINE_H
#define CONF_CONVERT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/buf.h"
#include "conf/pbk.h"
#include "conf/text.h"

/* A longer key that nobody knows does not become a setting. */
#define CONVERT_NAME_MAX 128

/* A value as libconfig has it. */
struct convert_value {
    bool is_number;
    int64_t number;
    struct buf text; /* UTF-8; of a hex key the bytes of the file */
};

/* An empty text. */
struct convert_value convert_value_new(void);
void convert_value_free(struct convert_value *v);

/* Makes V the text of N bytes. */
enum conf_result convert_value_set(struct convert_value *v, const char *text,
                                   size_t n);

bool convert_value_same(const struct convert_value *a,
                        const struct convert_value *b);

/*
 * Makes V what VALUE is for KEY, which is NULL for one that nobody knows. That
 * of a hex key is appended to what V has: call convert_value_set() first.
 */
enum conf_result convert_value_read(struct convert_value *v,
                                    const struct pbk_key *key,
                                    struct pbk_span value,
                                    enum text_charset charset);

/* How the lines of an entry are written. */
struct convert_style {
    enum text_charset charset;
    const char *line_end;
};

/*
 * Appends the line NAME=VALUE, or the lines, if KEY has hex digits. CONF_VALUE:
 * the charset has no such character.
 */
enum conf_result convert_put_line(const struct convert_style *style,
                                  const struct pbk_key *key, const char *name,
                                  const struct convert_value *value,
                                  struct buf *out);

/* Appends the header [NAME]. */
enum conf_result convert_put_header(const struct convert_style *style,
                                    const struct convert_value *name,
                                    struct buf *out);

/* The entry that has the lines TEXT and nothing else, for pbk_items(). */
struct pbk_entry convert_lines(struct pbk_span text);

/* Can the unknown key NAME be the name of a setting? */
bool convert_is_setting_name(struct pbk_span name);

#endif
