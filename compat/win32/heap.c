#include "compat/win32/heap.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdbool.h>

#include "compat/win32/error.h"

#define ERROR_NOT_LOCKED 158
#define FIRST_BUCKETS    256
/* HeapAlloc of more cannot be meant; PTRDIFF_MAX is malloc's own limit. */
#define LARGEST (PTRDIFF_MAX / 2)

struct heap {
    struct heap *next;
};

struct block {
    alignas(max_align_t) struct block *next;
    struct heap *heap;
    SIZE_T size;
    DWORD locks;
    BOOL moveable;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;
static struct heap process_heap;
static struct block *first_buckets[FIRST_BUCKETS];
static struct block **buckets = first_buckets;
static size_t bucket_count = FIRST_BUCKETS;
static size_t block_count;

/* --- the list of blocks; the lock is held */

static void before_fork(void)
{
    pthread_mutex_lock(&lock);
}

static void after_fork(void)
{
    pthread_mutex_unlock(&lock);
}

static void watch_forks(void)
{
    pthread_atfork(before_fork, after_fork, after_fork);
}

static void enter(void)
{
    pthread_once(&fork_once, watch_forks);
    pthread_mutex_lock(&lock);
}

static void leave(void)
{
    pthread_mutex_unlock(&lock);
}

static void *data_of(struct block *b)
{
    return b + 1;
}

static size_t bucket_of(const void *data, size_t count)
{
    /* Fibonacci hashing: count is a power of two. */
    return (size_t)(((uint64_t)(uintptr_t)data * 0x9E3779B97F4A7C15ULL) >> 32) &
           (count - 1);
}

static void link_block(struct block **table, size_t count, struct block *b)
{
    struct block **bucket = &table[bucket_of(data_of(b), count)];

    b->next = *bucket;
    *bucket = b;
}

/* Without memory for it the old table stays, and is only slower. */
static void grow_table(void)
{
    size_t count = bucket_count * 2;
    struct block **table = calloc(count, sizeof(struct block *));
    struct block *b, *next;
    size_t i;

    if (!table)
        return;
    for (i = 0; i < bucket_count; i++)
        for (b = buckets[i]; b; b = next) {
            next = b->next;
            link_block(table, count, b);
        }
    if (buckets != first_buckets)
        free(buckets);
    buckets = table;
    bucket_count = count;
}

static void list_block(struct block *b)
{
    if (block_count >= 2 * bucket_count)
        grow_table();
    link_block(buckets, bucket_count, b);
    block_count++;
}

/* Where the block is linked; NULL if the pointer is the start of none. */
static struct block **find_link(const void *data)
{
    struct block **link = &buckets[bucket_of(data, bucket_count)];

    while (*link && data_of(*link) != data)
        link = &(*link)->next;
    return *link ? link : NULL;
}

static struct block *find_block(const struct heap *heap, const void *data)
{
    struct block **link = data ? find_link(data) : NULL;

    return link && (*link)->heap == heap ? *link : NULL;
}

static bool known_heap(const struct heap *heap)
{
    const struct heap *h;

    for (h = &process_heap; h && h != heap; h = h->next)
        ;
    return h != NULL;
}

static struct block *unlist(struct block **link)
{
    struct block *b = *link;

    *link = b->next;
    block_count--;
    return b;
}

/* --- blocks; the lock is taken here */

static void wipe_and_free(struct block *b)
{
    explicit_bzero(b, sizeof(*b) + b->size);
    free(b);
}

static struct block *new_block(SIZE_T size, bool zero)
{
    struct block *b;

