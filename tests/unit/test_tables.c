/*
 * Every row of every .def against tests/data/tables: what the columns say is
 * written down twice, so that no code, default, range or word of a table can
 * change by a slip. Texts for people are left out. tests/mutate changes each
 * value and demands that this program finds it.
 *
 * A table that was changed on purpose fails here. What its file is to be then,
 * after a review, is written by
 *
 *     mkdir DIR && TABLES_OUT=DIR build/tests/test_tables
 *     diff -r tests/data/tables DIR
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/harness.h"

#include "compat/raserr.h"
#include "compat/rascs.h"
#include "compat/wire.h"
#include "conf/pbk_keys.h"
#include "conf/ras_conf_keys.h"
#include "plugin/modem_result.h"

/* --- one table and its file */

static struct {
    const char *name;
    FILE *file;
    FILE *out; /* NULL without TABLES_OUT */
    unsigned row, wrong;
} table;

/* The file's next line that is no comment; "" behind the last. */
static const char *next_line(char *line, int size)
{
    while (fgets(line, size, table.file)) {
        if (line[0] != '#') {
            line[strcspn(line, "\n")] = '\0';
            return line;
        }
        if (table.out)
            fputs(line, table.out);
    }
    return "";
}

static FILE *open_in(const char *dir, const char *name, const char *mode)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    file = fopen(path, mode);
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    return file;
}

static void open_table(const char *name)
{
    const char *out = getenv("TABLES_OUT");

    memset(&table, 0, sizeof(table));
    table.name = name;
    table.file = open_in(TEST_DATA "tables", name, "re");
    table.out = out ? open_in(out, name, "we") : NULL;
}

/* The first difference is shown: behind a new row all others differ, too. */
static void compare(const char *got)
{
    char line[512];
    const char *expected = next_line(line, sizeof(line));

    table.row++;
    if (table.out)
        fprintf(table.out, "%s\n", got);
    if (strcmp(got, expected) == 0 || table.wrong++)
        return;
    fprintf(stderr,
            "tests/data/tables/%s, row %u: got \"%s\", expected \"%s\"\n",
            table.name, table.row, got, expected);
}

