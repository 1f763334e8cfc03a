/*
 * custom_dialog.h - RasDialDlg, RasEntryDlg and RasDeleteEntry's notice.
 *
 * Owns the calls of a custom dialer whose arguments are passed on as they came,
 * in the form that the dialer wants. While one of an entry runs, the same
 * function for the same entry in the same thread is the one without a dialer.
 */
#ifndef COMPAT_API_CUSTOM_DIALOG_H
#define COMPAT_API_CUSTOM_DIALOG_H

#include <stdbool.h>

#include "compat/api/api.h"
#include "compat/api/book.h"
#include "rasdlg.h"

/* E was removed, which its DIALER is told; it cannot prevent it any more. */
void custom_deleted(const char *dialer, const struct api_entry_arg *arg,
                    const struct api_entry *e);

/* RasDialDlg and RasEntryDlg: false if ENTRY has no dialer. */
struct custom_dialog {
    bool wide;
    const void *phonebook, *entry, *number; /* as they came */
    void *info; /* of the right size: tagRASENTRYDLGA or W, tagRASDIALDLG */
};
bool custom_dial_dialog(const struct custom_dialog *d, BOOL *result);
bool custom_entry_dialog(const struct custom_dialog *d, BOOL *result);

#endif
