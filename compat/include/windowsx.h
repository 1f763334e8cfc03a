/*
 * windowsx.h - names for the messages to controls.
 */
#ifndef RASAPI_WINDOWSX_H
#define RASAPI_WINDOWSX_H

#include "windows.h"

#define Edit_LimitText(control, most)                                          \
    ((void)SendMessage((control), EM_LIMITTEXT, (WPARAM)(most), 0))
#define Edit_GetText(control, text, most)                                      \
    GetWindowText((control), (text), (most))
#define Edit_SetText(control, text) SetWindowText((control), (text))
#define ComboBox_AddString(control, text)                                      \
    ((int)SendMessage((control), CB_ADDSTRING, 0, (LPARAM)(text)))
#define ComboBox_GetCurSel(control)                                            \
    ((int)SendMessage((control), CB_GETCURSEL, 0, 0))
#define ComboBox_GetLBText(control, index, text)                               \
    ((int)SendMessage((control), CB_GETLBTEXT, (WPARAM)(index), (LPARAM)(text)))
#define ComboBox_SelectString(control, first, text)                            \
    ((int)SendMessage((control), CB_SELECTSTRING, (WPARAM)(first),             \
                      (LPARAM)(text)))

#endif
