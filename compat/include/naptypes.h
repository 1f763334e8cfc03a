/*
 * naptypes.h - the two types of network access protection that ras.h names.
 */
#ifndef RASAPI_NAPTYPES_H
#define RASAPI_NAPTYPES_H

#include "windef.h"

typedef enum tagIsolationState {
    isolationStateNotRestricted = 1,
    isolationStateInProbation = 2,
    isolationStateRestrictedAccess = 3
} IsolationState;

typedef FILETIME ProbationTime;

#endif
