#include "compat/trust.h"

struct trust trust_of(const struct trust_words *w)
{
    const bool lines[] = {
        [TRUST_LINE_CONF] = w->conf,
        [TRUST_LINE_ENTRY] = w->book,
        [TRUST_LINE_CALLER] = w->caller,
    };
    const bool line = lines[w->from];

    return (struct trust){
        .line = line,
        .peer = line && w->book,
        /* A pty of the user's would read root's card number. */
        .card = line || !w->conf,
        .interface = line || w->user,
    };
}
