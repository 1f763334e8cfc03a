/*
 * fuzz_convert - a PBK becomes a native phonebook and a PBK again: with the
 * same bytes, or the report names what was lost.
 *
 * Under test: conf/convert_cfg.c conf/convert_pbk.c conf/convert_line.c
 */
#include "conf/convert_cfg.h"

#include <string.h>

#include "conf/book_cfg.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

struct conversion {
    struct buf cfg, pbk;
    struct convert_report report;
};

static enum conf_result there(struct conversion *c, const uint8_t *data,
                              size_t n)
{
    struct conf_problem p = {""};
    enum conf_result result = convert_pbk_to_cfg(
        (const char *)data, n, "input.pbk", &c->cfg, &c->report, &p);

    HOLDS((result == CONF_OK) == !p.text[0]);
    HOLDS(text_is_printable(p.text));
    return result;
}

/* What was made is a native phonebook, and a PBK can be made of it. */
static void back(struct conversion *c)
{
    struct conf_problem p = {""};
    struct book_cfg *book;

    HOLDS(book_cfg_open(buf_text(&c->cfg), c->cfg.used, "made.cfg", false,
                        &book, &p) == CONF_OK);
    book_cfg_close(book);
    HOLDS(convert_cfg_to_pbk(buf_text(&c->cfg), c->cfg.used, "made.cfg", false,
                             &c->pbk, &c->report, &p) == CONF_OK);
}

static void both_ways(const uint8_t *data, size_t n)
{
    struct conversion c = {.cfg = buf_new(CONVERT_OUT_MAX),
                           .pbk = buf_new(CONVERT_OUT_MAX)};

    if (there(&c, data, n) == CONF_OK) {
        back(&c);
        if (!c.report.n && !c.report.beyond)
            HOLDS(c.pbk.used == n &&
                  (n == 0 || memcmp(buf_text(&c.pbk), data, n) == 0));
    }
    convert_report_free(&c.report);
    buf_free(&c.cfg);
    buf_free(&c.pbk);
}

/* Any native phonebook at all: no more than that it ends in one piece. */
static void from_cfg(const uint8_t *data, size_t n)
{
    struct buf pbk = buf_new(CONVERT_OUT_MAX);
    struct convert_report report = {0};
    struct conf_problem p = {""};
    enum conf_result result;

    result = convert_cfg_to_pbk((const char *)data, n, "input.cfg", false, &pbk,
                                &report, &p);
    HOLDS((result == CONF_OK) == !p.text[0]);
    HOLDS(text_is_printable(p.text));
    convert_report_free(&report);
    buf_free(&pbk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    both_ways(data, n);
    from_cfg(data, n);
    return 0;
}