/* FORMAT is the next row, as the file should have it. */
static void row(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void row(const char *format, ...)
{
    char got[512];
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(got, sizeof(got), format, arguments);
    va_end(arguments);
    CU_ASSERT_FATAL(n > 0 && (size_t)n < sizeof(got));
    compare(got);
}

static void close_table(void)
{
    char line[512];

    EXPECT_TEXT(next_line(line, sizeof(line)), "");
    EXPECT_NUMBER(table.wrong, 0);
    CU_ASSERT(table.row > 0);
    fclose(table.file);
    if (table.out)
        fclose(table.out);
}

/* --- errors and states */

static const char *redial_word(uint32_t code)
{
    return raserr_redial(code) == RASERR_LATER ? "LATER" : "NEVER";
}

static void test_raserror(void)
{
    open_table("raserror");
#define RAS_ERROR(code, name, redial, text, cause, advice)                     \
    row("%u %s %s", (unsigned)RASERR_##name, raserr_name(code),                \
        redial_word(code));
#define RAS_ABSENT(code, name, redial, reason, text)                           \
    row("%u %s %s %s", (unsigned)RASERR_##name, raserr_name(code),             \
        redial_word(code), #reason);
#include "compat/raserror.def"
    close_table();
}

static void test_winerror(void)
{
    open_table("winerror");
#define WIN_ERROR(code, name, text) row("%u %s", (unsigned)(code), #name);
#include "compat/win32/winerror.def"
    close_table();
}

static void test_rascs(void)
{
    open_table("rascs");
#define RASCS(value, name, phrase)                                             \
    row("0x%04x %s", (unsigned)RASCS_##name, rascs_name(value));
#include "compat/rascs.def"
    close_table();
}

static void test_policy(void)
{
    open_table("policy");
#define POLICY_CAUSE(word, first, last) row("%s %d %d", word, first, last);
#include "compat/policy.def"
    close_table();
}

static void test_modem_result(void)
{
    size_t n, i = 0;
    const struct modem_result *results = modem_result_table(&n);

    open_table("modem_result");
#define MODEM_RESULT(answer, kind_, match, code, redial, where)                \
    row("\"%s\" %s%s %s %" PRIu32 " %s", results[i].text, #kind_,              \
        results[i].kind == MODEM_RESULT_##kind_ ? "" : "?",                    \
        results[i].prefix ? "MORE" : "WHOLE", results[i].error,                \
        results[i].retry ? "LATER" : "NEVER");                                 \
    i++;
#include "plugin/modem_result.def"
    EXPECT_NUMBER(i, n);
    close_table();
}

/* --- the phonebook */

static const char *const pbk_types[] = {
    [PBK_HEADER] = "HEADER", [PBK_BOOL] = "BOOL",
    [PBK_U32] = "U32",       [PBK_I64] = "I64",
    [PBK_TEXT] = "TEXT",     [PBK_ENCRYPTION] = "ENCRYPTION",
    [PBK_HEX] = "HEX",       [PBK_GUID] = "GUID",
    [PBK_IPV4] = "IPV4",     [PBK_IPV6] = "IPV6",
};
static const char *const pbk_beyonds[] = {
    [PBK_REFUSE] = "REFUSE", [PBK_CLAMP] = "CLAMP", [PBK_DEFAULT] = "DEFAULT"};
static const char *const pbk_sinces[] = {
    [PBK_NT4] = "NT4",     [PBK_W2000] = "W2000", [PBK_XP] = "XP",
    [PBK_VISTA] = "VISTA", [PBK_W7] = "W7",       [PBK_W8] = "W8",
    [PBK_W10] = "W10",     [PBK_OWN] = "OWN"};

static void pbk_row(const struct pbk_key *k, const char *member)
{
    row("%c %s %s %" PRId64 "..%" PRId64 " %" PRId64 " %s %s %s %s",
        "ENMDP"[k->scope], k -> name, pbk_types[k->type], k -> min, k -> max,
        k -> otherwise, pbk_beyonds[k->beyond], k -> secret ? "SECRET" : "OPEN",
        pbk_sinces[k->since], member);
}

static void test_pbk_keys(void)
{
    open_table("pbk_keys");
#define PBK_FILL(scope, key, type, min, max, otherwise, beyond, privacy,       \
                 since, member, effect)                                        \
    pbk_row(&pbk_keys[PBK_KEY_##key], #member);
#define PBK_KEEP(scope, key, ...) pbk_row(&pbk_keys[PBK_KEY_##key], "-");
#define PBK_ALIAS(spelling, key)                                               \
    row("%s is %s", #spelling,                                                 \
        pbk_key_find(#spelling, strlen(#spelling)) == &pbk_keys[PBK_KEY_##key] \
            ? #key                                                             \
            : "?");
#include "conf/pbk_keys.def"
    close_table();
}

static void test_pbk_new(void)
{
    open_table("pbk_new");
#define PBK_NEW(key, phone, direct, vpn, broadband)                            \
    row("%s %s %s %s %s", #key, #phone, #direct, #vpn, #broadband);
#define PBK_NEW_GROUP(key, phone, direct, vpn, broadband)                      \
    row("[%s] %s %s %s %s", #key, #phone, #direct, #vpn, #broadband);
#define PBK_NEW_STAMP(key)         row("%s stamp", #key);
#define PBK_NEW_NUMBER(key, value) row("%s %s", #key, #value);
#include "conf/pbk_new.def"
    close_table();
}

static void test_entry_map(void)
{
    open_table("entry_map");
#define MAP_NUMBER(m, key) row("number %s %s", #m, #key);
#define MAP_TEXT(m, key)   row("text %s %s", #m, #key);
#define MAP_IPV4(m, key)   row("ipv4 %s %s", #m, #key);
#define MAP_IPV6(m, key)   row("ipv6 %s %s", #m, #key);
#define MAP_GUID(m, key)   row("guid %s %s", #m, #key);
#define MAP_FLAG(m, flag, key, on, off)                                        \
    row("%s %s %s %s/%s", #m, #flag, #key, on, off);
#define MAP_BITS(m, flag, key, bits)                                           \
    row("%s %s %s bits 0x%x", #m, #flag, #key, bits);
#define MAP_VALUE(m, number, key, on) row("%s %s %s %s", #m, #number, #key, on);
#define MAP_REST(m, flags, key)       row("%s %s %s", #m, #flags, #key);
#include "compat/api/entry_map.def"
    close_table();
}

static void test_effects(void)
{
    open_table("rasphone_effect");
#define EFFECT_NONE(key, reason)       row("%s none", #key);
#define EFFECT_ONLY(key, other, value) row("%s %s=%d", #key, #other, value);
#define EFFECT_READ(key)               row("%s read", #key);
#include "compat/rasphone_effect.def"
    close_table();
}

static void test_country(void)
{
    open_table("country");
#define RAS_COUNTRY(id, code, name) row("%d %d %s", id, code, name);
#include "compat/api/country.def"
    close_table();
}

/* --- ras.conf */

static void range(char *out, size_t size, const struct ras_key *k)
{
    if (k->text[0])
        snprintf(out, size, "0..%g \"%s\" \"%s\" \"%s\"", k->max, k->text[0],
                 k->text[1], k->text[2]);
    else
        snprintf(out, size, "%g..%.9g %g %g %g", k->min, k->max, k->number[0],
                 k->number[1], k->number[2]);
}

/* The key's word for its type, and whether that is the one it has. */
static void ras_row(const char *group, const char *type, bool same, size_t i)
{
    const struct ras_key *k = &ras_conf_keys[i];
    char values[128];

    range(values, sizeof(values), k);
    row("%s %s %s%s%s %s", group, k->name, type, same ? "" : "?",
        k->secret ? " SECRET" : "", values);
}

#define RAS_ANY(group_, type_)                                                 \
    ras_row(#group_, #type_,                                                   \
            ras_conf_keys[i].group == RAS_##group_ &&                          \
                ras_conf_keys[i].type == RAS_##type_,                          \
            i);                                                                \
    i++;

static void test_ras_conf(void)
{
    size_t i = 0;

    open_table("ras_conf_keys");
#define RAS_TEXT(group, name, type, ...)   RAS_ANY(group, type)
#define RAS_NUMBER(group, name, type, ...) RAS_ANY(group, type)
#define RAS_PLAIN(group, name, type, ...)  RAS_ANY(group, type)
#define RAS_SECRET(group, name, type, ...) RAS_ANY(group, type)
#define RAS_INNER(group, name_, inner_, meaning)                               \
    row("%s %s {%s%s}", #group, ras_conf_keys[i].name, #inner_,                \
        ras_conf_keys[i].inner == RAS_##inner_ ? "" : "?");                    \
    i++;
#define RAS_INIT_MODEM(command, meaning)    row("modem %s", command);
#define RAS_INIT_CELLULAR(command, meaning) row("cellular %s", command);
#include "conf/ras_conf_keys.def"
    EXPECT_NUMBER(i, ras_conf_n_keys);
    close_table();
}

/* --- what is written and sent */

static void test_wire(void)
{
    open_table("wire");
#define WIRE_RECORD(value, name, sender, text)                                 \
    row("%d %s %s", WIRE_##name, wire_type_name(value), #sender);
#define WIRE_FIELD(tag, name, kind, max, text)                                 \
    row("%d %s %s%s %d", WIRE_F_##name, #name, #kind,                          \
        wire_tag_secret(tag) ? "!" : "", max);
#include "compat/wire.def"
    close_table();
}

static void test_connrec(void)
{
    open_table("connrec");
#define CONNREC_TEXT(name) row("%s", #name);
#define CONNREC_NUMBER(name, type, min, max)                                   \
    row("%s %s %" PRId64 "..%" PRId64, #name, #type, (int64_t)(min),           \
        (int64_t)(max));
#include "compat/connrec.def"
    close_table();
}

static void test_history(void)
{
    open_table("history");
#define HISTORY_NUMBER(key, member, most)                                      \
    row("%s %s %" PRIu64, #key, #member, (uint64_t)(most));
#include "compat/history.def"
    close_table();
}

static void test_events(void)
{
    open_table("rasdial_event");
#define RASDIAL_EVENT(name, text)     row("event %s", #name);
#define RASDIAL_KEY(name, type, text) row("%s %s", #name, #type);
#include "compat/rasdial_event.def"
    close_table();
}

/* --- command lines */

static void test_options(void)
{
    open_table("options");
#define RAS_OPTION(member, name, type, text)                                   \
    row("%s %s %s", #member, name, #type);
#include "plugin/options.def"
    close_table();
}

static void test_rasphone_options(void)
{
    open_table("rasphone_options");
#define RASPHONE_OPTION(name, letter, value, member, command, help)            \
    row("--%s %s %s %s %s", name, #letter, #value, #member, #command);
#include "compat/rasphone_options.def"
    close_table();
}

static void test_rasphone_commands(void)
{
    open_table("rasphone_commands");
#define RASPHONE_COMMAND(name, words, least, most, reads, help, manual)        \
    row("%s \"%s\" %d..%d %s", #name, words, least, most, #reads);
#include "compat/rasphone_commands.def"
    close_table();
}

const char unit_name[] = "tables";
const struct unit_test unit_tests[] = {
    {"raserror.def", test_raserror},
    {"winerror.def", test_winerror},
    {"rascs.def", test_rascs},
    {"policy.def", test_policy},
    {"modem_result.def", test_modem_result},
    {"pbk_keys.def", test_pbk_keys},
    {"pbk_new.def", test_pbk_new},
    {"entry_map.def", test_entry_map},
    {"rasphone_effect.def", test_effects},
    {"country.def", test_country},
    {"ras_conf_keys.def", test_ras_conf},
    {"wire.def", test_wire},
    {"connrec.def", test_connrec},
    {"history.def", test_history},
    {"rasdial_event.def", test_events},
    {"options.def", test_options},
    {"rasphone_options.def", test_rasphone_options},
    {"rasphone_commands.def", test_rasphone_commands},
    {NULL, NULL},
};
