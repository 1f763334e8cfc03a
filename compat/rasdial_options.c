#include "compat/rasdial_options.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OPTION(member) offsetof(struct rasdial_options, member)
#define TEXT(name, value, member, help)                                        \
    {                                                                          \
        name, RASDIAL_TEXT, value, OPTION(member), help                        \
    }
#define FLAG(name, member, help)                                               \
    {                                                                          \
        name, RASDIAL_FLAG, NULL, OPTION(member), help                         \
    }
const struct rasdial_switch rasdial_switches[] = {
    TEXT("DOMAIN", "DOMAIN", domain, "domain of the user"),
    TEXT("PHONE", "NUMBER", number, "number to dial, not the entry's"),
    TEXT("CALLBACK", "NUMBER", callback,
         "number where the server shall call back"),
    TEXT("PHONEBOOK", "FILE", phonebook,
         "phonebook; the system's is /etc/ppp/ras/rasphone.pbk"),
    FLAG("PREFIXSUFFIX", prefix_suffix,
         "dial every number by the rules of ras.conf's location"),
    FLAG("DISCONNECT", disconnect, "end the connection, or all"),
    FLAG("STATUS", status,
         "show the connection, or how the last one ended; or all"),
    FLAG("UNBLOCK", unblock,
         "unlock an entry that has failed too often (root only)"),
    {"TIMEOUT", RASDIAL_SECONDS, "SECONDS", OPTION(timeout),
     "hang up if it is not connected by then"},
    FLAG("JSON", json, "write JSON, one object to a line"),
    FLAG("QUIET", quiet, "write failures only, with /JSON the result only"),
    TEXT("CONFIG", "FILE", config,
         "devices; the system's are in /etc/ppp/ras/ras.conf"),
    TEXT("PLUGIN", "FILE", plugin, "plugin for pppd (root only)"),
    TEXT("PPPD", "FILE", pppd, "pppd to run"),
    TEXT("RUNDIR", "DIRECTORY", rundir, "where connections are listed"),
    FLAG("VERBOSE", verbose, "show each step, or each detail"),
    FLAG("VERSION", version, "show the version"),
    FLAG("HELP", help, "show this help (also /?)"),
    FLAG("?", help, NULL),
};
#undef TEXT
#undef FLAG
#undef OPTION
#define N_SWITCHES (sizeof(rasdial_switches) / sizeof(*rasdial_switches))
const size_t rasdial_n_switches = N_SWITCHES;

void rasdial_options_help(void)
{
    size_t i;

    fputs("Usage: rasdial ENTRY [USER [PASSWORD|*]] [SWITCHES]\n"
          "       rasdial [ENTRY] /DISCONNECT\n"
          "       rasdial [ENTRY] /STATUS\n"
          "       rasdial\n"
          "\n"
          "Dials an entry of a phonebook, ends a connection, shows it, or "
          "lists all.\n"
          "With * the password is asked for.\n"
          "\n"
          "Switches begin with / or --, their letter case does not matter, "
          "and -- alone\n"
          "ends them:\n",
          stdout);
    for (i = 0; i < N_SWITCHES; i++) {
        char left[32];

        if (!rasdial_switches[i].help)
            continue;
        snprintf(left, sizeof(left), "/%s%s%s", rasdial_switches[i].name,
                 rasdial_switches[i].value ? ":" : "",
                 rasdial_switches[i].value ? rasdial_switches[i].value : "");
        printf("  %-20s %s\n", left, rasdial_switches[i].help);
    }
}

static bool complain(char *why, size_t size, const char *what, const char *name,
                     size_t length)
{
    snprintf(why, size, "%s%s%.*s", what, length ? ": /" : "", (int)length,
             name);
    return false;
}

static const struct rasdial_switch *row_of(const char *name, size_t length)
{
    size_t i;

    for (i = 0; i < N_SWITCHES; i++)
        if (strlen(rasdial_switches[i].name) == length &&
            strncasecmp(rasdial_switches[i].name, name, length) == 0)
            return &rasdial_switches[i];
    return NULL;
}

