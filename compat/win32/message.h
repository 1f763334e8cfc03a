/*
 * message.h - texts of errors, and texts for people where there is no desktop.
 */
#ifndef COMPAT_WIN32_MESSAGE_H
#define COMPAT_WIN32_MESSAGE_H

#include <windows.h>

/*
 * The text of a Windows or RAS error, or of an HRESULT made of one, in UTF-8;
 * NULL if there is none.
 */
const char *win32_error_text(DWORD code);

#endif
