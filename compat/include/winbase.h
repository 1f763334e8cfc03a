/* winbase.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WINBASE_H
#define RASAPI_WINBASE_H

#include "windows.h"

#endif
