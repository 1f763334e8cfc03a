/*
 * module.h - LoadLibrary, GetProcAddress and their like.
 *
 * rasapi32.dll and rasdlg.dll are this library, with or without directory and
 * ".dll", in any case of letters, and so are kernel32.dll, user32.dll and
 * advapi32.dll as far as the base goes. Other names with ".dll" are not found.
 * The path of a shared object, one with a '/', is loaded.
 */
#ifndef COMPAT_WIN32_MODULE_H
#define COMPAT_WIN32_MODULE_H

#include <windows.h>

/*
 * An HMODULE for what dlopen() gave, so that the program behind it can ask for
 * its functions and its file name. DL is closed with the module's last
 * FreeLibrary. NULL: no memory, and DL is closed.
 */
HMODULE win32_module_new(void *dl, const char *path);

/*
 * The function of that name, whatever its type: NULL if the module has none.
 * The last error is left alone.
 */
void *win32_module_symbol(HMODULE module, const char *name);

#endif