    if (size > LARGEST)
        return NULL;
    b = zero ? calloc(1, sizeof(*b) + size) : malloc(sizeof(*b) + size);
    if (b)
        *b = (struct block){.size = size};
    return b;
}

static void *allocate(struct heap *heap, SIZE_T size, bool zero, BOOL moveable)
{
    struct block *b = new_block(size, zero);
    bool known;

    if (!b)
        return NULL;
    b->heap = heap;
    b->moveable = moveable;
    enter();
    known = known_heap(heap);
    if (known)
        list_block(b);
    leave();
    if (!known) {
        free(b);
        return NULL;
    }
    return data_of(b);
}

static bool release(const struct heap *heap, void *data)
{
    struct block *b;

    enter();
    b = find_block(heap, data);
    if (b)
        unlist(find_link(data));
    leave();
    if (b)
        wipe_and_free(b);
    return b != NULL;
}

/* A block of the new size with the old content; the old one is gone. */
static void *reallocate(struct heap *heap, void *data, SIZE_T size, bool zero)
{
    struct block *b = new_block(size, zero), *old;

    if (!b)
        return NULL;
    enter();
    old = find_block(heap, data);
    if (old) {
        unlist(find_link(data));
        b->heap = heap;
        b->moveable = old->moveable;
        b->locks = old->locks;
        list_block(b);
    }
    leave();
    if (!old) {
        free(b);
        return NULL;
    }
    memcpy(data_of(b), data, old->size < size ? old->size : size);
    wipe_and_free(old);
    return data_of(b);
}

static SIZE_T size_of(const struct heap *heap, const void *data)
{
    const struct block *b;
    SIZE_T size;

    enter();
    b = find_block(heap, data);
    size = b ? b->size : (SIZE_T)-1;
    leave();
    return size;
}

/* --- heaps */

HANDLE WINAPI GetProcessHeap(void)
{
    return &process_heap;
}

HANDLE WINAPI HeapCreate(DWORD flOptions, SIZE_T dwInitialSize,
                         SIZE_T dwMaximumSize)
{
    struct heap *heap = calloc(1, sizeof(*heap));

    (void)flOptions;
    (void)dwInitialSize;
    (void)dwMaximumSize;
    if (!heap)
        return win32_null(ERROR_NOT_ENOUGH_MEMORY);
    enter();
    heap->next = process_heap.next;
    process_heap.next = heap;
    leave();
    return heap;
}

static bool unlist_heap(const struct heap *heap)
{
    struct heap *h;

    for (h = &process_heap; h->next && h->next != heap; h = h->next)
        ;
    if (!h->next)
        return false;
    h->next = heap->next;
    return true;
}

static void free_blocks_of(const struct heap *heap)
{
    struct block **link;
    size_t i;

    for (i = 0; i < bucket_count; i++) {
        link = &buckets[i];
        while (*link)
            if ((*link)->heap == heap)
                wipe_and_free(unlist(link));
            else
                link = &(*link)->next;
    }
}

BOOL WINAPI HeapDestroy(HANDLE hHeap)
{
    bool known;

    enter();
    known = unlist_heap(hHeap);
    if (known)
        free_blocks_of(hHeap);
    leave();
    if (!known)
        return win32_false(ERROR_INVALID_HANDLE);
    free(hHeap);
    return TRUE;
}

BOOL WINAPI HeapSetInformation(HANDLE hHeap, HEAP_INFORMATION_CLASS what,
                               PVOID information, SIZE_T length)
{
    bool known;

    (void)information;
    (void)length;
    enter();
    known = !hHeap || known_heap(hHeap);
    leave();
    if (!known)
        return win32_false(ERROR_INVALID_HANDLE);
    /* A damaged heap ends the process here as well: malloc sees to it. */
    return what == HeapEnableTerminationOnCorruption ||
                   what == HeapCompatibilityInformation
               ? TRUE
               : win32_false(ERROR_INVALID_PARAMETER);
}

LPVOID WINAPI HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
    return allocate(hHeap, dwBytes, dwFlags & HEAP_ZERO_MEMORY, FALSE);
}

LPVOID WINAPI HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem,
                          SIZE_T dwBytes)
{
    if (dwFlags & HEAP_REALLOC_IN_PLACE_ONLY)
        return dwBytes == size_of(hHeap, lpMem) ? lpMem : NULL;
    return reallocate(hHeap, lpMem, dwBytes, dwFlags & HEAP_ZERO_MEMORY);
}

