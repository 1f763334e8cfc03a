/*
 * fuzz_history - the history of an entry that somebody may have damaged: what
 * is read can be written and read again, and what Prometheus is shown of it is
 * in its format.
 *
 * Under test: compat/history.c compat/counters.c compat/metrics.c
 * compat/policy.c
 */
#include "compat/history.c"

#include "compat/metrics.h"
#include "compat/raserr.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

static bool is_same(const struct history *a, const struct history *b)
{
    size_t i;

    if (strcmp(a->phonebook, b->phonebook) != 0 ||
        strcmp(a->entry, b->entry) != 0 ||
        a->policy.failed.n != b->policy.failed.n ||
        a->counters.n_failures != b->counters.n_failures)
        return false;
    for (i = 0; i < a->policy.failed.n; i++)
        if (a->policy.failed.list[i].code != b->policy.failed.list[i].code ||
            a->policy.failed.list[i].count != b->policy.failed.list[i].count)
            return false;
    for (i = 0; i < a->counters.n_failures; i++)
        if (a->counters.failures[i].code != b->counters.failures[i].code ||
            a->counters.failures[i].count != b->counters.failures[i].count)
            return false;
#define HISTORY_NUMBER(name, member, most)                                     \
    if (a->member != b->member)                                                \
        return false;
#include "compat/history.def"
#undef HISTORY_NUMBER
    return true;
}

static void write_and_read(const struct history *h)
{
    static struct history again;
    struct buf out = buf_new(HISTORY_FILE_MAX);

    HOLDS(make_text(&out, h) == CONF_OK);
    HOLDS(history_parse(buf_text(&out), out.used, &again) == CONF_OK);
    HOLDS(is_same(h, &again));
    buf_free(&out);
}

/* --- text format 0.0.4, as its description says */

/* Behind the label's opening quote: to behind its closing one. */
static const char *label(const char *s)
{
    size_t step;

    for (; *s != '"'; s += step) {
        step = text_utf8_length(s, strlen(s));
        HOLDS(step > 0 && *s != '\n');
        if (*s == '\\') {
            HOLDS(s[1] == '\\' || s[1] == '"' || s[1] == 'n');
            step = 2;
        }
    }
    return s + 1;
}

static const char *sample(const char *s)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz_";

    s += strspn(s, first);
    HOLDS(*s++ == '{');
    while (strspn(s, first) > 0) {
        s += strspn(s, first);
        HOLDS(s[0] == '=' && s[1] == '"');
        s = label(s + 2);
        s += *s == ',';
    }
    HOLDS(s[0] == '}' && s[1] == ' ');
    HOLDS(strspn(s + 2, "0123456789") > 0);
    return s + 2 + strspn(s + 2, "0123456789");
}

static void show(const struct history *h)
{
    struct buf out = buf_new(1 << 20);
    const char *s;

    HOLDS(metrics_show(h, 1, &out) == CONF_OK);
    for (s = buf_text(&out); *s; s++) {
        s = *s == '#' ? strchr(s, '\n') : sample(s);
        HOLDS(s && *s == '\n');
    }
    buf_free(&out);
}

/* --- what is decided by it */

static void decide(struct history *h)
{
    static const struct entry entry = {.redial_attempts = 3,
                                       .redial_seconds = 60};
    static const struct ras_redial redial = {.lockout = 5};
    const struct policy_clock clock = {1795000000, policy_local, 7};
    struct policy_decision d;
    struct policy policy;

    policy_make(&policy, &entry, &redial);
    policy_first(&policy, &h->policy, &clock, &d);
    HOLDS(d.verdict <= POLICY_REFUSE && text_is_printable(d.reason));
    HOLDS(!h->policy.locked || d.verdict == POLICY_REFUSE);
    policy_failed(&policy, &h->policy, RASERR_ERROR_LINE_BUSY, clock.now);
    counters_failed(&h->counters, RASERR_ERROR_LINE_BUSY, 1);
    counters_add(&h->counters.calls, UINT64_MAX);
    HOLDS(h->counters.calls == UINT64_MAX);
    policy_first(&policy, &h->policy, &clock, &d);
    HOLDS(policy_total(&h->policy.failed) < 5 || d.verdict == POLICY_REFUSE);
    write_and_read(h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct history h;

    if (n > HISTORY_FILE_MAX || history_parse((const char *)data, n, &h))
        return 0;
    HOLDS(h.policy.failed.n <= POLICY_CODES);
    HOLDS(h.counters.n_failures <= COUNTERS_CODES);
    write_and_read(&h);
    show(&h);
    decide(&h);
    show(&h);
    return 0;
}