/* Whole seconds, nothing behind them. */
static bool take_seconds(const char *value, void *member)
{
    uint32_t seconds = 0;

    for (; *value >= '0' && *value <= '9' && seconds <= RASDIAL_TIMEOUT_MAX;
         value++)
        seconds = seconds * 10 + (uint32_t)(*value - '0');
    if (*value || seconds < 1 || seconds > RASDIAL_TIMEOUT_MAX)
        return false;
    memcpy(member, &seconds, sizeof(seconds));
    return true;
}

static bool take_text(const char *value, void *member)
{
    memcpy(member, &value, sizeof(value));
    return true;
}

static bool take_flag(const char *value, void *member)
{
    const bool set = true;

    memcpy(member, &set, sizeof(set));
    return !value;
}

/* TEXT is what follows the / or the --. */
static bool take_switch(struct rasdial_options *o, const char *text, char *why,
                        size_t size)
{
    static const struct {
        bool (*take)(const char *value, void *member);
        const char *wrong;
    } kinds[] = {
        [RASDIAL_FLAG] = {take_flag, "no value is allowed"},
        [RASDIAL_TEXT] = {take_text, "a value is missing"},
        [RASDIAL_SECONDS] = {take_seconds, "1 to 86400 seconds are allowed"},
    };
    size_t length = strcspn(text, ":=");
    const char *value = text[length] ? text + length + 1 : NULL;
    const struct rasdial_switch *row = row_of(text, length);

    if (length > 64)
        length = 64;
    if (!row)
        return complain(why, size, "unknown switch", text, length);
    if (row->kind != RASDIAL_FLAG && (!value || !value[0]))
        return complain(why, size, "a value is missing", text, length);
    if (kinds[row->kind].take(value, (char *)o + row->offset))
        return true;
    return complain(why, size, kinds[row->kind].wrong, text, length);
}

static bool take_password(struct rasdial_options *o, char *text, char *why,
                          size_t size)
{
    size_t length = strlen(text);

    if (strcmp(text, "*") == 0) {
        o->password_asked = true;
        return true;
    }
    if (length > RASDIAL_PASSWORD_MAX)
        return complain(why, size, "the password is too long", "", 0);
    memcpy(o->password, text, length + 1);
    explicit_bzero(text, length);
    o->password_given = true;
    return true;
}

static bool take_word(struct rasdial_options *o, char *text, char *why,
                      size_t size)
{
    if (!o->entry)
        o->entry = text;
    else if (!o->user)
        o->user = text;
    else if (!o->password_given && !o->password_asked)
        return take_password(o, text, why, size);
    else
        return complain(why, size, "too many words", "", 0);
    return true;
}

/* Entry names cannot begin with a slash, passwords can: they follow a --. */
static bool take_all(int argc, char **argv, struct rasdial_options *o,
                     char *why, size_t size)
{
    bool switches = true, good = true;
    int i;

    for (i = 1; good && i < argc; i++) {
        char *text = argv[i];
        size_t mark = 0;

        if (switches)
            mark = text[0] == '/' ? 1 : strncmp(text, "--", 2) == 0 ? 2 : 0;
        if (mark == 2 && text[2] == '\0')
            switches = false;
        else if (mark)
            good = take_switch(o, text + mark, why, size);
        else
            good = take_word(o, text, why, size);
    }
    return good;
}

/* What does not go together. */
static bool check(const struct rasdial_options *o, char *why, size_t size)
{
    if (o->disconnect + o->status + o->unblock > 1)
        return complain(why, size,
                        "one of /DISCONNECT, /STATUS and /UNBLOCK only", "", 0);
    if (o->disconnect && o->user)
        return complain(why, size, "/DISCONNECT takes an entry only", "", 0);
    if (o->status && o->user)
        return complain(why, size, "/STATUS takes an entry only", "", 0);
    if (o->timeout && (!o->entry || o->disconnect || o->status || o->unblock))
        return complain(why, size, "/TIMEOUT is for dialling", "", 0);
    if (o->entry && !o->entry[0])
        return complain(why, size, "the entry has no name", "", 0);
    return true;
}

bool rasdial_options_parse(int argc, char **argv, struct rasdial_options *o,
                           char *why, size_t size)
{
    bool good;

    memset(o, 0, sizeof(*o));
    snprintf(why, size, "%s", "");
    good = take_all(argc, argv, o, why, size) && check(o, why, size);
    if (!good)
        explicit_bzero(o, sizeof(*o));
    return good;
}
