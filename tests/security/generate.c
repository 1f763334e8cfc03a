#include "tests/security/generate.h"

#include <stdio.h>
#include <string.h>

#include "compat/wire.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* --- chance: splitmix64, public domain */

static uint64_t state;

static uint64_t next(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void generate_begin(uint64_t seed, unsigned end, unsigned round)
{
    state = seed;
    state = next() + end;
    state = next() + round;
}

unsigned generate_below(unsigned n)
{
    return (unsigned)(next() % n);
}

bool generate_once_in(unsigned n)
{
    return generate_below(n) == 0;
}

/* --- a buffer that is full at its end */

struct out {
    uint8_t *bytes;
    size_t size, n;
};

static void put(struct out *o, unsigned byte)
{
    if (o->n < o->size)
        o->bytes[o->n++] = (uint8_t)byte;
}

static void put_bytes(struct out *o, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;

    while (n-- > 0)
        put(o, *p++);
}

static void put_text(struct out *o, const char *text)
{
    put_bytes(o, text, strlen(text));
}

static void put_noise(struct out *o, size_t n)
{
    while (n-- > 0)
        put(o, generate_below(256));
}

/* --- words that somebody may trip over */

static const char *const words[] = {
    "",
    "E=691 R=1 C=0123456789ABCDEF V=3 M=no",
    "E=648 R=0 V=3",
    "E=4294967295 R=9",
    "E=-1",
    "E=691",
    " M=",
    "S=0123456789012345678901234567890123456789 M=welcome",
    "S=",
    "\x1b]0;owned\x07\x1b[2J",
    "\xe2\x80\xaetxet",
    "\xff\xfe\xc0\x80",
    "\xc2\x9b"
    "2J",
    "two\nlines\r\nRAS state Connected",
    "%s%n%s%n%x",
    "\"; plugin /tmp/evil.so; \"",
    "../../../../etc/passwd",
    "99999999999999999999",
    "-2147483648",
};

static const char *any_word(void)
{
    return words[generate_below(COUNT(words))];
}

/* --- PPP */

/* LCP, PAP, LQR, CHAP, EAP, CBCP, IPCP, IPV6CP, CCP, ECP, MPLSCP, and data. */
static const uint16_t protocols[] = {0xc021, 0xc023, 0xc025, 0xc223, 0xc227,
                                     0xc029, 0x8021, 0x8057, 0x80fd, 0x8053,
                                     0x8281, 0x0021, 0xc021, 0xc223, 0x8021};

/* RFC 1661 6: type, length, value; the length is not always that. */
static void put_option(struct out *o)
{
    static const uint8_t types[] = {0, 1,  2,  3,  4,  5,   6,   7,   8,
                                    9, 13, 17, 18, 19, 129, 130, 131, 255};
    static const uint8_t values[] = {0xc2, 0x23, 0x81, 0xc0, 0x23, 0x80, 0x05};
    unsigned length = 2 + generate_below(generate_once_in(8) ? 253 : 9);
    unsigned i, said = generate_once_in(6) ? generate_below(256) : length;

    put(o, types[generate_below(COUNT(types))]);
    put(o, said);
    for (i = 2; i < length; i++)
        put(o, generate_once_in(2) ? values[generate_below(COUNT(values))]
                                   : generate_below(256));
}

static void put_content(struct out *o)
{
    const char *word = any_word();
    unsigned i, n = generate_below(6);

    switch (generate_below(5)) {
    case 0: /* PAP's message, CHAP's challenge: a length, then so much */
        put(o,
            generate_once_in(4) ? generate_below(256) : (unsigned)strlen(word));
        put_text(o, word);
        break;
    case 1:
        put_text(o, word);
        break;
    case 2:
        put_noise(o, generate_below(generate_once_in(20) ? 1500 : 60));
        break;
    default:
        for (i = 0; i < n; i++)
            put_option(o);
    }
}

size_t generate_packet(uint8_t *out, size_t size)
{
    unsigned protocol = protocols[generate_below(COUNT(protocols))];
    struct out o = {out, size, 0};
    size_t length;

    put_text(&o, "\xff\x03");
    put(&o, protocol >> 8);
    put(&o, protocol & 0xff);
    put(&o, generate_once_in(10) ? generate_below(256) : generate_below(13));
    put(&o, generate_below(4));
    put_text(&o, "zz"); /* the length */
    put_content(&o);
    length = generate_once_in(8) ? generate_below(65536) : o.n - 4;
    out[6] = (uint8_t)(length >> 8);
    out[7] = (uint8_t)length;
    return generate_once_in(12) ? 1 + generate_below((unsigned)o.n) : o.n;
}

/* --- a modem */

static const char *const answers[] = {
    "OK",
    "CONNECT",
    "CONNECT 33600/ARQ/V34",
    "BUSY",
    "NO CARRIER",
    "NO ANSWER",
    "NO DIALTONE",
    "ERROR",
    "VOICE",
    "RING",
    "DELAYED",
    "BLACKLISTED",
    "+CME ERROR: 30",
    "+CME ERROR: 99999999999",
    "+CMS ERROR: x",
    "0",
    "1",
    "3",
    "4",
    "CONNECT 99999999999",
    "CONNECT -1",
    "CONNECTED",
    "NO CARRIER OK",
    "ATZ",
    "+CPIN: SIM PIN",
    "+CREG: 0,1",
    "RRING",
    "OKOK",
};

size_t generate_answer(char *out, size_t size)
{
    struct out o = {(uint8_t *)out, size, 0};
    unsigned i, n = 1 + generate_below(generate_once_in(10) ? 40 : 2);

    for (i = 0; i < n; i++) {
        if (!generate_once_in(4))
            put_text(&o, "\r\n");
        switch (generate_below(8)) {
        case 0:
            put_noise(&o, generate_below(generate_once_in(9) ? 3000 : 50));
            break;
        case 1:
            put_text(&o, any_word());
            break;
        default:
            put_text(&o, answers[generate_below(COUNT(answers))]);
        }
        if (!generate_once_in(6))
            put_text(&o, "\r\n");
    }
    return generate_once_in(10) ? generate_below((unsigned)o.n + 1) : o.n;
}

/* --- the wire */

static void put_field(struct out *o)
{
    static const uint16_t tags[] = {1,  2,  3,  4,  5,  6,  7,  8,  9,
                                    10, 11, 12, 13, 20, 21, 22, 23, 24,
                                    33, 53, 56, 57, 60, 61, 999};
    unsigned tag = tags[generate_below(COUNT(tags))];
    const char *word = any_word();
    size_t n = generate_once_in(2) ? strlen(word) : generate_below(9);
    size_t said = generate_once_in(12) ? generate_below(65536) : n;

    put(o, tag & 0xff);
    put(o, tag >> 8);
    put(o, (unsigned)said & 0xff);
    put(o, (unsigned)said >> 8);
    if (n == strlen(word))
        put_text(o, word);
    else
        put_noise(o, n);
}

size_t generate_record(uint8_t *out, size_t size)
{
    static const uint8_t types[] = {1,  3,  4,  5,  6,  7,  10, 11,
                                    12, 16, 17, 22, 23, 24, 0,  255};
    struct out o = {out, size, 0};
    unsigned i, n = generate_below(5);

    put_text(&o, "RA");
    put(&o, generate_once_in(20) ? generate_below(256) : WIRE_VERSION);
    put(&o, types[generate_below(COUNT(types))]);
    for (i = 0; i < n; i++)
        put_field(&o);
    if (generate_once_in(30))
        put_noise(&o, generate_below(4200));
    return generate_once_in(15) ? generate_below((unsigned)o.n + 1) : o.n;
}

/* --- texts */

/* N bytes less at AT, and WITH in their place. */
static size_t splice(char *text, size_t n, size_t size, size_t at, size_t less,
                     const char *with)
{
    size_t more = strlen(with);

    less = at + less > n ? n - at : less;
    if (n - less + more > size)
        return n;
    memmove(text + at + more, text + at + less, n - at - less);
    memcpy(text + at, with, more);
    return n - less + more;
}

static size_t line_at(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* The value of the line in which AT is. */
static size_t change_value(char *text, size_t n, size_t size, size_t at)
{
    size_t end = at;
    char *equals;

    at = line_at(text, at);
    while (end < n && text[end] != '\n')
        end++;
    equals = memchr(text + at, '=', end - at);
    if (equals)
        at = (size_t)(equals + 1 - text);
    return splice(text, n, size, at, end - at, any_word());
}

static size_t change_once(char *text, size_t n, size_t size)
{
    static const char *const parts[] = {
        "\n[Office]\n",
        "\nMEDIA=serial\n",
        "\nDEVICE=modem\n",
        "=",
        "\n",
        "\r\n",
        "[",
        "]",
        "\n[",
        "{",
        "}",
        "(",
        ")",
        ";",
        "\"",
        "/*",
        "#",
        "@include \"/etc/passwd\"\n",
        "PhoneNumber=5550102\n",
        "CustomRasDialDll=x.dll\n",
        "Encoding=1\n",
        "Encoding=0\n",
    };
    size_t at = generate_below((unsigned)n);

    switch (generate_below(6)) {
    case 0:
        text[at] = (char)generate_below(256);
        return n;
    case 1:
        return splice(text, n, size, at, generate_below(40), "");
    case 2:
        return splice(text, n, size, at, 0,
                      parts[generate_below(COUNT(parts))]);
    case 3:
        return splice(text, n, size, line_at(text, at), 0,
                      parts[generate_below(COUNT(parts))]);
    default:
        return change_value(text, n, size, at);
    }
}

size_t generate_change(char *text, size_t n, size_t size)
{
    unsigned i, times = 1 + generate_below(generate_once_in(8) ? 60 : 6);

    for (i = 0; i < times && n > 0; i++)
        n = change_once(text, n, size);
    return n;
}
