#include "plugin/callback.h"

#include <stdio.h>
#include <string.h>

#include "compat/choice.h"
#include "compat/raserr.h"
#include "plugin/control.h"
#include "plugin/persist.h"
#include "plugin/report.h"
#include "plugin/shim.h"

static struct {
    bool asked;         /* this call asks to be called back */
    bool due;           /* the peer is going to call */
    bool offer_waits;   /* for the caller's choice of a number */
    bool number_chosen; /* he has made it */
    bool called_back;   /* this attempt is in the peer's call */
} callback;

/* Can the line that was called from be called at all? */
static bool has_telephone(const struct job *job)
{
    return !job->own_line && job->line && choice_has_numbers(job->line);
}

/* A custom dialer may ask for it in one attempt, and not in the next. */
static bool is_wanted(const struct order *o)
{
    const struct settings *s = &o->job.settings;
    size_t i;

    if (!has_telephone(&o->job))
        return false;
    for (i = 0; o->hosted && i < s->n_options; i++)
        if (strncmp(s->text + s->options[i].start, "callback ", 9) == 0)
            return true;
    return !o->hosted;
}

void callback_begin(const struct order *o)
{
    memset(&callback, 0, sizeof(callback));
    callback.asked = shim_ask_for_callback(is_wanted(o));
}

void callback_talk(void)
{
    report_state(RASCS_AuthCallback, NULL);
}

/* RASCS_CallbackSetByCaller lasts as long as the server is patient. */
bool callback_keep_offer(const struct order *o, const struct evidence *e)
{
    if (o->hosted || callback.number_chosen || !o->job.settings.asks_number ||
        !e->number_offered || !control_attached())
        return false;
    callback.offer_waits = true;
    report_state(RASCS_CallbackSetByCaller, NULL);
    return true;
}

bool callback_offer_waits(void)
{
    return callback.offer_waits;
}

static bool give_number(const struct job *job, const char *number)
{
    char word[SETTINGS_WORD], option[SETTINGS_WORD + 16];

    if (!settings_callback_number(number) ||
        !settings_quote(number, word, sizeof(word)))
        return false;
    snprintf(option, sizeof(option), "callback %s", word);
    return shim_set_options(option, strlen(option), job->phonebook,
                            job->trusted);
}

static const char *refuse_number(struct cause *c, uint32_t error,
                                 const char *why)
{
    cause_latch(c, error, 0, false, why);
    return why;
}

/* Without a number nobody shall call, which a server may not like. */
const char *callback_choose(const struct job *job, const char *number,
                            struct cause *c)
{
    callback.offer_waits = false;
    callback.number_chosen = true;
    if (number[0] && !give_number(job, number))
        return refuse_number(c, RASERR_ERROR_INVALID_CALLBACK_NUMBER,
                             "not a callback number");
    if (!shim_answer_callback(number[0] != '\0'))
        return refuse_number(
            c, RASERR_ERROR_BAD_CALLBACK_NUMBER,
            "the server wants to call back, and was given no number");
    return NULL;
}

void callback_network(void)
{
    if (callback.asked)
        shim_log(SHIM_NOTICE, "the server does not call back: the call goes "
                              "on, and whoever has dialled pays for it");
}

bool callback_goes_on(enum evidence_end end)
{
    if (end != EVIDENCE_END_CALLBACK || !callback.asked)
        return false;
    callback.due = true;
    report_state(RASCS_PrepareForCallback, NULL);
    persist_need(PERSIST_CALLBACK);
    return true;
}

bool callback_due(void)
{
    return callback.due;
}

/* Who has called back is not asked to do it again. */
void callback_take(void)
{
    callback.due = false;
    callback.called_back = true;
    callback.asked = shim_ask_for_callback(false);
    persist_done(PERSIST_CALLBACK);
}

bool callback_called_back(void)
{
    return callback.called_back;
}

void callback_forgo(struct cause *c)
{
    callback.due = false;
    persist_done(PERSIST_CALLBACK);
    cause_latch(c, RASERR_ERROR_USER_DISCONNECTION, 0, false,
                "the callback was not waited for");
}
