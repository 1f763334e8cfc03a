#include "compat/api/projection.c"

#include "tests/unit/api_world.h"

static HRASCONN h;

/* A connection with all there is to tell. */
static struct connrec full_record(void)
{
    struct connrec r = world_record();

    snprintf(r.local_address, sizeof(r.local_address), "10.0.0.2");
    snprintf(r.remote_address, sizeof(r.remote_address), "10.0.0.1");
    snprintf(r.reply, sizeof(r.reply), "Welcome");
    r.auth_protocol = 0xc223;
    r.auth_data = 0x81;
    r.peer_auth_protocol = 0xc223;
    r.peer_auth_data = 5;
    r.lcp_options = 3;
    r.lcp_peer_options = 1;
    r.ccp_algorithm = 6;
    r.ccp_options = 0x40;
    r.ccp_peer_algorithm = 6;
    r.ccp_peer_options = 0x42;
    r.ip_options = 1;
    snprintf(r.ipv6_id, sizeof(r.ipv6_id), "0123456789abcdef");
    snprintf(r.ipv6_peer_id, sizeof(r.ipv6_peer_id), "fedcba9876543210");
    return r;
}

static void list(const struct connrec *r)
{
    struct tagRASCONNA a = {.dwSize = sizeof(a)};
    struct connrec up = *r;
    DWORD cb = sizeof(a), n;

    up.state = RASCS_Connected; /* to have a handle of it */
    EXPECT_NUMBER(connrec_write(world_run, &up), 0);
    EXPECT_NUMBER(RasEnumConnectionsA(&a, &cb, &n), 0);
    EXPECT_NUMBER(n, 1);
    h = a.hrasconn;
    EXPECT_NUMBER(connrec_write(world_run, r), 0);
}

static void test_ip(void)
{
    struct connrec r = full_record();
    struct tagRASPPPIPA a;
    struct tagRASPPPIPW w = {.dwSize = sizeof(w)};
    DWORD cb = sizeof(a);

    world_begin();
    list(&r);
    memset(&a, 0xee, sizeof(a));
    a.dwSize = 40; /* of Windows 95 */
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 0);
    EXPECT_NUMBER(cb, 40);
    EXPECT_NUMBER(a.dwError, 0);
    EXPECT_TEXT(a.szIpAddress, "10.0.0.2");
    EXPECT_TEXT(a.szServerIpAddress, "10.0.0.1");
    EXPECT_NUMBER(a.dwOptions, 0xeeeeeeee);
    a.dwSize = sizeof(a);
    cb = sizeof(a) + 100;
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 0);
    EXPECT_NUMBER(cb, sizeof(a));
    EXPECT_NUMBER(a.dwOptions, RASIPO_VJ);
    EXPECT_NUMBER(a.dwServerOptions, 0);
    cb = sizeof(w);
    EXPECT_NUMBER(RasGetProjectionInfoW(h, RASP_PppIp, &w, &cb), 0);
    CU_ASSERT(memcmp(w.szServerIpAddress, u"10.0.0.1", 18) == 0);
    EXPECT_NUMBER(w.dwOptions, RASIPO_VJ);
    world_end();
}

static void test_lcp(void)
{
    struct connrec r = full_record();
    struct tagRASPPPLCPA a = {.dwSize = sizeof(a)};
    struct tagRASPPPLCPW w = {.dwSize = sizeof(w)};
    DWORD cb = sizeof(a);

    world_begin();
    list(&r);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppLcp, &a, &cb), 0);
    EXPECT_NUMBER(a.dwAuthenticationProtocol, RASLCPAP_CHAP);
    EXPECT_NUMBER(a.dwAuthenticationData, RASLCPAD_CHAP_MSV2);
    EXPECT_NUMBER(a.dwServerAuthenticationProtocol, RASLCPAP_CHAP);
    EXPECT_NUMBER(a.dwServerAuthenticationData, RASLCPAD_CHAP_MD5);
    EXPECT_NUMBER(a.dwOptions, RASLCPO_PFC | RASLCPO_ACFC);
    EXPECT_NUMBER(a.dwServerOptions, RASLCPO_PFC);
    EXPECT_NUMBER(a.fBundled, FALSE);
    EXPECT_TEXT(a.szReplyMessage, "Welcome");
    cb = sizeof(w);
    EXPECT_NUMBER(RasGetProjectionInfoW(h, RASP_PppLcp, &w, &cb), 0);
    EXPECT_NUMBER(w.dwOptions, RASLCPO_PFC | RASLCPO_ACFC);
    CU_ASSERT(memcmp(w.szReplyMessage, u"Welcome", 16) == 0);
    a.dwSize = cb = 8;
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppLcp, &a, &cb), 0);
    world_end();
}

