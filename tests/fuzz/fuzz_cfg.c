/*
 * fuzz_cfg - native phonebooks: any text, and each entry that it has.
 *
 * @include is never followed here: what a file includes is no part of the
 * input. That it is refused is a part of what is tested.
 *
 * Under test: conf/book_cfg.c conf/cfg_text.c conf/entry_cfg.c
 */
#include "conf/book_cfg.h"

#include <string.h>
#include <unistd.h>

#include "conf/phonebook.h"
#include "conf/text.h"
#include "tests/fuzz/check_entry.h"
#include "tests/fuzz/fuzz.h"

enum { ENTRIES = 16 };

static void check_problem(enum conf_result result, const struct conf_problem *p)
{
    HOLDS((result == CONF_OK) == !p->text[0]);
    HOLDS(text_is_printable(p->text));
}

static void find(const struct book_cfg *book, const char *name, size_t i)
{
    struct conf_problem p = {""};
    size_t found = (size_t)-1;

    HOLDS(book_cfg_find(book, name, &found, &p) == CONF_OK);
    HOLDS(found <= i);
    HOLDS(text_same(name, strlen(name), book_cfg_name(book, found),
                    strlen(book_cfg_name(book, found))));
}

static void load(const struct book_cfg *book, size_t i)
{
    struct cfg_place place = book_cfg_place(book, i);
    const char *name = book_cfg_name(book, i);
    struct conf_problem p = {""};
    struct entry *entry;
    enum conf_result result = book_cfg_load(book, i, &entry, &p);

    HOLDS(place.file && place.line);
    HOLDS((result == CONF_OK) == (entry != NULL));
    check_problem(result, &p);
    if (entry)
        check_entry(entry);
    entry_free(entry);
    if (name[0])
        find(book, name, i);
}

static void load_from_file(const uint8_t *data, size_t n, const char *name)
{
    struct conf_problem p = {""};
    struct entry *entry;
    int fd = fuzz_file(data, n);

    check_problem(phonebook_load_entry(fd, "input.cfg", name, &entry, &p), &p);
    if (entry)
        check_entry(entry);
    entry_free(entry);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct conf_problem p = {""};
    struct book_cfg *book;
    enum conf_result result =
        book_cfg_open((const char *)data, n, "input.cfg", false, &book, &p);
    size_t i;

    check_problem(result, &p);
    HOLDS((result == CONF_OK) == (book != NULL));
    if (!book)
        return 0;
    for (i = 0; i < book_cfg_count(book) && i < ENTRIES; i++)
        load(book, i);
    load_from_file(data, n, i ? book_cfg_name(book, 0) : "X");
    book_cfg_close(book);
    return 0;
}
