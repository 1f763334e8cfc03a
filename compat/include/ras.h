/*
 * ras.h - the remote access functions of Windows, for Linux: every name, value
 * and layout of the public ras.h for WINVER 0x400 to 0xA00. Link with
 * -lrasapi; wide strings are 16 bit wide, so wide sources are compiled with
 * -fshort-wchar.
 *
 * Names and values are Microsoft's documented interface, as mingw-w64's public
 * domain headers and the Win32 metadata also state it. What belongs to a newer
 * WINVER than the program's is missing only where its size would change a
 * structure, or where it is a type of its own.
 */
#ifndef _RAS_H_
#define _RAS_H_

#include <netinet/in.h>

#include "windows.h"
#include "lmcons.h"
#include "naptypes.h"

/* A name without suffix means the W form if UNICODE is defined. */
#ifdef UNICODE
#define RAS_TCHAR_(name) name##W
#else
#define RAS_TCHAR_(name) name##A
#endif

#ifdef __cplusplus
extern "C" {
#endif

#pragma pack(push, 4)
#pragma GCC visibility push(default)

/* --- lengths, without the final NUL */

#define RAS_MaxDeviceType     16
#define RAS_MaxPhoneNumber    128
#define RAS_MaxIpAddress      15
#define RAS_MaxIpxAddress     21
#define RAS_MaxEntryName      256
#define RAS_MaxDeviceName     128
#define RAS_MaxCallbackNumber RAS_MaxPhoneNumber
#define RAS_MaxAreaCode       10
#define RAS_MaxPadType        32
#define RAS_MaxX25Address     200
#define RAS_MaxFacilities     200
#define RAS_MaxUserData       200
#define RAS_MaxReplyMessage   1024
#define RAS_MaxDnsSuffix      256
#define RAS_MaxIDSize         256

/* --- names: macros as in the public headers, where "LPRASCONN a, b;" does not
 * declare two pointers either */

DECLARE_HANDLE(HRASCONN);
#define LPHRASCONN HRASCONN *

#define RASCONNW   struct tagRASCONNW
#define RASCONNA   struct tagRASCONNA
#define RASCONN    RAS_TCHAR_(RASCONN)
#define LPRASCONNW RASCONNW *
#define LPRASCONNA RASCONNA *
#define LPRASCONN  RASCONN *

#define RASCONNSTATUSW   struct tagRASCONNSTATUSW
#define RASCONNSTATUSA   struct tagRASCONNSTATUSA
#define RASCONNSTATUS    RAS_TCHAR_(RASCONNSTATUS)
#define LPRASCONNSTATUSW RASCONNSTATUSW *
#define LPRASCONNSTATUSA RASCONNSTATUSA *
#define LPRASCONNSTATUS  RASCONNSTATUS *

#define RASDIALPARAMSW   struct tagRASDIALPARAMSW
#define RASDIALPARAMSA   struct tagRASDIALPARAMSA
#define RASDIALPARAMS    RAS_TCHAR_(RASDIALPARAMS)
#define LPRASDIALPARAMSW RASDIALPARAMSW *
#define LPRASDIALPARAMSA RASDIALPARAMSA *
#define LPRASDIALPARAMS  RASDIALPARAMS *

#define RASENTRYNAMEW   struct tagRASENTRYNAMEW
#define RASENTRYNAMEA   struct tagRASENTRYNAMEA
#define RASENTRYNAME    RAS_TCHAR_(RASENTRYNAME)
#define LPRASENTRYNAMEW RASENTRYNAMEW *
#define LPRASENTRYNAMEA RASENTRYNAMEA *
#define LPRASENTRYNAME  RASENTRYNAME *

#define RASENTRYW   struct tagRASENTRYW
#define RASENTRYA   struct tagRASENTRYA
#define RASENTRY    RAS_TCHAR_(RASENTRY)
#define LPRASENTRYW RASENTRYW *
#define LPRASENTRYA RASENTRYA *
#define LPRASENTRY  RASENTRY *

#define RASSUBENTRYW   struct tagRASSUBENTRYW
#define RASSUBENTRYA   struct tagRASSUBENTRYA
#define RASSUBENTRY    RAS_TCHAR_(RASSUBENTRY)
#define LPRASSUBENTRYW RASSUBENTRYW *
#define LPRASSUBENTRYA RASSUBENTRYA *
#define LPRASSUBENTRY  RASSUBENTRY *

#define RASCREDENTIALSW   struct tagRASCREDENTIALSW
#define RASCREDENTIALSA   struct tagRASCREDENTIALSA
#define RASCREDENTIALS    RAS_TCHAR_(RASCREDENTIALS)
#define LPRASCREDENTIALSW RASCREDENTIALSW *
#define LPRASCREDENTIALSA RASCREDENTIALSA *
#define LPRASCREDENTIALS  RASCREDENTIALS *

#define RASDEVINFOW   struct tagRASDEVINFOW
#define RASDEVINFOA   struct tagRASDEVINFOA
#define RASDEVINFO    RAS_TCHAR_(RASDEVINFO)
#define LPRASDEVINFOW RASDEVINFOW *
#define LPRASDEVINFOA RASDEVINFOA *
#define LPRASDEVINFO  RASDEVINFO *

#define RASAUTODIALENTRYW   struct tagRASAUTODIALENTRYW
#define RASAUTODIALENTRYA   struct tagRASAUTODIALENTRYA
#define RASAUTODIALENTRY    RAS_TCHAR_(RASAUTODIALENTRY)
#define LPRASAUTODIALENTRYW RASAUTODIALENTRYW *
#define LPRASAUTODIALENTRYA RASAUTODIALENTRYA *
#define LPRASAUTODIALENTRY  RASAUTODIALENTRY *

#define RASEAPUSERIDENTITYW   struct tagRASEAPUSERIDENTITYW
#define RASEAPUSERIDENTITYA   struct tagRASEAPUSERIDENTITYA
#define RASEAPUSERIDENTITY    RAS_TCHAR_(RASEAPUSERIDENTITY)
#define LPRASEAPUSERIDENTITYW RASEAPUSERIDENTITYW *
#define LPRASEAPUSERIDENTITYA RASEAPUSERIDENTITYA *
#define LPRASEAPUSERIDENTITY  RASEAPUSERIDENTITY *

#define RASAMBW   struct tagRASAMBW
#define RASAMBA   struct tagRASAMBA
#define RASAMB    RAS_TCHAR_(RASAMB)
#define LPRASAMBW RASAMBW *
#define LPRASAMBA RASAMBA *
#define LPRASAMB  RASAMB *

#define RASPPPNBFW   struct tagRASPPPNBFW
#define RASPPPNBFA   struct tagRASPPPNBFA
#define RASPPPNBF    RAS_TCHAR_(RASPPPNBF)
#define LPRASPPPNBFW RASPPPNBFW *
#define LPRASPPPNBFA RASPPPNBFA *
#define LPRASPPPNBF  RASPPPNBF *

#define RASPPPIPXW   struct tagRASIPXW
#define RASPPPIPXA   struct tagRASPPPIPXA
#define RASPPPIPX    RAS_TCHAR_(RASPPPIPX)
#define LPRASPPPIPXW RASPPPIPXW *
#define LPRASPPPIPXA RASPPPIPXA *
#define LPRASPPPIPX  RASPPPIPX *

#define RASPPPIPW   struct tagRASPPPIPW
#define RASPPPIPA   struct tagRASPPPIPA
#define RASPPPIP    RAS_TCHAR_(RASPPPIP)
#define LPRASPPPIPW RASPPPIPW *
#define LPRASPPPIPA RASPPPIPA *
#define LPRASPPPIP  RASPPPIP *

#define RASPPPLCPW   struct tagRASPPPLCPW
#define RASPPPLCPA   struct tagRASPPPLCPA
#define RASPPPLCP    RAS_TCHAR_(RASPPPLCP)
#define LPRASPPPLCPW RASPPPLCPW *
#define LPRASPPPLCPA RASPPPLCPA *
#define LPRASPPPLCP  RASPPPLCP *

#define RASSLIPW   struct tagRASSLIPW
#define RASSLIPA   struct tagRASSLIPA
#define RASSLIP    RAS_TCHAR_(RASSLIP)
#define LPRASSLIPW RASSLIPW *
#define LPRASSLIPA RASSLIPA *
#define LPRASSLIP  RASSLIP *

#define RASCONNSTATE              enum tagRASCONNSTATE
#define LPRASCONNSTATE            RASCONNSTATE *
#define RASPROJECTION             enum tagRASPROJECTION
#define LPRASPROJECTION           RASPROJECTION *
#define RASEAPINFO                struct tagRASEAPINFO
#define RASDIALEXTENSIONS         struct tagRASDIALEXTENSIONS
#define LPRASDIALEXTENSIONS       RASDIALEXTENSIONS *
#define RASADPARAMS               struct tagRASADPARAMS
#define LPRASADPARAMS             RASADPARAMS *
#define RASPPPCCP                 struct tagRASPPPCCP
#define LPRASPPPCCP               RASPPPCCP *
#define RASCOMMSETTINGS           struct tagRASCOMMSETTINGS
#define RASCUSTOMSCRIPTEXTENSIONS struct tagRASCUSTOMSCRIPTEXTENSIONS

/* --- states of a connection */

#define RASCS_PAUSED 0x1000
#define RASCS_DONE   0x2000

enum tagRASCONNSTATE {
    RASCS_OpenPort = 0,
    RASCS_PortOpened = 1,
    RASCS_ConnectDevice = 2,
    RASCS_DeviceConnected = 3,
    RASCS_AllDevicesConnected = 4,
    RASCS_Authenticate = 5,
    RASCS_AuthNotify = 6,
    RASCS_AuthRetry = 7,
    RASCS_AuthCallback = 8,
    RASCS_AuthChangePassword = 9,
    RASCS_AuthProject = 10,
    RASCS_AuthLinkSpeed = 11,
    RASCS_AuthAck = 12,
    RASCS_ReAuthenticate = 13,
    RASCS_Authenticated = 14,
    RASCS_PrepareForCallback = 15,
    RASCS_WaitForModemReset = 16,
    RASCS_WaitForCallback = 17,
    RASCS_Projected = 18,
    RASCS_StartAuthentication = 19,
    RASCS_CallbackComplete = 20,
    RASCS_LogonNetwork = 21,
    RASCS_SubEntryConnected = 22,
    RASCS_SubEntryDisconnected = 23,
    RASCS_ApplySettings = 24,
    RASCS_Interactive = RASCS_PAUSED,
    RASCS_RetryAuthentication = RASCS_PAUSED + 1,
    RASCS_CallbackSetByCaller = RASCS_PAUSED + 2,
    RASCS_PasswordExpired = RASCS_PAUSED + 3,
    RASCS_InvokeEapUI = RASCS_PAUSED + 4,
    RASCS_Connected = RASCS_DONE,
    RASCS_Disconnected = RASCS_DONE + 1
};

#if WINVER >= 0x601

#define RASCSS_DONE       0x2000
#define RASCONNSUBSTATE   enum tagRASCONNSUBSTATE
#define LPRASCONNSUBSTATE RASCONNSUBSTATE *

enum tagRASCONNSUBSTATE {
    RASCSS_None = 0,
    RASCSS_Dormant = 1,
    RASCSS_Reconnecting = 2,
    RASCSS_Reconnected = RASCSS_DONE
};

#endif

/* The message of a notification: the system's, and the number that RasDialFunc
 * gets as unMsg. */
#define RASDIALEVENT    "RasDialEvent"
#define WM_RASDIALEVENT 0xCCCD

/* RASCONN.dwFlags */
#define RASCF_AllUsers      0x00000001
#define RASCF_GlobalCreds   0x00000002
#define RASCF_OwnerKnown    0x00000004
#define RASCF_OwnerMatch    0x00000008
#define RASCF_OwnerMask     (RASCF_OwnerKnown | RASCF_OwnerMatch)
#define RASCF_IsOwner(f)    (((f)&RASCF_OwnerMask) == RASCF_OwnerMask)
#define RASCF_IsNotOwner(f) (((f)&RASCF_OwnerMask) == RASCF_OwnerKnown)

/* RasConnectionNotification */
#define RASCN_Connection        0x00000001
#define RASCN_Disconnection     0x00000002
#define RASCN_BandwidthAdded    0x00000004
#define RASCN_BandwidthRemoved  0x00000008
#define RASCN_Dormant           0x00000010
#define RASCN_ReConnection      0x00000020
#define RASCN_EPDGPacketArrival 0x00000040

/* --- dialling */

struct tagRASEAPINFO {
    DWORD dwSizeofEapInfo;
    BYTE *pbEapInfo;
};

#if WINVER >= 0x601
typedef struct _RASDEVSPECIFICINFO {
    DWORD dwSize;
    BYTE *pbDevSpecificInfo;
} RASDEVSPECIFICINFO, *PRASDEVSPECIFICINFO;
#endif

struct tagRASDIALEXTENSIONS {
    DWORD dwSize;
    DWORD dwfOptions; /* RDEOPT_ */
    HWND hwndParent;
    ULONG_PTR reserved;
#if WINVER >= 0x500
    ULONG_PTR reserved1;
    RASEAPINFO RasEapInfo;
#endif
#if WINVER >= 0x601
    BOOL fSkipPppAuth;
    RASDEVSPECIFICINFO RasDevSpecificInfo;
#endif
};

#define RDEOPT_UsePrefixSuffix               0x00000001
#define RDEOPT_PausedStates                  0x00000002
#define RDEOPT_IgnoreModemSpeaker            0x00000004
#define RDEOPT_SetModemSpeaker               0x00000008
#define RDEOPT_IgnoreSoftwareCompression     0x00000010
#define RDEOPT_SetSoftwareCompression        0x00000020
#define RDEOPT_DisableConnectedUI            0x00000040
#define RDEOPT_DisableReconnectUI            0x00000080
#define RDEOPT_DisableReconnect              0x00000100
#define RDEOPT_NoUser                        0x00000200
#define RDEOPT_PauseOnScript                 0x00000400
#define RDEOPT_Router                        0x00000800
#define RDEOPT_CustomDial                    0x00001000
#define RDEOPT_UseCustomScripting            0x00002000
#define RDEOPT_InvokeAutoTriggerCredentialUI 0x00004000
#define RDEOPT_EapInfoCryptInCapable         0x00008000

typedef VOID(WINAPI *RASDIALFUNC)(UINT unMsg, RASCONNSTATE rasconnstate,
                                  DWORD dwError);
typedef VOID(WINAPI *RASDIALFUNC1)(HRASCONN hrasconn, UINT unMsg,
                                   RASCONNSTATE rasconnstate, DWORD dwError,
                                   DWORD dwExtendedError);
/* FALSE: no more notifications. */
typedef DWORD(WINAPI *RASDIALFUNC2)(ULONG_PTR dwCallbackId, DWORD dwSubEntry,
                                    HRASCONN hrasconn, UINT unMsg,
                                    RASCONNSTATE rasconnstate, DWORD dwError,
                                    DWORD dwExtendedError);

/* --- entries */

struct RASIPADDR {
    BYTE a;
    BYTE b;
    BYTE c;
    BYTE d;
};

#define RASIPADDR struct RASIPADDR

typedef struct in_addr RASIPV4ADDR;
typedef struct in6_addr RASIPV6ADDR;

struct RASCTRYINFO {
    DWORD dwSize;
    DWORD dwCountryID;
    DWORD dwNextCountryID;
    DWORD dwCountryCode;
    DWORD dwCountryNameOffset;
};

/* The same structure in both forms: the name stands behind it in the caller's
 * buffer, at dwCountryNameOffset. */
#define RASCTRYINFO    struct RASCTRYINFO
#define RASCTRYINFOW   RASCTRYINFO
#define RASCTRYINFOA   RASCTRYINFO
#define LPRASCTRYINFOW RASCTRYINFOW *
#define LPRASCTRYINFOA RASCTRYINFOW *
#define LPRASCTRYINFO  RASCTRYINFO *

/* RASENTRYNAME.dwFlags */
#define REN_User     0x00000000
#define REN_AllUsers 0x00000001

/* RASENTRY.dwfOptions */
#define RASEO_UseCountryAndAreaCodes 0x00000001
#define RASEO_SpecificIpAddr         0x00000002
#define RASEO_SpecificNameServers    0x00000004
#define RASEO_IpHeaderCompression    0x00000008
#define RASEO_RemoteDefaultGateway   0x00000010
#define RASEO_DisableLcpExtensions   0x00000020
#define RASEO_TerminalBeforeDial     0x00000040
#define RASEO_TerminalAfterDial      0x00000080
#define RASEO_ModemLights            0x00000100
#define RASEO_SwCompression          0x00000200
#define RASEO_RequireEncryptedPw     0x00000400
#define RASEO_RequireMsEncryptedPw   0x00000800
#define RASEO_RequireDataEncryption  0x00001000
#define RASEO_NetworkLogon           0x00002000
#define RASEO_UseLogonCredentials    0x00004000
#define RASEO_PromoteAlternates      0x00008000
#define RASEO_SecureLocalFiles       0x00010000
#define RASEO_RequireEAP             0x00020000
#define RASEO_RequirePAP             0x00040000
#define RASEO_RequireSPAP            0x00080000
#define RASEO_Custom                 0x00100000
#define RASEO_PreviewPhoneNumber     0x00200000
#define RASEO_SharedPhoneNumbers     0x00800000
#define RASEO_PreviewUserPw          0x01000000
#define RASEO_PreviewDomain          0x02000000
#define RASEO_ShowDialingProgress    0x04000000
#define RASEO_RequireCHAP            0x08000000
#define RASEO_RequireMsCHAP          0x10000000
#define RASEO_RequireMsCHAP2         0x20000000
#define RASEO_RequireW95MSCHAP       0x40000000
#define RASEO_CustomScript           0x80000000

/* RASENTRY.dwfOptions2 */
#define RASEO2_SecureFileAndPrint               0x00000001
#define RASEO2_SecureClientForMSNet             0x00000002
#define RASEO2_DontNegotiateMultilink           0x00000004
#define RASEO2_DontUseRasCredentials            0x00000008
#define RASEO2_UsePreSharedKey                  0x00000010
#define RASEO2_Internet                         0x00000020
#define RASEO2_DisableNbtOverIP                 0x00000040
#define RASEO2_UseGlobalDeviceSettings          0x00000080
#define RASEO2_ReconnectIfDropped               0x00000100
#define RASEO2_SharePhoneNumbers                0x00000200
#define RASEO2_SecureRoutingCompartment         0x00000400
#define RASEO2_UseTypicalSettings               0x00000800
#define RASEO2_IPv6SpecificNameServers          0x00001000
#define RASEO2_IPv6RemoteDefaultGateway         0x00002000
#define RASEO2_RegisterIpWithDNS                0x00004000
#define RASEO2_UseDNSSuffixForRegistration      0x00008000
#define RASEO2_IPv4ExplicitMetric               0x00010000
#define RASEO2_IPv6ExplicitMetric               0x00020000
#define RASEO2_DisableIKENameEkuCheck           0x00040000
#define RASEO2_DisableClassBasedStaticRoute     0x00080000
#define RASEO2_SpecificIPv6Addr                 0x00100000
#define RASEO2_DisableMobility                  0x00200000
#define RASEO2_RequireMachineCertificates       0x00400000
#define RASEO2_UsePreSharedKeyForIkev2Initiator 0x00800000
#define RASEO2_UsePreSharedKeyForIkev2Responder 0x01000000
#define RASEO2_CacheCredentials                 0x02000000
#define RASEO2_AutoTriggerCapable               0x04000000
#define RASEO2_IsThirdPartyProfile              0x08000000
#define RASEO2_AuthTypeIsOtp                    0x10000000
#define RASEO2_IsAlwaysOn                       0x20000000
#define RASEO2_IsPrivateNetwork                 0x40000000
#define RASEO2_PlumbIKEv2TSAsRoutes             0x80000000

/* RASENTRY.dwfNetProtocols, dwFramingProtocol, dwType */
#define RASNP_NetBEUI 0x00000001
#define RASNP_Ipx     0x00000002
#define RASNP_Ip      0x00000004
#define RASNP_Ipv6    0x00000008

#define RASFP_Ppp  0x00000001
#define RASFP_Slip 0x00000002
#define RASFP_Ras  0x00000004

#define RASET_Phone     1
#define RASET_Vpn       2
#define RASET_Direct    3
#define RASET_Internet  4
#define RASET_Broadband 5

/* RASENTRY.szDeviceType, RASDEVINFO.szDeviceType */
#define RASDT_Modem      TEXT("modem")
#define RASDT_Isdn       TEXT("isdn")
#define RASDT_X25        TEXT("x25")
#define RASDT_Vpn        TEXT("vpn")
#define RASDT_Pad        TEXT("pad")
#define RASDT_Generic    TEXT("GENERIC")
#define RASDT_Serial     TEXT("SERIAL")
#define RASDT_FrameRelay TEXT("FRAMERELAY")
#define RASDT_Atm        TEXT("ATM")
#define RASDT_Sonet      TEXT("SONET")
#define RASDT_SW56       TEXT("SW56")
#define RASDT_Irda       TEXT("IRDA")
#define RASDT_Parallel   TEXT("PARALLEL")
#define RASDT_PPPoE      TEXT("PPPoE")

/* RASENTRY.dwDialMode, dwIdleDisconnectSeconds */
#define RASEDM_DialAll      1
#define RASEDM_DialAsNeeded 2

#define RASIDS_Disabled       0xffffffff
#define RASIDS_UseGlobalValue 0

/* RASENTRY.dwEncryptionType, dwVpnStrategy */
#define ET_None       0
#define ET_Require    1
#define ET_RequireMax 2
#define ET_Optional   3

#define VS_Default      0
#define VS_PptpOnly     1
#define VS_PptpFirst    2
#define VS_L2tpOnly     3
#define VS_L2tpFirst    4
#define VS_SstpOnly     5
#define VS_SstpFirst    6
#define VS_Ikev2Only    7
#define VS_Ikev2First   8
#define VS_GREOnly      9
#define VS_PptpSstp     12
#define VS_L2tpSstp     13
#define VS_Ikev2Sstp    14
#define VS_ProtocolList 15

/* RASENTRY.IdiType, IdrType */
typedef enum _IKEV2_ID_PAYLOAD_TYPE {
    IKEV2_ID_PAYLOAD_TYPE_INVALID = 0,
    IKEV2_ID_PAYLOAD_TYPE_IPV4_ADDR = 1,
    IKEV2_ID_PAYLOAD_TYPE_FQDN = 2,
    IKEV2_ID_PAYLOAD_TYPE_RFC822_ADDR = 3,
    IKEV2_ID_PAYLOAD_TYPE_RESERVED1 = 4,
    IKEV2_ID_PAYLOAD_TYPE_ID_IPV6_ADDR = 5,
    IKEV2_ID_PAYLOAD_TYPE_RESERVED2 = 6,
    IKEV2_ID_PAYLOAD_TYPE_RESERVED3 = 7,
    IKEV2_ID_PAYLOAD_TYPE_RESERVED4 = 8,
    IKEV2_ID_PAYLOAD_TYPE_DER_ASN1_DN = 9,
    IKEV2_ID_PAYLOAD_TYPE_DER_ASN1_GN = 10,
    IKEV2_ID_PAYLOAD_TYPE_KEY_ID = 11,
    IKEV2_ID_PAYLOAD_TYPE_MAX = 12
} IKEV2_ID_PAYLOAD_TYPE;

/* RASCREDENTIALS.dwMask */
#define RASCM_UserName           0x00000001
#define RASCM_Password           0x00000002
#define RASCM_Domain             0x00000004
#define RASCM_DefaultCreds       0x00000008
#define RASCM_PreSharedKey       0x00000010
#define RASCM_ServerPreSharedKey 0x00000020
#define RASCM_DDMPreSharedKey    0x00000040

/* --- automatic dialling */

struct tagRASADPARAMS {
    DWORD dwSize;
    HWND hwndOwner;
    DWORD dwFlags; /* RASADFLG_ */
    LONG xDlg;
    LONG yDlg;
};

#define RASADFLG_PositionDlg 0x00000001

/* Keys of RasGetAutodialParam. */
#define RASADP_DisableConnectionQuery  0
#define RASADP_LoginSessionDisable     1
#define RASADP_SavedAddressesLimit     2
#define RASADP_FailedConnectionTimeout 3
#define RASADP_ConnectionQueryTimeout  4

typedef BOOL(WINAPI *ORASADFUNC)(HWND hwndOwner, LPSTR lpszEntry, DWORD dwFlags,
                                 LPDWORD lpdwRetCode);

/* --- EAP: RasGetEapUserIdentity */

#define RASEAPF_NonInteractive 0x00000002
#define RASEAPF_Logon          0x00000004
#define RASEAPF_Preview        0x00000008

/* --- what was negotiated. The values are PPP protocol numbers (RFC 1661 and
 * the assigned numbers), but for the two that are no PPP. */

enum tagRASPROJECTION {
    RASP_Amb = 0x10000,
    RASP_PppNbf = 0x803F,
    RASP_PppIpx = 0x802B,
    RASP_PppIp = 0x8021,
    RASP_PppCcp = 0x80FD,
    RASP_PppLcp = 0xC021,
    RASP_PppIpv6 = 0x8057,
    RASP_Slip = 0x20000
};

/* RASPPPIP.dwOptions: Van Jacobson compression (RFC 1144). */
#define RASIPO_VJ 0x00000001

/* RASPPPLCP: authentication protocol (RFC 1334, 1994, 2284) and algorithm. */
#define RASLCPAP_PAP  0xC023
#define RASLCPAP_SPAP 0xC027
#define RASLCPAP_CHAP 0xC223
#define RASLCPAP_EAP  0xC227

#define RASLCPAD_CHAP_MD5  0x05
#define RASLCPAD_CHAP_MS   0x80
#define RASLCPAD_CHAP_MSV2 0x81

/* RASPPPLCP.dwOptions */
#define RASLCPO_PFC         0x00000001
#define RASLCPO_ACFC        0x00000002
#define RASLCPO_SSHF        0x00000004
#define RASLCPO_DES_56      0x00000008
#define RASLCPO_3_DES       0x00000010
#define RASLCPO_AES_128     0x00000020
#define RASLCPO_AES_256     0x00000040
#define RASLCPO_AES_192     0x00000080
#define RASLCPO_GCM_AES_128 0x00000100
#define RASLCPO_GCM_AES_192 0x00000200
#define RASLCPO_GCM_AES_256 0x00000400

/* RASPPPCCP: algorithm and options. */
#define RASCCPCA_MPPC 0x00000006
#define RASCCPCA_STAC 0x00000005

#define RASCCPO_Compression      0x00000001
#define RASCCPO_HistoryLess      0x00000002
#define RASCCPO_Encryption56bit  0x00000010
#define RASCCPO_Encryption40bit  0x00000020
#define RASCCPO_Encryption128bit 0x00000040

struct tagRASPPPCCP {
    DWORD dwSize;
    DWORD dwError;
    DWORD dwCompressionAlgorithm; /* RASCCPCA_ */
    DWORD dwOptions;              /* RASCCPO_ */
    DWORD dwServerCompressionAlgorithm;
    DWORD dwServerOptions;
};

#if WINVER >= 0x600
typedef struct _RASPPPIPV6 {
    DWORD dwSize;
    DWORD dwError;
    BYTE bLocalInterfaceIdentifier[8];
    BYTE bPeerInterfaceIdentifier[8];
    BYTE bLocalCompressionProtocol[2];
    BYTE bPeerCompressionProtocol[2];
} RASPPPIPV6, *LPRASPPPIPV6;
#endif

/* --- end points, updates and the long projection (Windows 7) */

#define RASTUNNELENDPOINT_UNKNOWN 0
#define RASTUNNELENDPOINT_IPv4    1
#define RASTUNNELENDPOINT_IPv6    2

#define RASIKEv2_FLAGS_MOBIKESUPPORTED    0x00000001
#define RASIKEv2_FLAGS_BEHIND_NAT         0x00000002
#define RASIKEv2_FLAGS_SERVERBEHIND_NAT   0x00000004
#define RASIKEv2_AUTH_MACHINECERTIFICATES 1
#define RASIKEv2_AUTH_EAP                 2
#define RASIKEv2_AUTH_PSK                 3

#if WINVER >= 0x601

typedef enum _RASAPIVERSION {
    RASAPIVERSION_500 = 1,
    RASAPIVERSION_501 = 2,
    RASAPIVERSION_600 = 3,
    RASAPIVERSION_601 = 4
} RASAPIVERSION;

#define RASAPIVERSION_CURRENT RASAPIVERSION_601

typedef struct _RASTUNNELENDPOINT {
    DWORD dwType; /* RASTUNNELENDPOINT_ */
    __extension__ union {
        RASIPV4ADDR ipv4;
        RASIPV6ADDR ipv6;
    };
} RASTUNNELENDPOINT, *PRASTUNNELENDPOINT;

typedef struct _RASUPDATECONN {
    RASAPIVERSION version;
    DWORD dwSize;
    DWORD dwFlags;
    DWORD dwIfIndex;
    RASTUNNELENDPOINT localEndPoint;
    RASTUNNELENDPOINT remoteEndPoint;
} RASUPDATECONN, *LPRASUPDATECONN;

typedef enum _RASPROJECTION_INFO_TYPE {
    PROJECTION_INFO_TYPE_PPP = 1,
    PROJECTION_INFO_TYPE_IKEv2 = 2
} RASPROJECTION_INFO_TYPE;

typedef struct _RASPPP_PROJECTION_INFO {
    DWORD dwIPv4NegotiationError;
    RASIPV4ADDR ipv4Address;
    RASIPV4ADDR ipv4ServerAddress;
    DWORD dwIPv4Options; /* RASIPO_ */
    DWORD dwIPv4ServerOptions;

    DWORD dwIPv6NegotiationError;
    BYTE bInterfaceIdentifier[8];
    BYTE bServerInterfaceIdentifier[8];

    BOOL fBundled;
    BOOL fMultilink;
    DWORD dwAuthenticationProtocol; /* RASLCPAP_ */
    DWORD dwAuthenticationData;     /* RASLCPAD_ */
    DWORD dwServerAuthenticationProtocol;
    DWORD dwServerAuthenticationData;
    DWORD dwEapTypeId;
    DWORD dwServerEapTypeId;
    DWORD dwLcpOptions; /* RASLCPO_ */
    DWORD dwLcpServerOptions;

    DWORD dwCcpError;
    DWORD dwCcpCompressionAlgorithm; /* RASCCPCA_ */
    DWORD dwCcpServerCompressionAlgorithm;
    DWORD dwCcpOptions; /* RASCCPO_ */
    DWORD dwCcpServerOptions;
} RASPPP_PROJECTION_INFO;

typedef struct _RASIKEV2_PROJECTION_INFO {
    DWORD dwIPv4NegotiationError;
    RASIPV4ADDR ipv4Address;
    RASIPV4ADDR ipv4ServerAddress;

    DWORD dwIPv6NegotiationError;
    RASIPV6ADDR ipv6Address;
    RASIPV6ADDR ipv6ServerAddress;
    DWORD dwPrefixLength;

    DWORD dwAuthenticationProtocol; /* RASIKEv2_AUTH_ */
    DWORD dwEapTypeId;
    DWORD dwFlags; /* RASIKEv2_FLAGS_ */
    DWORD dwEncryptionMethod;

    DWORD numIPv4ServerAddresses;
    RASIPV4ADDR *ipv4ServerAddresses;
    DWORD numIPv6ServerAddresses;
    RASIPV6ADDR *ipv6ServerAddresses;
} RASIKEV2_PROJECTION_INFO;

typedef struct _RAS_PROJECTION_INFO {
    RASAPIVERSION version;
    RASPROJECTION_INFO_TYPE type;
    __extension__ union {
        RASPPP_PROJECTION_INFO ppp;
        RASIKEV2_PROJECTION_INFO ikev2;
    };
} RAS_PROJECTION_INFO, *PRAS_PROJECTION_INFO;

#endif

/* --- statistics */

typedef struct _RAS_STATS {
    DWORD dwSize;
    DWORD dwBytesXmited;
    DWORD dwBytesRcved;
    DWORD dwFramesXmited;
    DWORD dwFramesRcved;
    DWORD dwCrcErr;
    DWORD dwTimeoutErr;
    DWORD dwAlignmentErr;
    DWORD dwHardwareOverrunErr;
    DWORD dwFramingErr;
    DWORD dwBufferOverrunErr;
    DWORD dwCompressionRatioIn;
    DWORD dwCompressionRatioOut;
    DWORD dwBps;
    DWORD dwConnectDuration; /* milliseconds */
} RAS_STATS, *PRAS_STATS;

/* --- everything with strings, twice */

#define RAS_AW_(name) name##A
#define RAS_CHAR_     CHAR
#define RAS_STR_      LPSTR
#define RAS_CSTR_     LPCSTR
#include "rasaw.def"
#undef RAS_AW_
#undef RAS_CHAR_
#undef RAS_STR_
#undef RAS_CSTR_

#define RAS_AW_(name) name##W
#define RAS_CHAR_     WCHAR
#define RAS_STR_      LPWSTR
#define RAS_CSTR_     LPCWSTR
#include "rasaw.def"
#undef RAS_AW_
#undef RAS_CHAR_
#undef RAS_STR_
#undef RAS_CSTR_

/* --- functions without strings */

DWORD WINAPI RasInvokeEapUI(HRASCONN hRasConn, DWORD dwSubEntry,
                            LPRASDIALEXTENSIONS lpExtensions, HWND hwnd);
/*
 * Of the interface, in 32 bits, which wrap; a link (dwSubEntry, from 1) has the
 * numbers of its connection. Cleared for this process alone. E_INVALIDARG: no
 * handle, no such link, no structure, or another dwSize.
 */
DWORD WINAPI RasGetLinkStatistics(HRASCONN hRasConn, DWORD dwSubEntry,
                                  RAS_STATS *lpStatistics);
DWORD WINAPI RasGetConnectionStatistics(HRASCONN hRasConn,
                                        RAS_STATS *lpStatistics);
DWORD WINAPI RasClearLinkStatistics(HRASCONN hRasConn, DWORD dwSubEntry);
DWORD WINAPI RasClearConnectionStatistics(HRASCONN hRasConn);
DWORD WINAPI RasGetPCscf(LPWSTR lpszPCscf);

#if WINVER >= 0x600

#define RASNAP_ProbationTime 0x00000001

typedef struct _tagRasNapState {
    DWORD dwSize;
    DWORD dwFlags; /* RASNAP_ */
    IsolationState isolationState;
    ProbationTime probationTime;
} RASNAPSTATE, *LPRASNAPSTATE;

DWORD WINAPI RasGetNapStatus(HRASCONN hRasConn, LPRASNAPSTATE pNapState);
/* The spelling of mingw-w64's header; the same function. */
DWORD WINAPI rasgetnapstatus(
    HRASCONN hRasConn, LPRASNAPSTATE pNapState) __asm__("RasGetNapStatus");

#endif

#if WINVER >= 0x601
DWORD WINAPI RasUpdateConnection(HRASCONN hrasconn,
                                 LPRASUPDATECONN lprasupdateconn);
DWORD WINAPI RasGetProjectionInfoEx(HRASCONN hrasconn,
                                    PRAS_PROJECTION_INFO pRasProjection,
                                    LPDWORD lpdwSize);
#endif

/* --- custom scripts: what the script may call, and what RasDial calls. The
 * parameters are always wide, so the type says it outright: with the name
 * without suffix, a library compiled without UNICODE would misread them. */

typedef DWORD(WINAPI *PFNRASGETBUFFER)(PBYTE *ppBuffer, PDWORD pdwSize);
typedef DWORD(WINAPI *PFNRASFREEBUFFER)(PBYTE pBuffer);
typedef DWORD(WINAPI *PFNRASSENDBUFFER)(HANDLE hPort, PBYTE pBuffer,
                                        DWORD dwSize);
typedef DWORD(WINAPI *PFNRASRECEIVEBUFFER)(HANDLE hPort, PBYTE pBuffer,
                                           PDWORD pdwSize, DWORD dwTimeOut,
                                           HANDLE hEvent);
typedef DWORD(WINAPI *PFNRASRETRIEVEBUFFER)(HANDLE hPort, PBYTE pBuffer,
                                            PDWORD pdwSize);
typedef DWORD(WINAPI *RasCustomScriptExecuteFn)(
    HANDLE hPort, LPCWSTR lpszPhonebook, LPCWSTR lpszEntryName,
    PFNRASGETBUFFER pfnRasGetBuffer, PFNRASFREEBUFFER pfnRasFreeBuffer,
    PFNRASSENDBUFFER pfnRasSendBuffer, PFNRASRECEIVEBUFFER pfnRasReceiveBuffer,
    PFNRASRETRIEVEBUFFER pfnRasRetrieveBuffer, HWND hWnd,
    RASDIALPARAMSW *pRasDialParams, PVOID pvReserved);

struct tagRASCOMMSETTINGS {
    DWORD dwSize;
    BYTE bParity;
    BYTE bStop;
    BYTE bByteSize;
    BYTE bAlign;
};

typedef DWORD(WINAPI *PFNRASSETCOMMSETTINGS)(HANDLE hPort,
                                             RASCOMMSETTINGS *pRasCommSettings,
                                             PVOID pvReserved);

struct tagRASCUSTOMSCRIPTEXTENSIONS {
    DWORD dwSize;
    PFNRASSETCOMMSETTINGS pfnRasSetCommSettings;
};

/* --- custom dialers: what RasDial, RasHangUp and RasDeleteEntry call; wide,
 * as above */

typedef DWORD(WINAPI *RasCustomHangUpFn)(HRASCONN hRasConn);
typedef DWORD(WINAPI *RasCustomDialFn)(HINSTANCE hInstDll,
                                       LPRASDIALEXTENSIONS lpRasDialExtensions,
                                       LPCWSTR lpszPhonebook,
                                       LPRASDIALPARAMSW lpRasDialParams,
                                       DWORD dwNotifierType, LPVOID lpvNotifier,
                                       LPHRASCONN lphRasConn, DWORD dwFlags);
typedef DWORD(WINAPI *RasCustomDeleteEntryNotifyFn)(LPCWSTR lpszPhonebook,
                                                    LPCWSTR lpszEntry,
                                                    DWORD dwFlags);

#define RCD_SingleUser 0
#define RCD_AllUsers   0x00000001
#define RCD_Eap        0x00000002
#define RCD_Logon      0x00000004

#pragma GCC visibility pop
#pragma pack(pop)

#ifdef __cplusplus
}
#endif