static void test_ccp_and_ipv6(void)
{
    static const BYTE id[] = {1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
    struct connrec r = full_record();
    struct tagRASPPPCCP c = {.dwSize = sizeof(c)};
    RASPPPIPV6 v = {.dwSize = sizeof(v)};
    DWORD cb = sizeof(c);

    world_begin();
    list(&r);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppCcp, &c, &cb), 0);
    EXPECT_NUMBER(c.dwError, 0);
    EXPECT_NUMBER(c.dwCompressionAlgorithm, RASCCPCA_MPPC);
    EXPECT_NUMBER(c.dwOptions, RASCCPO_Encryption128bit);
    EXPECT_NUMBER(c.dwServerOptions,
                  RASCCPO_Encryption128bit | RASCCPO_HistoryLess);
    cb = sizeof(v);
    EXPECT_NUMBER(RasGetProjectionInfoW(h, RASP_PppIpv6, &v, &cb), 0);
    CU_ASSERT(memcmp(v.bLocalInterfaceIdentifier, id, sizeof(id)) == 0);
    EXPECT_NUMBER(v.bPeerInterfaceIdentifier[0], 0xfe);
    /* tried and failed: told in the structure */
    r.ccp_result = 733;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    cb = sizeof(c);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppCcp, &c, &cb), 0);
    EXPECT_NUMBER(c.dwError, 733);
    /* never asked for: told by the function */
    r.ccp_result = r.ipv6_result = 731;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppCcp, &c, &cb), 731);
    cb = sizeof(v);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIpv6, &v, &cb), 731);
    world_end();
}

static void test_refusals(void)
{
    struct connrec r = full_record();
    struct tagRASPPPIPA a = {.dwSize = sizeof(a)};
    struct tagRASPPPNBFA n = {.dwSize = sizeof(n)};
    DWORD cb = sizeof(n);

    world_begin();
    list(&r);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppNbf, &n, &cb), 731);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, (RASPROJECTION)5, &a, &cb), 87);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, NULL), 87);
    cb = sizeof(a);
    EXPECT_NUMBER(RasGetProjectionInfoA(NULL, RASP_PppIp, &a, &cb), 6);
    cb = 0;
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, NULL, &cb), 603);
    EXPECT_NUMBER(cb, sizeof(a));
    cb = 20;
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 603);
    EXPECT_NUMBER(cb, sizeof(a));
    a.dwSize = 44;
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 632);
    a.dwSize = cb = sizeof(a);
    r.state = RASCS_AuthProject;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 730);
    r.state = RASCS_Projected; /* good from here on */
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetProjectionInfoA(h, RASP_PppIp, &a, &cb), 0);
    world_end();
}

static void test_ex(void)
{
    struct connrec r = full_record();
    RAS_PROJECTION_INFO p = {.version = RASAPIVERSION_CURRENT};
    DWORD cb = 0;

    world_begin();
    list(&r);
    EXPECT_NUMBER(RasGetProjectionInfoEx(h, NULL, &cb), 603);
    EXPECT_NUMBER(cb, sizeof(p));
    EXPECT_NUMBER(RasGetProjectionInfoEx(h, &p, &cb), 0);
    EXPECT_NUMBER(p.type, PROJECTION_INFO_TYPE_PPP);
    EXPECT_NUMBER(p.ppp.dwIPv4NegotiationError, 0);
    EXPECT_NUMBER(ntohl(p.ppp.ipv4Address.s_addr), 0x0a000002);
    EXPECT_NUMBER(ntohl(p.ppp.ipv4ServerAddress.s_addr), 0x0a000001);
    EXPECT_NUMBER(p.ppp.dwAuthenticationProtocol, RASLCPAP_CHAP);
    EXPECT_NUMBER(p.ppp.dwLcpOptions, RASLCPO_PFC | RASLCPO_ACFC);
    EXPECT_NUMBER(p.ppp.dwCcpOptions, RASCCPO_Encryption128bit);
    EXPECT_NUMBER(p.ppp.bServerInterfaceIdentifier[7], 0x10);
    p.version = (RASAPIVERSION)9;
    EXPECT_NUMBER(RasGetProjectionInfoEx(h, &p, &cb), 87);
    EXPECT_NUMBER(RasGetProjectionInfoEx(h, &p, NULL), 87);
    EXPECT_NUMBER(RasGetProjectionInfoEx(NULL, &p, &cb), 6);
    world_end();
}

