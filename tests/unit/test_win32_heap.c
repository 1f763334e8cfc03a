/*
 * Allocation: what the functions give and take, and that no wrong pointer does
 * harm (run under AddressSanitizer this says more).
 */
#include <stdlib.h>

/* What is freed is looked at first. */
static void look_and_free(void *p);
#define free look_and_free
#include "compat/win32/heap.c"
#undef free

#include "tests/unit/harness.h"

static void test_alloc_and_free(void)
{
    HANDLE heap = GetProcessHeap();
    char *p = HeapAlloc(heap, HEAP_ZERO_MEMORY, 100);
    size_t i;

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (i = 0; i < 100; i++)
        CU_ASSERT_EQUAL(p[i], 0);
    EXPECT_NUMBER((uintptr_t)p % _Alignof(max_align_t), 0);
    EXPECT_NUMBER(HeapSize(heap, 0, p), 100);
    CU_ASSERT_TRUE(HeapValidate(heap, 0, p));
    CU_ASSERT_TRUE(HeapFree(heap, 0, p));
    CU_ASSERT_FALSE(HeapValidate(heap, 0, p));
    CU_ASSERT_TRUE(HeapFree(heap, 0, NULL));
}

static void test_wrong_pointers(void)
{
    HANDLE heap = GetProcessHeap();
    char *p = HeapAlloc(heap, 0, 64), on_stack[64];

    SetLastError(0);
    CU_ASSERT_FALSE(HeapFree(heap, 0, p + 8));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT_FALSE(HeapFree(heap, 0, on_stack + 16));
    CU_ASSERT_FALSE(HeapFree(heap, 0, (void *)(uintptr_t)16));
    EXPECT_NUMBER(HeapSize(heap, 0, p + 8), (SIZE_T)-1);
    CU_ASSERT_PTR_NULL(HeapReAlloc(heap, 0, p + 8, 100));
    CU_ASSERT_TRUE(HeapFree(heap, 0, p));
    CU_ASSERT_FALSE(HeapFree(heap, 0, p));
}

static void test_impossible_sizes(void)
{
    HANDLE heap = GetProcessHeap();
    void *p = HeapAlloc(heap, 0, 0);

    CU_ASSERT_PTR_NOT_NULL(p);
    CU_ASSERT_PTR_NULL(HeapAlloc(heap, 0, SIZE_MAX));
    CU_ASSERT_PTR_NULL(HeapAlloc(heap, 0, SIZE_MAX - sizeof(struct block)));
    CU_ASSERT_PTR_NULL(HeapReAlloc(heap, 0, p, SIZE_MAX));
    CU_ASSERT_TRUE(HeapFree(heap, 0, p));
    SetLastError(0);
    CU_ASSERT_PTR_NULL(LocalAlloc(LPTR, SIZE_MAX));
    EXPECT_NUMBER(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
}

static void test_realloc(void)
{
    HANDLE heap = GetProcessHeap();
    char *p = HeapAlloc(heap, 0, 4), *q;
    size_t i;

    memcpy(p, "abc", 4);
    q = HeapReAlloc(heap, HEAP_ZERO_MEMORY, p, 1000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(q);
    EXPECT_TEXT(q, "abc");
    for (i = 4; i < 1000; i++)
        CU_ASSERT_EQUAL(q[i], 0);
    EXPECT_NUMBER(HeapSize(heap, 0, q), 1000);
    CU_ASSERT_PTR_NULL(
        HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, q, 100000));
    q = HeapReAlloc(heap, 0, q, 2);
    EXPECT_NUMBER(HeapSize(heap, 0, q), 2);
    EXPECT_NUMBER(q[1], 'b');
    CU_ASSERT_TRUE(HeapFree(heap, 0, q));
}

static void test_own_heap(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    void *p = HeapAlloc(heap, 0, 10), *other = HeapAlloc(heap, 0, 20);

    CU_ASSERT_PTR_NOT_NULL_FATAL(heap);
    CU_ASSERT_PTR_NOT_NULL(p);
    CU_ASSERT_PTR_NOT_NULL(other);
    CU_ASSERT_FALSE(HeapFree(GetProcessHeap(), 0, p));
    CU_ASSERT_TRUE(HeapFree(heap, 0, p));
    EXPECT_NUMBER(block_count, 1);
    CU_ASSERT_TRUE(HeapDestroy(heap));
    EXPECT_NUMBER(block_count, 0);
    CU_ASSERT_FALSE(HeapDestroy(heap));
    CU_ASSERT_PTR_NULL(HeapAlloc(heap, 0, 10));
    CU_ASSERT_FALSE(HeapDestroy(GetProcessHeap()));
    CU_ASSERT_TRUE(
        HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0));
    CU_ASSERT_FALSE(
        HeapSetInformation(NULL, (HEAP_INFORMATION_CLASS)77, NULL, 0));
}

