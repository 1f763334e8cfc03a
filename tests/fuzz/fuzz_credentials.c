/*
 * fuzz_credentials - a store of saved passwords that has any bytes, and changes
 * to it: what was saved reads back, and what is another entry's stays.
 *
 * Under test: compat/credentials.c compat/fields.c
 *
 * The input's first byte is the length of a script of changes, which follows;
 * the rest is the store.
 */
#include "compat/credentials.h"

#include <stdio.h>
#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { CHANGES = 4, KEYS = 3, FIELDS = 8 };

static const struct key {
    const char *book, *entry;
} keys[KEYS] = {{"/a.pbk", "X"}, {"/a.pbk", "Y"}, {"/b.pbk", "X"}};

static const struct field {
    unsigned bit;
    size_t offset, size;
} fields[FIELDS] = {
#define FIELD(bit, member)                                                     \
    {                                                                          \
        CREDENTIALS_##bit, offsetof(struct credentials, member),               \
            sizeof(((struct credentials *)NULL)->member)                       \
    }
    FIELD(USER, user),       FIELD(PASSWORD, password),
    FIELD(DOMAIN, domain),   FIELD(CALLBACK, callback),
    FIELD(KEY, key),         FIELD(SERVER_KEY, server_key),
    FIELD(DDM_KEY, ddm_key), FIELD(EAP, eap),
#undef FIELD
};

/* What is known of an entry. */
struct known {
    enum conf_result result;
    struct credentials c;
};

static const char *text_of(const struct credentials *c, const struct field *f)
{
    return (const char *)c + f->offset;
}

static void look(const char *file, const struct key *key, struct known *k)
{
    struct conf_problem p = {""};

    k->result = credentials_read(file, key->book, key->entry, &k->c, &p);
    HOLDS(k->result == CONF_OK ? k->c.have != 0 : k->c.have == 0);
    HOLDS(text_is_printable(p.text));
    HOLDS(k->result == CONF_OK || k->result == CONF_NOT_FOUND || p.text[0]);
}

/* In the fields of MASK. */
static bool is_same(const struct credentials *a, const struct credentials *b,
                    unsigned mask)
{
    size_t i;

    if ((a->have & mask) != (b->have & mask))
        return false;
    for (i = 0; i < FIELDS; i++)
        if ((a->have & mask & fields[i].bit) &&
            strcmp(text_of(a, &fields[i]), text_of(b, &fields[i])) != 0)
            return false;
    return true;
}

/* --- the changes: each on the entry of KEY, whose state was BEFORE */

struct change {
    const char *file;
    const struct key *key;
    const struct known *before;
};

static void save(const struct change *change, struct fuzz_input *in)
{
    struct credentials c = {.have = fuzz_byte(in)};
    unsigned clear = fuzz_byte(in);
    struct conf_problem p = {""};
    struct known after;
    enum conf_result result;
    char text[256];
    size_t i;

    for (i = 0; i < FIELDS; i++)
        if (c.have & fields[i].bit) {
            fuzz_text(in, text);
            snprintf((char *)&c + fields[i].offset, fields[i].size, "%s", text);
        }
    result = credentials_save(change->file, change->key->book,
                              change->key->entry, &c, clear, &p);
    HOLDS((result == CONF_OK) == !p.text[0]);
    look(change->file, change->key, &after);
    if (result != CONF_OK) {
        HOLDS(after.result == change->before->result);
        return;
    }
    HOLDS(is_same(&after.c, &c, c.have));
    HOLDS((after.c.have & clear & ~c.have) == 0);
    HOLDS(is_same(&after.c, &change->before->c, ~(c.have | clear)));
}

static void forget(const struct change *change, struct fuzz_input *in)
{
    struct known after;

    (void)in;
    if (credentials_forget(change->file, change->key->book, change->key->entry,
                           NULL) != CONF_OK)
        return;
    look(change->file, change->key, &after);
    HOLDS(after.result == CONF_NOT_FOUND);
}

static void rename_entry(const struct change *change, struct fuzz_input *in)
{
    struct key to = {change->key->book, ""};
    struct known after;
    char name[256];

    fuzz_text(in, name);
    to.entry = name;
    if (credentials_rename(change->file, to.book, change->key->entry, name,
                           NULL) != CONF_OK)
        return;
    look(change->file, &to, &after);
    HOLDS(after.result == change->before->result);
    HOLDS(is_same(&after.c, &change->before->c, ~0u));
}

static void change(const char *file, struct fuzz_input *in)
{
    static void (*const kinds[])(const struct change *c,
                                 struct fuzz_input *in) = {save, save, forget,
                                                           rename_entry};
    struct known before[KEYS], after;
    unsigned kind = fuzz_byte(in) % 4, k = fuzz_byte(in) % KEYS;
    struct change c = {file, &keys[k], &before[k]};
    size_t i;

    for (i = 0; i < KEYS; i++)
        look(file, &keys[i], &before[i]);
    kinds[kind](&c, in);
    for (i = 0; i < KEYS && kind != 3; i++) {
        look(file, &keys[i], &after);
        HOLDS(i == k || after.result == before[i].result);
        HOLDS(i == k || is_same(&after.c, &before[i].c, ~0u));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n}, script = {data, 0};
    const char *file = fuzz_path("credentials");
    char name[64];
    int i;

    snprintf(name, sizeof(name), "%s", file);
    script.left = fuzz_bytes(&in, &script.at);
    fuzz_write(name, in.at, in.left);
    for (i = 0; i < CHANGES; i++)
        change(name, &script);
    return 0;
}
