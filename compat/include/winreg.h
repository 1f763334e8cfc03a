/* winreg.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WINREG_H
#define RASAPI_WINREG_H

#include "windows.h"

#endif