/* --- statistics */

static void set_counter(const char *file, const char *value)
{
    char path[200];

    snprintf(path, sizeof(path), "%s/ppp7/statistics/%s", world_net, file);
    world_write(path, value);
}

static void make_counters(void)
{
    char path[200];

    mkdir(world_net, 0755);
    snprintf(path, sizeof(path), "%s/ppp7", world_net);
    mkdir(path, 0755);
    snprintf(path, sizeof(path), "%s/ppp7/statistics", world_net);
    mkdir(path, 0755);
    set_counter("tx_bytes", "4294967396\n"); /* 100 beyond 32 bits */
    set_counter("rx_bytes", "2000\n");
    set_counter("tx_packets", "10\n");
    set_counter("rx_packets", "20\n");
    set_counter("rx_frame_errors", "3\n");
}

static uint64_t boot_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_BOOTTIME, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void test_statistics(void)
{
    struct connrec r = full_record();
    RAS_STATS s = {.dwSize = sizeof(s)};

    world_begin();
    make_counters();
    r.bps = 33600;
    r.up_ms = boot_ms() - 5000;
    list(&r);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 0);
    EXPECT_NUMBER(s.dwBytesXmited, 100);
    EXPECT_NUMBER(s.dwBytesRcved, 2000);
    EXPECT_NUMBER(s.dwFramesXmited, 10);
    EXPECT_NUMBER(s.dwFramesRcved, 20);
    EXPECT_NUMBER(s.dwFramingErr, 3);
    EXPECT_NUMBER(s.dwCrcErr, 0);
    EXPECT_NUMBER(s.dwBps, 33600);
    CU_ASSERT(s.dwConnectDuration >= 5000 && s.dwConnectDuration < 9000);
    EXPECT_NUMBER(RasClearLinkStatistics(h, 1), 0);
    set_counter("rx_bytes", "2007\n");
    EXPECT_NUMBER(RasGetLinkStatistics(h, 1, &s), 0);
    EXPECT_NUMBER(s.dwBytesXmited, 0);
    EXPECT_NUMBER(s.dwBytesRcved, 7);
    EXPECT_NUMBER(s.dwFramingErr, 0);
    EXPECT_NUMBER(RasClearConnectionStatistics(h), 0);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 0);
    EXPECT_NUMBER(s.dwBytesRcved, 0);
    world_end();
}

/* The kernel counts a bundle as a whole: each of its links has its numbers. */
static void test_statistics_links(void)
{
    struct connrec r = full_record();
    RAS_STATS s = {.dwSize = sizeof(s)};

    world_begin();
    make_counters();
    r.links = 2;
    list(&r);
    EXPECT_NUMBER(RasClearConnectionStatistics(h), 0);
    set_counter("rx_bytes", "2100\n");
    EXPECT_NUMBER(RasGetLinkStatistics(h, 2, &s), 0);
    EXPECT_NUMBER(s.dwBytesRcved, 100);
    EXPECT_NUMBER(RasGetLinkStatistics(h, 3, &s), (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasClearLinkStatistics(h, 3), 87);
    EXPECT_NUMBER(RasClearLinkStatistics(h, 2), 0);
    EXPECT_NUMBER(RasGetLinkStatistics(h, 2, &s), 0);
    EXPECT_NUMBER(s.dwBytesRcved, 0);
    world_end();
}

static void test_statistics_refusals(void)
{
    struct connrec r = full_record();
    RAS_STATS s = {.dwSize = sizeof(s)};

    world_begin();
    make_counters();
    list(&r);
    EXPECT_NUMBER(RasGetConnectionStatistics(NULL, &s), (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, NULL), (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetLinkStatistics(h, 0, &s), (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetLinkStatistics(h, 2, &s), (DWORD)E_INVALIDARG);
    EXPECT_NUMBER(RasGetConnectionStatistics((HRASCONN)3, &s), 6);
    EXPECT_NUMBER(RasClearConnectionStatistics((HRASCONN)3), 6);
    EXPECT_NUMBER(RasClearConnectionStatistics(NULL), 6);
    EXPECT_NUMBER(RasClearLinkStatistics(h, 0), 87);
    s.dwSize = 59;
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), (DWORD)E_INVALIDARG);
    s.dwSize = sizeof(s);
    r.state = RASCS_Authenticate;
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 668);
    EXPECT_NUMBER(RasClearConnectionStatistics(h), 668);
    r.state = RASCS_Connected;
    r.up_ms = UINT64_MAX / 4; /* later than now */
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 0);
    EXPECT_NUMBER(s.dwConnectDuration, 0);
    snprintf(r.interface, sizeof(r.interface), "../ppp7");
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 668);
    r.interface[0] = '\0';
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    EXPECT_NUMBER(RasGetConnectionStatistics(h, &s), 668);
    world_end();
}

