/*
 * thread.h - CreateThread and its like, critical sections, thread storage.
 *
 * A thread is an object, made by object.h, and object.c asks who the calling
 * one is, since GetCurrentThread() is a handle: that circle is Windows' own.
 */
#ifndef COMPAT_WIN32_THREAD_H
#define COMPAT_WIN32_THREAD_H

#include <process.h>
#include <windows.h>

struct win32_object;

/* The object of the calling thread; NULL for one not made here. */
struct win32_object *win32_thread_self(void);

#endif
