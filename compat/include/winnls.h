/* winnls.h - a part of windows.h in the Windows SDK; here all of it. */
#ifndef RASAPI_WINNLS_H
#define RASAPI_WINNLS_H

#include "windows.h"

#endif
