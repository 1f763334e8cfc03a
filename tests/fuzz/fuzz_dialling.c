/*
 * fuzz_dialling - the rules of a location, a number of a phonebook, and the
 * command that comes out of them: nothing but what V.250 and modems know, no
 * matter what the two say, and never a second command.
 *
 * Under test: conf/dialling.c compat/dial_string.c
 */
#include "conf/dialling.h"

#include <string.h>

#include "compat/dial_string.h"
#include "compat/raserr.h"
#include "conf/text.h"
#include "tests/fuzz/fuzz.h"

enum { TEXTS = 24, RULES = 3, PREFIXES = 2 };

/* The texts of one input, each of them "" at its end. */
struct texts {
    char text[TEXTS][256];
    size_t n;
    struct fuzz_input in;
};

/* A text that ras.conf would take: "" for one that it would not. */
static const char *text(struct texts *t, bool (*is_allowed)(const char *text))
{
    char *out = t->text[t->n++];

    fuzz_text(&t->in, out);
    if (!is_allowed(out))
        out[0] = '\0';
    return out;
}

static void make_rules(struct texts *t, struct dialling_area_rule rules[RULES],
                       const char *prefixes[RULES][PREFIXES])
{
    size_t i, k;

    for (i = 0; i < RULES; i++) {
        for (k = 0; k < PREFIXES; k++)
            prefixes[i][k] = text(t, dialling_is_digits);
        rules[i] = (struct dialling_area_rule){
            .area_code = text(t, dialling_is_digits),
            .prefixes = prefixes[i],
            .n_prefixes = fuzz_byte(&t->in) % (PREFIXES + 1),
            .dial_first = text(t, dialling_is_code),
            .include_area_code = fuzz_byte(&t->in) & 1};
    }
}

static void make_location(struct texts *t, struct dialling_location *l)
{
    *l = (struct dialling_location){
        .name = "here",
        .country_code = fuzz_u32(&t->in) % 1000,
        .area_code = text(t, dialling_is_digits),
        .outside_local = text(t, dialling_is_prefix),
        .outside_long_distance = text(t, dialling_is_prefix),
        .long_distance_prefix = text(t, dialling_is_prefix),
        .international_prefix = text(t, dialling_is_prefix),
        .long_distance_carrier = "10288",
        .international_carrier = "",
        .disable_call_waiting = "*70,",
        .dialling = fuzz_byte(&t->in) & 1 ? "T" : "",
        .calling_card = {.name = "card",
                         .card_number = text(t, dialling_is_code),
                         .pin = "4711",
                         .local = text(t, dialling_is_rule),
                         .long_distance = "",
                         .international = text(t, dialling_is_rule)},
    };
}

/* What people write to group digits is gone, and no line ends within. */
static void compose(const char *number, const struct dialling *d)
{
    static const char allowed[] = "0123456789*#ABCDabcd+,;WwTtPp!@$&";
    uint32_t error = 0;
    char out[300];
    const char *s;
    bool good = dial_compose("ATD", d ? d->mode : "", "", number, "", out,
                             sizeof(out), &error);

    HOLDS(good == (error == 0) && good == (out[0] != '\0'));
    HOLDS(good || error == RASERR_ERROR_BAD_PHONE_NUMBER ||
          error == RASERR_ERROR_PHONE_NUMBER_TOO_LONG);
    HOLDS(!good || dial_number_valid(number));
    if (!good)
        return;
    HOLDS(strncmp(out, "ATD", 3) == 0);
    HOLDS(strspn(out + 3, allowed) == strlen(out + 3));
    for (s = out; (s = strchr(s, ';')) != NULL; s++)
        HOLDS(s[1] == 'D' || s[1] == 'd');
}

static void dial(const struct dialling_location *here,
                 const struct entry_number *n, bool always)
{
    struct conf_problem p = {""};
    struct dialling d;
    enum conf_result result = dialling_translate(here, n, always, &d, &p);

    HOLDS((result == CONF_OK) == !p.text[0]);
    HOLDS(!n->number[0] || (result == CONF_OK) == (d.dialled[0] != '\0'));
    HOLDS(text_is_printable(p.text));
    if (result != CONF_OK)
        return;
    HOLDS(d.call <= DIALLING_CALLS && strlen(d.dialled) <= DIALLING_MAX);
    HOLDS(text_is_printable(d.dialled) && text_is_printable(d.shown));
    HOLDS(d.call == DIALLING_AS_WRITTEN || text_is_ascii(d.dialled));
    HOLDS(d.secret || strcmp(d.dialled, d.shown) == 0);
    HOLDS(!d.secret || strstr(d.shown, "card"));
    compose(d.dialled, &d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct texts t;
    struct dialling_area_rule rules[RULES];
    const char *prefixes[RULES][PREFIXES];
    struct dialling_location here;
    struct entry_number number = {.comment = "", .friendly_name = ""};
    bool always;

    t.in = (struct fuzz_input){data, n};
    t.n = 0;
    always = fuzz_byte(&t.in) & 1;
    number.use_dialing_rules = fuzz_byte(&t.in) & 1;
    number.country_code = fuzz_u32(&t.in) % 1000;
    number.number = text(&t, text_is_printable);
    number.area_code = text(&t, text_is_printable);
    compose(number.number, NULL);
    dial(NULL, &number, always);
    make_location(&t, &here);
    make_rules(&t, rules, prefixes);
    here.area_rules = rules;
    here.n_area_rules = fuzz_byte(&t.in) % (RULES + 1);
    dial(&here, &number, always);
    return 0;
}