/* --- functions by their name without suffix */

#define RASADFUNC                 RAS_TCHAR_(RASADFUNC)
#define RasDial                   RAS_TCHAR_(RasDial)
#define RasEnumConnections        RAS_TCHAR_(RasEnumConnections)
#define RasEnumEntries            RAS_TCHAR_(RasEnumEntries)
#define RasGetConnectStatus       RAS_TCHAR_(RasGetConnectStatus)
#define RasGetErrorString         RAS_TCHAR_(RasGetErrorString)
#define RasHangUp                 RAS_TCHAR_(RasHangUp)
#define RasGetProjectionInfo      RAS_TCHAR_(RasGetProjectionInfo)
#define RasCreatePhonebookEntry   RAS_TCHAR_(RasCreatePhonebookEntry)
#define RasEditPhonebookEntry     RAS_TCHAR_(RasEditPhonebookEntry)
#define RasSetEntryDialParams     RAS_TCHAR_(RasSetEntryDialParams)
#define RasGetEntryDialParams     RAS_TCHAR_(RasGetEntryDialParams)
#define RasEnumDevices            RAS_TCHAR_(RasEnumDevices)
#define RasGetCountryInfo         RAS_TCHAR_(RasGetCountryInfo)
#define RasGetEntryProperties     RAS_TCHAR_(RasGetEntryProperties)
#define RasSetEntryProperties     RAS_TCHAR_(RasSetEntryProperties)
#define RasRenameEntry            RAS_TCHAR_(RasRenameEntry)
#define RasDeleteEntry            RAS_TCHAR_(RasDeleteEntry)
#define RasValidateEntryName      RAS_TCHAR_(RasValidateEntryName)
#define RasGetSubEntryHandle      RAS_TCHAR_(RasGetSubEntryHandle)
#define RasConnectionNotification RAS_TCHAR_(RasConnectionNotification)
#define RasGetSubEntryProperties  RAS_TCHAR_(RasGetSubEntryProperties)
#define RasSetSubEntryProperties  RAS_TCHAR_(RasSetSubEntryProperties)
#define RasGetCredentials         RAS_TCHAR_(RasGetCredentials)
#define RasSetCredentials         RAS_TCHAR_(RasSetCredentials)
#define RasGetAutodialAddress     RAS_TCHAR_(RasGetAutodialAddress)
#define RasSetAutodialAddress     RAS_TCHAR_(RasSetAutodialAddress)
#define RasEnumAutodialAddresses  RAS_TCHAR_(RasEnumAutodialAddresses)
#define RasGetAutodialEnable      RAS_TCHAR_(RasGetAutodialEnable)
#define RasSetAutodialEnable      RAS_TCHAR_(RasSetAutodialEnable)
#define RasGetAutodialParam       RAS_TCHAR_(RasGetAutodialParam)
#define RasSetAutodialParam       RAS_TCHAR_(RasSetAutodialParam)
#define RasGetEapUserData         RAS_TCHAR_(RasGetEapUserData)
#define RasSetEapUserData         RAS_TCHAR_(RasSetEapUserData)
#define RasGetCustomAuthData      RAS_TCHAR_(RasGetCustomAuthData)
#define RasSetCustomAuthData      RAS_TCHAR_(RasSetCustomAuthData)
#define RasGetEapUserIdentity     RAS_TCHAR_(RasGetEapUserIdentity)
#define RasFreeEapUserIdentity    RAS_TCHAR_(RasFreeEapUserIdentity)
#define RasDeleteSubEntry         RAS_TCHAR_(RasDeleteSubEntry)

#endif
