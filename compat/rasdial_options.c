#include "compat/rasdial_options.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define OPTION(member) offsetof(struct rasdial_options, member)
const struct rasdial_switch rasdial_switches[] = {
    {"DOMAIN", "DOMAIN", OPTION(domain), "domain of the user"},
    {"PHONE", "NUMBER", OPTION(number), "number to dial, not the entry's"},
    {"CALLBACK", "NUMBER", OPTION(callback),
     "callback number: passed on, but no callback is made yet"},
    {"PHONEBOOK", "FILE", OPTION(phonebook),
     "phonebook; the system's is /etc/ppp/ras/rasphone.pbk"},
    {"PREFIXSUFFIX", NULL, OPTION(prefix_suffix),
     "dial every number by the rules of ras.conf's location"},
    {"DISCONNECT", NULL, OPTION(disconnect), "end the connection, or all"},
    {"UNBLOCK", NULL, OPTION(unblock),
     "unlock an entry that has failed too often (root only)"},
    {"CONFIG", "FILE", OPTION(config),
     "devices; the system's are in /etc/ppp/ras/ras.conf"},
    {"PLUGIN", "FILE", OPTION(plugin), "plugin for pppd (root only)"},
    {"PPPD", "FILE", OPTION(pppd), "pppd to run"},
    {"RUNDIR", "DIRECTORY", OPTION(rundir), "where connections are listed"},
    {"VERBOSE", NULL, OPTION(verbose), "show each step, or each detail"},
    {"VERSION", NULL, OPTION(version), "show the version"},
    {"HELP", NULL, OPTION(help), "show this help (also /?)"},
    {"?", NULL, OPTION(help), NULL},
};
#undef OPTION
#define N_SWITCHES (sizeof(rasdial_switches) / sizeof(*rasdial_switches))
const size_t rasdial_n_switches = N_SWITCHES;

void rasdial_options_help(void)
{
    size_t i;

    fputs("Usage: rasdial ENTRY [USER [PASSWORD|*]] [SWITCHES]\n"
          "       rasdial [ENTRY] /DISCONNECT\n"
          "       rasdial\n"
          "\n"
          "Dials an entry of a phonebook, ends a connection, or lists the "
          "connections.\n"
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

/* TEXT is what follows the / or the --. */
static bool take_switch(struct rasdial_options *o, const char *text, char *why,
                        size_t size)
{
    size_t length = strcspn(text, ":=");
    const char *value = text[length] ? text + length + 1 : NULL;
    const struct rasdial_switch *row = row_of(text, length);
    char *member;

    if (length > 64)
        length = 64;
    if (!row)
        return complain(why, size, "unknown switch", text, length);
    member = (char *)o + row->offset;
    if (row->value) {
        if (!value || !value[0])
            return complain(why, size, "a value is missing", text, length);
        memcpy(member, &value, sizeof(value));
    } else {
        const bool set = true;

        if (value)
            return complain(why, size, "no value is allowed", text, length);
        memcpy(member, &set, sizeof(set));
    }
    return true;
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

bool rasdial_options_parse(int argc, char **argv, struct rasdial_options *o,
                           char *why, size_t size)
{
    bool good;

    memset(o, 0, sizeof(*o));
    snprintf(why, size, "%s", "");
    good = take_all(argc, argv, o, why, size);
    if (good && o->disconnect && o->user)
        good = complain(why, size, "/DISCONNECT takes an entry only", "", 0);
    if (good && o->entry && !o->entry[0])
        good = complain(why, size, "the entry has no name", "", 0);
    if (!good)
        explicit_bzero(o, sizeof(*o));
    return good;
}
