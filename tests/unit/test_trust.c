#include "tests/unit/harness.h"

#include "compat/trust.c"

/* What root said, and what may be done: a letter for each that is so. */
static const struct {
    const char *words; /* User, Book, Conf, cAller */
    enum trust_line from;
    const char *may; /* Line, Peer, Card, Interface */
} rows[] = {
    {"UBCA", TRUST_LINE_CONF, "LPCI"},
    {"BC", TRUST_LINE_CONF, "LPCI"},
    {"C", TRUST_LINE_CONF, "LCI"}, /* a user's phonebook, root's modem */
    {"B", TRUST_LINE_CONF, "C"},   /* ... and the other way round */
    {"UB", TRUST_LINE_CONF, "CI"},
    {"", TRUST_LINE_CONF, "C"},
    {"BC", TRUST_LINE_ENTRY, "LPCI"},
    {"C", TRUST_LINE_ENTRY, ""}, /* root's card into a user's own pty */
    {"UC", TRUST_LINE_ENTRY, "I"},
    {"", TRUST_LINE_ENTRY, "C"}, /* the card is the user's, too */
    {"BCA", TRUST_LINE_CALLER, "LPCI"},
    {"CA", TRUST_LINE_CALLER, "LCI"},
    {"BC", TRUST_LINE_CALLER, ""},
    {"B", TRUST_LINE_CALLER, "C"},
};

static bool has(const char *text, char letter)
{
    return strchr(text, letter) != NULL;
}

static void test_words(void)
{
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *words = rows[i].words, *may = rows[i].may;
        const struct trust_words w = {.user = has(words, 'U'),
                                      .book = has(words, 'B'),
                                      .conf = has(words, 'C'),
                                      .from = rows[i].from,
                                      .caller = has(words, 'A')};
        const struct trust t = trust_of(&w);

        CU_ASSERT(t.line == has(may, 'L'));
        CU_ASSERT(t.peer == has(may, 'P'));
        CU_ASSERT(t.card == has(may, 'C'));
        CU_ASSERT(t.interface == has(may, 'I'));
    }
}

const char unit_name[] = "trust";
const struct unit_test unit_tests[] = {
    {"whose word, and what may be done on it", test_words},
    {NULL, NULL},
};
