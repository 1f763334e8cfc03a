/*
 * heap.h - HeapAlloc, LocalAlloc and GlobalAlloc.
 *
 * Every block is listed, so that a pointer that is none, one that was moved
 * past the start of its block among them, is refused and harms nothing. What
 * is freed is wiped first: these blocks hold RASDIALPARAMS with passwords.
 */
#ifndef COMPAT_WIN32_HEAP_H
#define COMPAT_WIN32_HEAP_H

#include <windows.h>

#endif
