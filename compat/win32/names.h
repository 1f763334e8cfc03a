/*
 * names.h - who and where: GetUserName, GetComputerName.
 */
#ifndef COMPAT_WIN32_NAMES_H
#define COMPAT_WIN32_NAMES_H

#include <windows.h>

#endif
