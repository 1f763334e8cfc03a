#include "compat/rasphone_explain_redial.h"

#include <stdio.h>
#include <string.h>

#include "compat/raserr.h"

/* --- the rules */

/* "busy, 600-620"; what no cause before it has is the rest. */
static json_t *errors_of(const struct ras_cause *c, bool first)
{
    char text[512];
    size_t i, n = 0;

    if (!c || c->n_errors == 0)
        return out_string(first ? "any failure" : "any other failure");
    for (i = 0; i < c->n_errors && n < sizeof(text); i++) {
        snprintf(text + n, sizeof(text) - n, "%s%s", i ? ", " : "",
                 c->errors[i]);
        n = strlen(text);
    }
    return out_string(text);
}

static json_t *pauses_of(const struct policy *p, const struct policy_rule *r)
{
    char text[160], jitter[40] = "";

    if (p->redial.jitter)
        snprintf(jitter, sizeof(jitter), ", %u %% more or less",
                 p->redial.jitter);
    if (r->growth)
        snprintf(text, sizeof(text),
                 "%u s apart, each pause %u %% longer up to %u s%s", r->pause,
                 r->growth, r->longest_pause, jitter);
    else
        snprintf(text, sizeof(text), "%u s apart%s", r->pause, jitter);
    return out_string(text);
}

static json_t *tell_rule(struct out_maker *m, const struct policy *p, size_t i)
{
    json_t *row = json_object();
    struct policy_rule r;

    policy_rule(p, i, &r);
    out_put(m, row, "errors", errors_of(r.cause, i == 0));
    out_put(m, row, "attempts", json_integer(r.attempts));
    out_put(m, row, "pauses", pauses_of(p, &r));
    out_put(m, row, "lockout", json_integer(r.lockout));
    return row;
}

/* A cause without errors is the last one that counts. */
static json_t *tell_rules(struct out_maker *m, const struct policy *p)
{
    json_t *list = json_array();
    struct policy_rule r;
    size_t i;

    for (i = 0; i <= p->redial.n_causes; i++) {
        out_push(m, list, tell_rule(m, p, i));
        policy_rule(p, i, &r);
        if (r.cause && r.cause->n_errors == 0)
            break;
    }
    return list;
}

static json_t *tell_hours(struct out_maker *m, const struct policy *p)
{
    json_t *list = json_array();
    size_t i;

    for (i = 0; i < p->redial.n_hours; i++)
        out_push(m, list, out_string(p->redial.hours[i]));
    return list;
}

/* --- the history */

static json_t *tell_history(struct out_maker *m, const struct history *h)
{
    const struct policy_history *p = &h->policy;
    json_t *o = json_object();

    out_put(m, o, "failures_in_a_row", json_integer(policy_total(&p->failed)));
    out_put(m, o, "error", json_integer(p->error));
    out_put(m, o, "ended", json_integer(p->ended));
    out_put(m, o, "locked", json_integer(p->locked));
    out_put(m, o, "damaged", json_boolean(p->damaged));
    out_put(m, o, "calls", json_integer((json_int_t)h->counters.calls));
    out_put(m, o, "connects", json_integer((json_int_t)h->counters.connects));
    return o;
}

json_t *explain_redial(struct out_maker *m, const struct policy *p,
                       const struct history *h,
                       const struct policy_decision *now)
{
    json_t *o = json_object();

    out_put(m, o, "rules", tell_rules(m, p));
    out_put(m, o, "never",
            out_string("after errors of authentication and of "
                       "the configuration"));
    out_put(m, o, "lost_link",
            out_string(p->on_link_failure
                           ? "dialled again (RedialOnLinkFailure=1)"
                           : "not dialled again (RedialOnLinkFailure=0)"));
    out_put(m, o, "stable", json_integer(p->redial.stable));
    out_put(m, o, "lockout", json_integer(p->redial.lockout));
    out_put(m, o, "hours", tell_hours(m, p));
    out_put(m, o, "history", tell_history(m, h));
    out_put(m, o, "now",
            out_string(now->verdict == POLICY_DIAL ? "may be dialled"
                                                   : now->reason));
    return o;
}

/* --- for people */

static void line(const char *left, const char *right)
{
    out_text(OUT_PLAIN, "  ");
    out_column(OUT_PLAIN, left, 26);
    out_line(OUT_PLAIN, "  %s", right);
}

static long long number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

static void print_rules(const json_t *redial)
{
    const json_t *list = json_object_get(redial, "rules"), *rule;
    char right[400], lockout[64];
    size_t i;

    for (i = 0; (rule = json_array_get(list, i)) != NULL; i++) {
        lockout[0] = '\0';
        if (number(rule, "lockout"))
            snprintf(lockout, sizeof(lockout), "; locked after %lld in a row",
                     number(rule, "lockout"));
        if (number(rule, "attempts"))
            snprintf(right, sizeof(right), "%lld more, %.200s%s",
                     number(rule, "attempts"), out_get(rule, "pauses"),
                     lockout);
        else
            snprintf(right, sizeof(right), "not dialled again%s", lockout);
        line(out_get(rule, "errors"), right);
    }
}

static void print_limits(const json_t *redial)
{
    const json_t *list = json_object_get(redial, "hours");
    char right[64];
    size_t i;

    if (number(redial, "stable")) {
        snprintf(right, sizeof(right),
                 "lost within %lld s counts as a try that failed",
                 number(redial, "stable"));
        line("A link", right);
    }
    if (number(redial, "lockout")) {
        snprintf(right, sizeof(right), "after %lld failures in a row",
                 number(redial, "lockout"));
        line("Locked", right);
    }
    for (i = 0; i < json_array_size(list); i++)
        line(i ? "" : "Hours", json_string_value(json_array_get(list, i)));
}

void explain_redial_print(const json_t *redial)
{
    const json_t *history = json_object_get(redial, "history");
    char right[96];

    if (!redial)
        return;
    out_line(OUT_PLAIN, "%s", "");
    out_line(OUT_HEADING, "Dialled again");
    print_rules(redial);
    line("Never", out_get(redial, "never"));
    line("A lost link", out_get(redial, "lost_link"));
    print_limits(redial);
    snprintf(right, sizeof(right),
             "%lld failures in a row, last RAS error %lld",
             number(history, "failures_in_a_row"), number(history, "error"));
    line("So far", right);
    line("Now", out_get(redial, "now"));
}
