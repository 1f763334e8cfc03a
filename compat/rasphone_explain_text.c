#include <string.h>

#include "compat/raserr.h"
#include "compat/rasphone_explain.h"
#include "compat/rasphone_explain_redial.h"
#include "compat/rasphone_out.h"

/* Where the second column begins. */
#define COLUMN 30

static void row(const char *left, const char *right, const char *more)
{
    out_text(OUT_PLAIN, "  ");
    out_column(OUT_PLAIN, left, COLUMN - 4);
    out_text(OUT_PLAIN, "  ");
    out_text(OUT_PLAIN, right);
    if (more[0]) {
        out_text(OUT_FAINT, right[0] ? "  " : "");
        out_text(OUT_FAINT, more);
    }
    out_line(OUT_PLAIN, "%s", "");
}

static void heading(const char *text)
{
    out_line(OUT_PLAIN, "%s", "");
    out_line(OUT_HEADING, "%s", text);
}

static void print_device(const json_t *account)
{
    const json_t *device = json_object_get(account, "device");
    char text[64];

    if (!device)
        return;
    heading("Device");
    snprintf(text, sizeof(text), "%.20s / %.20s", out_get(device, "media"),
             out_get(device, "device"));
    row("MEDIA / DEVICE", text, "");
    row("Port", out_get(device, "port"), "");
    row("Modem", out_get(device, "modem"), "");
    if (out_get(device, "script_before")[0])
        row("Script", out_get(device, "script_before"), "(before the dial)");
    if (out_get(device, "script")[0])
        row("Script", out_get(device, "script"), "(behind CONNECT)");
}

static void print_line(const json_t *account)
{
    const json_t *line = json_object_get(account, "line");
    bool there = json_is_true(json_object_get(line, "present"));
    char text[64];

    if (!line)
        return;
    row("Described by", out_get(line, "from"), "");
    row("Kind", out_get(line, "kind"), "");
    if (json_object_get(line, "interface")) {
        row("Interface", out_get(line, "interface"),
            there ? "" : "(not there now)");
        return;
    }
    row("tty", out_get(line, "tty"), there ? "" : "(not there now)");
    if (there && strcmp(out_get(line, "tty"), out_get(line, "real")) != 0)
        row("", out_get(line, "real"), "(at the moment)");
    snprintf(text, sizeof(text), "%lld bit/s, %s",
             (long long)json_integer_value(json_object_get(line, "speed")),
             json_is_true(json_object_get(line, "rts_cts"))
                 ? "RTS/CTS"
                 : "no flow control");
    row("Speed", text, "");
    if (out_get(line, "greeting")[0])
        row("Greeting", out_get(line, "greeting"), "(before PPP)");
}

/* "RedialAttempts=3  the first try and 3 more", "ras.conf: init" */
static void print_reason(const char *left, const json_t *value)
{
    json_t *keys = json_object_get(value, "keys");
    char words[256] = "";
    size_t n = 0;
    void *at;

    for (at = json_object_iter(keys); at && n < sizeof(words);
         at = json_object_iter_next(keys, at)) {
        snprintf(words + n, sizeof(words) - n, "%s%s=%s", n ? " " : "",
                 json_object_iter_key(at),
                 json_string_value(json_object_iter_value(at)));
        n = strlen(words);
    }
    row(left, words, out_get(value, "reason"));
}

static void print_commands(const json_t *account)
{
    const json_t *list = json_object_get(account, "commands"), *value;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    heading("Commands for the modem");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        print_reason(out_get(value, "command"), value);
}

static void print_numbers(const json_t *account)
{
    const json_t *list = json_object_get(account, "numbers"), *value;
    const char *command, *canonical;
    char left[256], more[320];
    size_t i;

    if (json_array_size(list) == 0)
        return;
    heading("Numbers, in the order in which they are dialled");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++) {
        command = out_get(value, "command");
        canonical = out_get(value, "canonical");
        snprintf(left, sizeof(left), "%zu. %s", i + 1,
                 out_get(value, "number"));
        snprintf(more, sizeof(more), "(%s%s%s)", canonical,
                 canonical[0] ? ", " : "", out_get(value, "reason"));
        row(left, command, more);
        if (out_get(value, "context")[0])
            row("", out_get(value, "context"), "(before it)");
    }
}

static void print_options(const json_t *account)
{
    const json_t *list = json_object_get(account, "options"), *value;
    size_t i;

    if (!list)
        return;
    heading("Options for pppd");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        print_reason(out_get(value, "option"), value);
    heading("Besides");
    list = json_object_get(account, "steps");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        print_reason("", value);
}

static void print_credentials(const json_t *account)
{
    const json_t *all = json_object_get(account, "credentials"), *value;
    const json_t *list = json_object_get(all, "methods");
    size_t i;

    if (!all)
        return;
    heading("Credentials");
    row("User", out_get(all, "user"), "");
    row("Password", out_get(all, "password"), "");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        row(out_get(value, "method"), out_get(value, "file"), "");
}

static void print_ineffective(const json_t *value)
{
    char left[200];

    snprintf(left, sizeof(left), "%s=%.100s", out_get(value, "key"),
             out_get(value, "value"));
    row(left, out_get(value, "reason"), "");
}

static void print_without_effect(const json_t *account)
{
    const json_t *list = json_object_get(account, "without_effect"), *value;
    size_t i, defaults = 0;

    if (json_array_size(list) == 0)
        return;
    heading("Keys without effect");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++) {
        if (json_is_true(json_object_get(value, "default")))
            defaults++;
        else
            print_ineffective(value);
    }
    if (defaults > 0)
        out_line(OUT_FAINT,
                 "  %s%zu that say what Windows writes anyway: "
                 "rasphone.pbk(5)",
                 i > defaults ? "and " : "", defaults);
}

static void print_notes(const json_t *account)
{
    const json_t *list = json_object_get(account, "notes"), *value;
    size_t i;

    if (json_array_size(list) == 0)
        return;
    heading("Notes");
    for (i = 0; (value = json_array_get(list, i)) != NULL; i++)
        out_line(OUT_WARNING, "  %s", json_string_value(value));
}

static void print_verdict(const json_t *account)
{
    uint32_t error =
        (uint32_t)json_integer_value(json_object_get(account, "error"));
    const char *text = raserr_text(error), *advice = raserr_advice(error);

    out_line(OUT_PLAIN, "%s", "");
    if (!error) {
        out_line(OUT_GOOD, "It can be dialled.");
        return;
    }
    out_line(OUT_ERROR, "It cannot be dialled: RAS error %u - %s",
             (unsigned)error, text ? text : "");
    out_line(OUT_PLAIN, "  %s", out_get(account, "reason"));
    out_line(OUT_PLAIN, "  %s", advice ? advice : "");
}

static void print_redial(const json_t *account)
{
    explain_redial_print(json_object_get(account, "redial"));
}

void explain_print(const json_t *account)
{
    static void (*const parts[])(const json_t *) = {
        print_device,         print_line,    print_commands,    print_numbers,
        print_options,        print_redial,  print_credentials, print_notes,
        print_without_effect, print_verdict,
    };
    size_t i;

    out_line(OUT_HEADING, "[%s]  %s", out_get(account, "entry"),
             out_get(account, "phonebook"));
    for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        parts[i](account);
}
