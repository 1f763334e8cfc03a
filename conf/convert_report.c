#include "conf/convert_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "conf/text.h"

enum { NOTES_FIRST = 16 };

static enum conf_result grow(struct convert_report *r)
{
    size_t size = r->size ? r->size * 2 : NOTES_FIRST;
    struct convert_note *notes = reallocarray(r->notes, size, sizeof(*notes));

    if (!notes)
        return CONF_NOMEM;
    r->notes = notes;
    r->size = size;
    return CONF_OK;
}

enum conf_result convert_report_add(struct convert_report *report,
                                    enum convert_loss loss, const char *file,
                                    unsigned line, const char *key,
                                    const char *why)
{
    struct convert_note *note;

    if (report->n == CONVERT_NOTES_MAX) {
        report->beyond++;
        return CONF_OK;
    }
    if (report->n == report->size && grow(report) != CONF_OK)
        return CONF_NOMEM;
    note = &report->notes[report->n++];
    note->loss = loss;
    snprintf(note->text, sizeof(note->text), "%.100s:%u: %.40s: %s", file, line,
             key, why);
    text_make_printable(note->text);
    return CONF_OK;
}

void convert_report_free(struct convert_report *report)
{
    free(report->notes);
    *report = (struct convert_report){0};
}
