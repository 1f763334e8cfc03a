#include "conf/pbk_new.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "conf/pbk_keys.h"

enum role {
    ROLE_KEY,
    ROLE_STAMP, /* the stamp has the value */
    ROLE_GROUP, /* an empty line stands before it */
    ROLE_NUMBER /* of a PhoneNumber group */
};

#define NONE NULL

static const struct row {
    enum pbk_key_id key;
    enum role role;
    const char *values[PBK_KINDS]; /* NULL: no such line */
} rows[] = {
#define PBK_NEW(key, ...)       {PBK_KEY_##key, ROLE_KEY, {__VA_ARGS__}},
#define PBK_NEW_GROUP(key, ...) {PBK_KEY_##key, ROLE_GROUP, {__VA_ARGS__}},
#define PBK_NEW_STAMP(key)      {PBK_KEY_##key, ROLE_STAMP, {"", "", "", ""}},
#define PBK_NEW_NUMBER(key, value)                                             \
    {PBK_KEY_##key, ROLE_NUMBER, {value, value, value, value}},
#include "conf/pbk_new.def"
#undef PBK_NEW
#undef PBK_NEW_GROUP
#undef PBK_NEW_STAMP
#undef PBK_NEW_NUMBER
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* --- the stamp */

/* From 1601-01-01, where FILETIME begins, to 1970-01-01, in seconds. */
#define FILETIME_EPOCH 11644473600ull

static uint64_t filetime_now(void)
{
    struct timespec now = {0, 0};

    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint64_t)now.tv_sec + FILETIME_EPOCH) * 10000000u +
           (uint64_t)now.tv_nsec / 100u;
}

/*
 * Windows has the GUID in memory order, so that the version is in byte 7 and
 * the variant in byte 8 (RFC 4122 section 4.1.2, 4.4). Up to 256 bytes
 * getrandom(2) fails for no reason but a kernel without it; then the time is
 * what tells two entries apart.
 */
struct pbk_stamp pbk_stamp_now(void)
{
    struct pbk_stamp stamp = {.filetime = filetime_now()};
    unsigned char random[20] = {0};
    size_t i;

    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
        memcpy(random, &stamp.filetime, sizeof(stamp.filetime));
    memcpy(&stamp.uid, random + 16, sizeof(stamp.uid));
    stamp.uid = stamp.uid ? stamp.uid : 1;
    random[7] = (unsigned char)((random[7] & 0x0f) | 0x40);
    random[8] = (unsigned char)((random[8] & 0x3f) | 0x80);
    for (i = 0; i < 16; i++)
        snprintf(stamp.guid + 2 * i, 3, "%02X", random[i]);
    return stamp;
}

bool pbk_stamp_value(const struct pbk_stamp *stamp, const struct pbk_key *key,
                     char text[PBK_STAMP_TEXT])
{
    size_t size = PBK_STAMP_TEXT;

    if (key == &pbk_keys[PBK_KEY_Guid])
        snprintf(text, size, "%s", stamp->guid);
    else if (key == &pbk_keys[PBK_KEY_DialParamsUID])
        snprintf(text, size, "%u", stamp->uid);
    else if (key == &pbk_keys[PBK_KEY_LowDateTime])
        snprintf(text, size, "%d", (int32_t)(uint32_t)stamp->filetime);
    else if (key == &pbk_keys[PBK_KEY_HighDateTime])
        snprintf(text, size, "%d", (int32_t)(uint32_t)(stamp->filetime >> 32));
    else
        return false;
    return true;
}

/* --- the lines */

static enum conf_result add_text(struct buf *out, const char *text)
{
    return buf_add(out, text, strlen(text));
}

static enum conf_result add_line(struct buf *out, const char *key,
                                 const char *value, const char *line_end)
{
    enum conf_result result = add_text(out, key);

    if (result == CONF_OK)
        result = buf_add(out, "=", 1);
    if (result == CONF_OK)
        result = add_text(out, value);
    if (result == CONF_OK)
        result = add_text(out, line_end);
    return result;
}

static enum conf_result add_header(struct buf *out, const char *name)
{
    enum conf_result result = buf_add(out, "[", 1);

    if (result == CONF_OK)
        result = add_text(out, name);
    if (result == CONF_OK)
        result = add_text(out, "]\r\n");
    return result;
}

static enum conf_result add_row(struct buf *out, const struct row *row,
                                const char *value,
                                const struct pbk_stamp *stamp)
{
    const struct pbk_key *key = &pbk_keys[row->key];
    enum conf_result result = CONF_OK;
    char stamped[PBK_STAMP_TEXT];

    if (row->role == ROLE_STAMP && pbk_stamp_value(stamp, key, stamped))
        value = stamped;
    if (row->role == ROLE_GROUP)
        result = add_text(out, "\r\n");
    return result == CONF_OK ? add_line(out, key->name, value, "\r\n") : result;
}

enum conf_result pbk_new_entry(enum pbk_kind kind, const char *name,
                               const struct pbk_stamp *stamp, struct buf *out)
{
    enum conf_result result = add_header(out, name);
    size_t i;

    for (i = 0; i < ROWS && result == CONF_OK; i++)
        if (rows[i].values[kind])
            result = add_row(out, &rows[i], rows[i].values[kind], stamp);
    return result;
}

enum conf_result pbk_new_number(const char *line_end, struct buf *out)
{
    enum conf_result result = CONF_OK;
    size_t i;

    for (i = 0; i < ROWS && result == CONF_OK; i++)
        if (rows[i].role == ROLE_NUMBER && rows[i].key != PBK_KEY_PhoneNumber)
            result = add_line(out, pbk_keys[rows[i].key].name,
                              rows[i].values[0], line_end);
    return result;
}