static void test_many_blocks(void)
{
    enum { MANY = 5000 };
    static void *p[MANY];
    HANDLE heap = GetProcessHeap();
    size_t i;

    for (i = 0; i < MANY; i++) {
        p[i] = HeapAlloc(heap, 0, i % 100);
        CU_ASSERT_PTR_NOT_NULL(p[i]);
    }
    CU_ASSERT_TRUE(bucket_count > FIRST_BUCKETS);
    for (i = 0; i < MANY; i += 2)
        CU_ASSERT_TRUE(HeapFree(heap, 0, p[i]));
    for (i = 0; i < MANY; i++)
        EXPECT_NUMBER(HeapFree(heap, 0, p[i]), i % 2);
    EXPECT_NUMBER(block_count, 0);
}

static void test_local(void)
{
    char *p = LocalAlloc(LPTR, 10);
    HLOCAL moveable = LocalAlloc(LHND, 10);

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    EXPECT_NUMBER(p[9], 0);
    EXPECT_NUMBER(LocalSize(p), 10);
    p = LocalReAlloc(p, 20, LMEM_ZEROINIT);
    EXPECT_NUMBER(LocalSize(p), 20);
    CU_ASSERT_PTR_EQUAL(LocalLock(p), p);
    CU_ASSERT_PTR_NULL(LocalFree(p));
    CU_ASSERT_PTR_EQUAL(LocalFree(p), p);
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT_PTR_NULL(LocalFree(NULL));

    CU_ASSERT_PTR_NOT_NULL(LocalLock(moveable));
    CU_ASSERT_PTR_NOT_NULL(LocalLock(moveable));
    CU_ASSERT_TRUE(LocalUnlock(moveable));
    CU_ASSERT_FALSE(LocalUnlock(moveable));
    EXPECT_NUMBER(GetLastError(), NO_ERROR);
    CU_ASSERT_FALSE(LocalUnlock(moveable));
    EXPECT_NUMBER(GetLastError(), ERROR_NOT_LOCKED);
    CU_ASSERT_PTR_NULL(LocalFree(moveable));
    EXPECT_NUMBER(LocalSize(moveable), 0);
    CU_ASSERT_PTR_NULL(LocalLock(moveable));
    CU_ASSERT_PTR_NULL(LocalReAlloc(moveable, 5, 0));
}

static void test_global(void)
{
    char *p = GlobalAlloc(GPTR, 10);

    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    EXPECT_NUMBER(GlobalSize(p), 10);
    CU_ASSERT_PTR_EQUAL(GlobalLock(p), p);
    CU_ASSERT_TRUE(GlobalUnlock(p));
    p = GlobalReAlloc(p, 30, GMEM_MOVEABLE);
    EXPECT_NUMBER(GlobalSize(p), 30);
    CU_ASSERT_PTR_NULL(GlobalFree(p));
    CU_ASSERT_FALSE(GlobalUnlock(p));
}

/* What a password was in must not be found in the heap afterwards. */
static _Thread_local void *looked_for;
static _Thread_local size_t left_over;

static void look_and_free(void *p)
{
    const struct block *b = p;
    size_t i;

    if (p && p == looked_for)
        for (left_over = 0, i = 0; i < 64; i++)
            left_over += ((const char *)(b + 1))[i] == 'p';
    free(p);
}

