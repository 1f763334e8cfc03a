/*
 * fuzz_autodial - the file about automatic dialling that has any bytes, and
 * changes to it: what was set reads back, and the rest stays.
 *
 * Under test: compat/autodial.c compat/fields.c
 *
 * The input's first byte is the length of a script of changes, which follows;
 * the rest is the file.
 */
#include "compat/autodial.h"

#include <stdio.h>
#include <string.h>

#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { CHANGES = 4 };

static bool same_key(const struct autodial_record *a,
                     const struct autodial_record *b)
{
    return a->kind == b->kind && a->number == b->number &&
           text_same(a->address, strlen(a->address), b->address,
                     strlen(b->address));
}

/* All of A that are not what CHANGE is about, in their order, are in B. */
static void expect_others(const struct autodial *a, const struct autodial *b,
                          const struct autodial_record *change)
{
    size_t i, k = 0;

    for (i = 0; i < a->n; i++) {
        if (a->list[i].kind == change->kind)
            continue;
        while (k < b->n && b->list[k].kind == change->kind)
            k++;
        HOLDS(k < b->n && same_key(&a->list[i], &b->list[k]));
        HOLDS(strcmp(a->list[i].value, b->list[k].value) == 0);
        k++;
    }
}

static bool look(const char *file, struct autodial *a)
{
    struct conf_problem p = {""};
    enum conf_result result = autodial_read(file, a, &p);
    size_t i;

    HOLDS((result == CONF_OK) == !p.text[0] || result == CONF_LIMIT);
    HOLDS(text_is_printable(p.text));
    HOLDS(result == CONF_OK || (!a->list && a->n == 0));
    for (i = 0; i < a->n; i++)
        HOLDS(a->list[i].kind <= AUTODIAL_PARAMETER);
    return result == CONF_OK;
}

static void change(const char *file, struct fuzz_input *in)
{
    struct autodial_record r = {.kind = fuzz_byte(in) % 4,
                                .number = fuzz_byte(in)};
    bool forget = fuzz_byte(in) % 4 == 0, before;
    const struct autodial_record *found;
    struct autodial a, b;
    char text[256];

    fuzz_text(in, text);
    snprintf(r.address, sizeof(r.address), "%s", text);
    fuzz_text(in, text);
    snprintf(r.value, sizeof(r.value), "%s", text);
    before = look(file, &a);
    if (autodial_change(file, &r, 1, forget, NULL) == CONF_OK) {
        HOLDS(before && look(file, &b));
        expect_others(&a, &b, &r);
        found = autodial_find(&b, r.kind, r.address, 0);
        while (found && !forget && !same_key(found, &r))
            found = autodial_find(&b, r.kind, r.address,
                                  (size_t)(found - b.list) + 1);
        HOLDS(forget ? !found : found && strcmp(found->value, r.value) == 0);
        autodial_free(&b);
    }
    autodial_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct fuzz_input in = {data, n}, script = {data, 0};
    const char *file = fuzz_path("autodial");
    struct autodial a;
    int i;

    script.left = fuzz_bytes(&in, &script.at);
    fuzz_write(file, in.at, in.left);
    (void)look(file, &a);
    autodial_free(&a);
    for (i = 0; script.left && i < CHANGES; i++)
        change(file, &script);
    return 0;
}
