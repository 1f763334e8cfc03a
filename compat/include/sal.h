/*
 * sal.h - the source annotations of Windows headers: accepted and ignored.
 */
#ifndef RASAPI_SAL_H
#define RASAPI_SAL_H

#ifndef __cplusplus
/* libstdc++ uses __in and __out as names of its own. */
#define __in
#define __out
#endif
#define __inout
#define __in_opt
#define __out_opt
#define __inout_opt
#define __in_ecount(n)
#define __in_ecount_opt(n)
#define __in_bcount(n)
#define __in_bcount_opt(n)
#define __out_ecount(n)
#define __out_ecount_opt(n)
#define __out_bcount(n)
#define __out_bcount_opt(n)
#define __inout_ecount(n)
#define __inout_ecount_opt(n)
#define __inout_bcount(n)
#define __inout_bcount_opt(n)
#define __in_z
#define __in_z_opt
#define __deref_out
#define __deref_out_opt
#define __deref_inout
#define __reserved
#define __checkReturn
#define __success(condition)
#define __nullterminated
#define __format_string

#define _In_
#define _In_z_
#define _In_opt_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_count_(n)
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Inout_updates_(n)
#define _Inout_updates_opt_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Deref_out_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_z_
#define _Reserved_
#define _Success_(condition)
#define _Check_return_
#define _Must_inspect_result_
#define _Printf_format_string_
#define _Null_terminated_
#define _When_(condition, annotations)
#define _Use_decl_annotations_

#endif