BOOL WINAPI HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
    (void)dwFlags;
    if (!lpMem || release(hHeap, lpMem))
        return TRUE;
    return win32_false(ERROR_INVALID_PARAMETER);
}

SIZE_T WINAPI HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    (void)dwFlags;
    return size_of(hHeap, lpMem);
}

BOOL WINAPI HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    bool valid;

    (void)dwFlags;
    enter();
    valid = lpMem ? find_block(hHeap, lpMem) != NULL : known_heap(hHeap);
    leave();
    return valid;
}

/* --- Local and Global: the process heap under older names */

HLOCAL WINAPI LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    void *data = allocate(&process_heap, uBytes, uFlags & LMEM_ZEROINIT,
                          (uFlags & LMEM_MOVEABLE) != 0);

    return data ? data : win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

HLOCAL WINAPI LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
{
    void *data;

    if (size_of(&process_heap, hMem) == (SIZE_T)-1)
        return win32_null(ERROR_INVALID_HANDLE);
    data = reallocate(&process_heap, hMem, uBytes, uFlags & LMEM_ZEROINIT);
    return data ? data : win32_null(ERROR_NOT_ENOUGH_MEMORY);
}

HLOCAL WINAPI LocalFree(HLOCAL hMem)
{
    if (!hMem || release(&process_heap, hMem))
        return NULL;
    SetLastError(ERROR_INVALID_HANDLE);
    return hMem;
}

LPVOID WINAPI LocalLock(HLOCAL hMem)
{
    struct block *b;

    enter();
    b = find_block(&process_heap, hMem);
    if (b && b->moveable)
        b->locks++;
    leave();
    return b ? hMem : win32_null(ERROR_INVALID_HANDLE);
}

/* FALSE with NO_ERROR: that was the last lock. */
BOOL WINAPI LocalUnlock(HLOCAL hMem)
{
    struct block *b;
    DWORD error = ERROR_INVALID_HANDLE, left = 0;

    enter();
    b = find_block(&process_heap, hMem);
    if (b && b->locks == 0)
        error = ERROR_NOT_LOCKED;
    else if (b) {
        left = --b->locks;
        error = NO_ERROR;
    }
    leave();
    return left > 0 ? TRUE : win32_false(error);
}

SIZE_T WINAPI LocalSize(HLOCAL hMem)
{
    SIZE_T size = size_of(&process_heap, hMem);

    if (size != (SIZE_T)-1)
        return size;
    SetLastError(ERROR_INVALID_HANDLE);
    return 0;
}

HGLOBAL WINAPI GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
    return LocalAlloc(uFlags, dwBytes);
}

HGLOBAL WINAPI GlobalReAlloc(HGLOBAL hMem, SIZE_T dwBytes, UINT uFlags)
{
    return LocalReAlloc(hMem, dwBytes, uFlags);
}

HGLOBAL WINAPI GlobalFree(HGLOBAL hMem)
{
    return LocalFree(hMem);
}

LPVOID WINAPI GlobalLock(HGLOBAL hMem)
{
    return LocalLock(hMem);
}

/* Fixed memory has no locks to count: always TRUE, unlike LocalUnlock. */
BOOL WINAPI GlobalUnlock(HGLOBAL hMem)
{
    const struct block *b;
    bool fixed;

    enter();
    b = find_block(&process_heap, hMem);
    fixed = b && !b->moveable;
    leave();
    return fixed ? TRUE : LocalUnlock(hMem);
}

SIZE_T WINAPI GlobalSize(HGLOBAL hMem)
{
    return LocalSize(hMem);
}

PVOID WINAPI RtlSecureZeroMemory(PVOID ptr, SIZE_T cnt)
{
    explicit_bzero(ptr, cnt);
    return ptr;
}