/* --- notification */

static bool is_set(HANDLE event, DWORD ms)
{
    return WaitForSingleObject(event, ms) == WAIT_OBJECT_0;
}

/* The thread sanitizer has one of its own beside the test's. */
#ifdef __SANITIZE_THREAD__
enum { NOT_OURS = 2 };
#else
enum { NOT_OURS = 1 };
#endif

/* Of librasapi. */
static unsigned count_threads(void)
{
    DIR *d = opendir("/proc/self/task");
    unsigned n = 0;

    while (d && readdir(d))
        n++;
    if (d)
        closedir(d);
    return n - 2 - NOT_OURS; /* "." and ".." */
}

static HANDLE new_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    CU_ASSERT_PTR_NOT_NULL(event);
    return event;
}

/* Nobody listens any more, who is told for the last time: the thread ends. */
static void expect_no_watch(const struct connrec *record)
{
    HANDLE seen = new_event();
    struct connrec r = *record;
    int i;

    r.state = RASCS_Connected;
    r.up_ms += 1000;
    r.links = 2;
    r.link_up = 1;
    EXPECT_NUMBER(
        RasConnectionNotificationA(INVALID_HANDLE_VALUE, seen,
                                   RASCN_Connection | RASCN_Disconnection),
        0);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    CU_ASSERT(is_set(seen, 5000));
    CloseHandle(seen);
    EXPECT_NUMBER(connrec_remove(world_run, r.pid), 0);
    for (i = 0; i < 1000 && count_threads() > 0; i++)
        world_sleep(10);
    EXPECT_NUMBER(count_threads(), 0);
}

static void test_notification(void)
{
    HANDLE all = new_event();
    HANDLE up = new_event();
    HANDLE one = new_event();
    struct connrec r = full_record();
    int i;

    world_begin();
    world_remove(world_run); /* nobody has dialled since the machine started */
    EXPECT_NUMBER(
        RasConnectionNotificationA(INVALID_HANDLE_VALUE, all,
                                   RASCN_Connection | RASCN_Disconnection),
        0);
    EXPECT_NUMBER(
        RasConnectionNotificationW(INVALID_HANDLE_VALUE, up, RASCN_Connection),
        0);
    CU_ASSERT(!is_set(all, 200));
    for (i = 1; i < 3; i++) { /* more than once */
        r.state = RASCS_Authenticate;
        EXPECT_NUMBER(connrec_write(world_run, &r), 0);
        CU_ASSERT(!is_set(all, 200));
        r.up_ms = (uint64_t)i;
        r.state = RASCS_Connected;
        list(&r);
        CU_ASSERT(is_set(all, 3000) && is_set(up, 3000));
        EXPECT_NUMBER(RasConnectionNotificationA(h, one, RASCN_Disconnection),
                      0);
        CU_ASSERT(!is_set(one, 100));
        EXPECT_NUMBER(connrec_remove(world_run, r.pid), 0);
        CU_ASSERT(is_set(all, 3000) && is_set(one, 3000));
        CU_ASSERT(!is_set(up, 100));
    }
    CloseHandle(all); /* a closed event is let go */
    CloseHandle(up);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    CU_ASSERT(!is_set(one, 300));
    CloseHandle(one);
    expect_no_watch(&r);
    world_end();
}