static void test_memory_is_wiped(void)
{
    char *p = HeapAlloc(GetProcessHeap(), 0, 64);

    memset(p, 'p', 64);
    looked_for = (struct block *)(void *)p - 1;
    left_over = 64;
    CU_ASSERT_TRUE(HeapFree(GetProcessHeap(), 0, p));
    EXPECT_NUMBER(left_over, 0);

    p = HeapAlloc(GetProcessHeap(), 0, 64);
    memset(p, 'p', 64);
    looked_for = (struct block *)(void *)p - 1;
    left_over = 64;
    p = HeapReAlloc(GetProcessHeap(), 0, p, 100);
    EXPECT_NUMBER(left_over, 0);
    EXPECT_NUMBER(p[63], 'p');
    RtlSecureZeroMemory(p, 64);
    EXPECT_NUMBER(p[63], 0);
    HeapFree(GetProcessHeap(), 0, p);
}

static void *allocate_much(void *unused)
{
    HANDLE heap = GetProcessHeap();
    size_t i;

    (void)unused;
    for (i = 0; i < 2000; i++) {
        char *p = HeapAlloc(heap, HEAP_ZERO_MEMORY, 1 + i % 200);

        p = HeapReAlloc(heap, 0, p, 300);
        p[299] = 1;
        HeapFree(heap, 0, p + 1);
        HeapFree(heap, 0, p);
    }
    return NULL;
}

static void test_threads(void)
{
    pthread_t threads[4];
    size_t i;

    for (i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, allocate_much, NULL);
    for (i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    EXPECT_NUMBER(block_count, 0);
}

/* What no heap or block is, and what is asked of nothing. */
static void test_strangers(void)
{
    HANDLE heap = GetProcessHeap(), stranger = (HANDLE)(void *)&heap;
    void *block = HeapAlloc(heap, 0, 8);
    ULONG mode = 2;

    CU_ASSERT(
        HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0));
    CU_ASSERT(HeapSetInformation(heap, HeapCompatibilityInformation, &mode,
                                 sizeof(mode)));
    SetLastError(0);
    CU_ASSERT(!HeapSetInformation(stranger, HeapCompatibilityInformation, &mode,
                                  sizeof(mode)));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_HANDLE);
    CU_ASSERT(!HeapSetInformation(heap, (HEAP_INFORMATION_CLASS)77, NULL, 0));
    EXPECT_NUMBER(GetLastError(), ERROR_INVALID_PARAMETER);
    CU_ASSERT(HeapValidate(heap, 0, NULL) && HeapValidate(heap, 0, block));
    CU_ASSERT(!HeapValidate(heap, 0, &mode));
    CU_ASSERT(!HeapValidate(stranger, 0, NULL));
    CU_ASSERT(HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 8) == block);
    CU_ASSERT(!HeapReAlloc(heap, HEAP_REALLOC_IN_PLACE_ONLY, block, 9));
    CU_ASSERT(HeapFree(heap, 0, block) && HeapFree(heap, 0, NULL));
    CU_ASSERT(!HeapFree(heap, 0, &mode));
    CU_ASSERT(!HeapDestroy(stranger));
    CU_ASSERT(!GlobalUnlock((HGLOBAL)(void *)&mode));
}

const char unit_name[] = "win32_heap";
const struct unit_test unit_tests[] = {
    {"HeapAlloc and HeapFree", test_alloc_and_free},
    {"a pointer that is none is refused", test_wrong_pointers},
    {"sizes that no memory has", test_impossible_sizes},
    {"HeapReAlloc keeps the content", test_realloc},
    {"a heap of one's own goes with all its blocks", test_own_heap},
    {"thousands of blocks", test_many_blocks},
    {"LocalAlloc and its like", test_local},
    {"GlobalAlloc and its like", test_global},
    {"memory is wiped", test_memory_is_wiped},
    {"four threads at once", test_threads},
    {"what no heap and no block is", test_strangers},
    {NULL, NULL},
};
