/*
 * fuzz_entry - every entry of a PBK is loaded: what it becomes is what
 * entry.h promises, or a message says why not.
 *
 * Under test: conf/phonebook.c conf/pbk_cfg.c conf/pbk_keys.c
 */
#include "conf/phonebook.h"

#include <string.h>
#include <unistd.h>

#include "conf/pbk.h"
#include "conf/text.h"
#include "tests/fuzz/check_entry.h"
#include "tests/fuzz/fuzz.h"

enum { ENTRIES = 16 };

static void load(int fd, const char *name)
{
    struct conf_problem p = {""};
    struct entry *entry;
    enum conf_result result =
        phonebook_load_entry(fd, "input.pbk", name, &entry, &p);

    HOLDS((result == CONF_OK) == (entry != NULL));
    HOLDS((result == CONF_OK) == !p.text[0]);
    HOLDS(text_is_printable(p.text));
    if (entry)
        check_entry(entry);
    entry_free(entry);
}

static void load_decoded(int fd, const struct pbk_entry *entry)
{
    struct buf name = buf_new(PBK_NAME_MAX * 4);

    if (text_decode(entry->name.at, entry->name.n, entry->charset, &name) ==
        CONF_OK)
        load(fd, buf_text(&name));
    buf_free(&name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct pbk_entry entry;
    struct pbk_walk walk;
    struct pbk book;
    int fd = fuzz_file(data, n), i;

    load(fd, "X");
    pbk_open(&book, "input", (const char *)data, n, NULL);
    walk = pbk_entries(&book);
    for (i = 0; i < ENTRIES && pbk_next_entry(&walk, &entry); i++)
        load_decoded(fd, &entry);
    close(fd);
    return 0;
}
