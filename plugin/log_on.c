#include "plugin/log_on.h"

#include <string.h>

#include "compat/raserr.h"
#include "compat/ticks.h"
#include "plugin/line.h"
#include "plugin/party.h"
#include "plugin/scp.h"
#include "plugin/shim.h"

/* How long the script's last words may take, and those before `set port'. */
#define FLUSH_MS 5000

static struct {
    struct scp *run;
    dial_ms flush_by; /* 0 = it has not ended yet */
    size_t unsent;
    const char *tty;
} script;

static size_t script_output(void *bytes, size_t size)
{
    return scp_output(script.run, bytes, size);
}

static void script_input(unsigned char byte)
{
    scp_input(script.run, ticks_now(), byte);
}

static void script_tick(void)
{
    scp_tick(script.run, ticks_now());
}

static bool script_ended(void)
{
    if (scp_status(script.run) == SCP_RUNNING)
        return false;
    if (!script.flush_by)
        script.flush_by = ticks_now() + FLUSH_MS;
    return true;
}

static dial_ms script_deadline(void)
{
    if (!script_ended())
        return scp_deadline(script.run);
    return script.unsent ? script.flush_by : 0;
}

/* Its last words may have come since the last write. */
static bool script_running(void)
{
    return !script_ended() || ((script.unsent || scp_pending(script.run)) &&
                               ticks_now() < script.flush_by);
}

static bool script_listens(void)
{
    return scp_listens(script.run);
}

/* The line's format changes when what was said before is out. */
static bool script_settle(size_t unsent)
{
    dial_ms until = ticks_now() + FLUSH_MS;
    struct scp_port port;

    script.unsent = unsent + scp_pending(script.run);
    if (script.unsent || !scp_port(script.run, &port))
        return true;
    while (line_pending() && ticks_now() < until && party_wait(10))
        ;
    if (!line_set_format(&port)) /* a dropped line shows when it is read */
        shim_log(SHIM_WARNING, "%s: no %u data bits, parity %s, %u stop bits",
                 script.tty, port.databits, scp_parity_name(port.parity),
                 port.stopbits);
    return true;
}

static const struct party the_script = {
    script_output,  script_input,   script_tick,   script_deadline,
    script_running, script_listens, script_settle, 1,
};

/*
 * What root keeps for pppd is told to the peer that root has chosen, and to no
 * other: a user's own script could have it sent to himself.
 */
static struct scp_givens script_givens(const struct job *job,
                                       const struct scp_program *program,
                                       char *secret, size_t size)
{
    struct scp_givens g = {job->user, job->password,
                           job->line->timeouts.script};

    if (!g.user && shim_user()[0])
        g.user = shim_user();
    if (!g.password && job->may_use_secrets && program->wants_password &&
        shim_secret(secret, size))
        g.password = secret;
    return g;
}

/* What the run came to; HALTED: somebody may go on. */
static bool script_result(struct cause *c, bool *halted)
{
    const struct dial_failure *f = scp_failure(script.run);

    *halted = scp_status(script.run) == SCP_HALTED;
    if (scp_status(script.run) == SCP_DONE) {
        /* The server may still name another. */
        shim_ask_for_address(scp_address(script.run));
        return true;
    }
    cause_latch(c, f->error, 0, f->retry, f->text);
    return false;
}

bool log_on(int fd, const struct job *job, const struct scp_program *program,
            struct cause *c, bool *halted)
{
    char secret[SHIM_SECRET_MAX];
    struct scp_givens g = script_givens(job, program, secret, sizeof(secret));
    bool done = false;

    *halted = false;
    memset(&script, 0, sizeof(script));
    script.tty = job->line->tty;
    script.run = scp_new(program, &g);
    if (!script.run) {
        cause_latch(c, RASERR_ERROR_NOT_ENOUGH_MEMORY, 0, true, "");
    } else {
        shim_log(SHIM_NOTICE, "the log-on script %s is run", program->file);
        scp_start(script.run, ticks_now());
        if (!party_run(&the_script, fd))
            cause_latch(c, RASERR_ERROR_DISCONNECTION, 0, true,
                        "the line was dropped during the log-on script");
        else if (party_given_up())
            party_stopped(c);
        else
            done = script_result(c, halted);
    }
    scp_free(script.run);
    script.run = NULL;
    explicit_bzero(secret, sizeof(secret));
    return done;
}