/* A connection of two links, told apart: one comes later, and one goes. */
static void test_notification_links(void)
{
    HANDLE added = new_event();
    HANDLE removed = new_event();
    HANDLE down = new_event();
    struct connrec first = full_record(), second;

    world_begin();
    first.links = 2;
    first.link_up = first.sub_entry = 1;
    list(&first);
    second = first;
    second.pid = getppid();
    second.pid_start = connrec_pid_start(second.pid);
    second.bundle = first.pid;
    second.sub_entry = 2;
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, added,
                                             RASCN_BandwidthAdded),
                  0);
    EXPECT_NUMBER(
        RasConnectionNotificationA(h, removed, RASCN_BandwidthRemoved), 0);
    EXPECT_NUMBER(RasConnectionNotificationW(h, down, RASCN_Disconnection), 0);
    EXPECT_NUMBER(connrec_write(world_run, &second), 0);
    CU_ASSERT(is_set(added, 5000));
    EXPECT_NUMBER(connrec_remove(world_run, second.pid), 0);
    CU_ASSERT(is_set(removed, 5000));
    CU_ASSERT(!is_set(down, 0)); /* the connection is there still */
    first.link_up = 0;           /* the leader's own link; its pppd stays */
    EXPECT_NUMBER(connrec_write(world_run, &first), 0);
    CU_ASSERT(is_set(removed, 5000));
    CU_ASSERT(!is_set(down, 0) && !is_set(added, 0));
    /* the same event for the same connection: no more of the other news */
    EXPECT_NUMBER(RasConnectionNotificationA(h, removed, RASCN_Disconnection),
                  0);
    first.link_up = 1;
    EXPECT_NUMBER(connrec_write(world_run, &first), 0);
    CU_ASSERT(is_set(added, 5000));
    EXPECT_NUMBER(connrec_remove(world_run, first.pid), 0);
    CU_ASSERT(is_set(down, 5000) && is_set(removed, 5000));
    CloseHandle(added);
    CloseHandle(removed);
    CloseHandle(down);
    expect_no_watch(&first);
    world_end();
}

/* What becomes of another connection is no news of this one. */
static void test_notification_other(void)
{
    HANDLE one = new_event();
    HANDLE all = new_event();
    struct connrec mine = full_record(), other;

    world_begin();
    list(&mine);
    other = mine;
    other.pid = getppid();
    other.pid_start = connrec_pid_start(other.pid);
    EXPECT_NUMBER(connrec_write(world_run, &other), 0);
    EXPECT_NUMBER(RasConnectionNotificationA(h, one, RASCN_Disconnection), 0);
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, all,
                                             RASCN_Disconnection),
                  0);
    EXPECT_NUMBER(connrec_remove(world_run, other.pid), 0);
    CU_ASSERT(is_set(all, 5000));
    CU_ASSERT(!is_set(one, 0));
    EXPECT_NUMBER(connrec_remove(world_run, mine.pid), 0);
    CU_ASSERT(is_set(all, 5000) && is_set(one, 5000));
    CloseHandle(one);
    CloseHandle(all);
    expect_no_watch(&mine);
    world_end();
}

/* A number that is given out again is another event. */
static void test_notification_closed(void)
{
    HANDLE seen = new_event();
    HANDLE closed = new_event(), again = NULL;
    struct connrec r = world_record();
    int i;

    world_begin();
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, closed,
                                             RASCN_Connection),
                  0);
    for (i = 0; i < 100000 && again != closed; i++) {
        CloseHandle(again ? again : closed);
        again = new_event();
    }
    CU_ASSERT(again == closed);
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, seen,
                                             RASCN_Connection),
                  0);
    EXPECT_NUMBER(connrec_write(world_run, &r), 0);
    CU_ASSERT(is_set(seen, 5000));
    CU_ASSERT(!is_set(again, 100)); /* nobody has registered this one */
    CloseHandle(again);
    CloseHandle(seen);
    expect_no_watch(&r);
    world_end();
}

static void test_notification_refusals(void)
{
    HANDLE event = new_event();

    world_begin();
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, event, 0),
                  87);
    EXPECT_NUMBER(
        RasConnectionNotificationA(INVALID_HANDLE_VALUE, event, 0x1001), 87);
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, NULL,
                                             RASCN_Connection),
                  6);
    EXPECT_NUMBER(RasConnectionNotificationA(NULL, event, RASCN_Disconnection),
                  6);
    CloseHandle(event);
    EXPECT_NUMBER(RasConnectionNotificationA(INVALID_HANDLE_VALUE, event,
                                             RASCN_Connection),
                  6);
    world_end();
}

const char unit_name[] = "api_projection";
const struct unit_test unit_tests[] = {
    {"IP", test_ip},
    {"LCP", test_lcp},
    {"CCP and IPv6", test_ccp_and_ipv6},
    {"what is refused", test_refusals},
    {"RasGetProjectionInfoEx", test_ex},
    {"statistics", test_statistics},
    {"statistics of links", test_statistics_links},
    {"statistics that are refused", test_statistics_refusals},
    {"notification", test_notification},
    {"notification of links", test_notification_links},
    {"notification of one of two connections", test_notification_other},
    {"notification of an event that was closed", test_notification_closed},
    {"notification that is refused", test_notification_refusals},
    {NULL, NULL},
};
