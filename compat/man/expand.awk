# Completes a page NAME.in with what the tables and headers know; they come
# first on the command line. In the page, at the start of a line:
#
#   @FUNCTION NAME      the prototype, of ras.h, rasdlg.h or rasdialer.h
#   @CODE NUMBER TEXT   an item; without TEXT it is raserror.def's
#   @STATE NAME         an item, of rascs.def
#   @OPTIONS            items, of options.def
#   @WIN32 HEADER       what the library has of it, by its sections
#
# What is asked for and not there ends with an error.

# Text as mdoc wants it: short lines, each sentence on one of its own.
function wrap(text, word, n, i, line) {
    n = split(text, word, / +/)
    line = ""
    for (i = 1; i <= n; i++) {
        if (line != "" && length(line) + length(word[i]) > 76) {
            print line
            line = ""
        }
        line = line (line == "" ? "" : " ") word[i]
        if (word[i] ~ /[.!?]$/) {
            print line
            line = ""
        }
    }
    if (line != "")
        print line
}

# \\ of C is one backslash, \e of mdoc.
function unquote(text) {
    gsub(/\\\\/, "\\e", text)
    return text
}

function missing(what) {
    print FILENAME ":" FNR ": there is no " what >"/dev/stderr"
    failed = 1
}

# The strings of a row, put together as C does.
function strings(row, text) {
    text = ""
    while (match(row, /"([^"\\]|\\.)*"/)) {
        text = text substr(row, RSTART + 1, RLENGTH - 2)
        row = substr(row, RSTART + RLENGTH)
    }
    return text
}

# --- declarations

# rasaw.def has both forms in one: the page shows them as TCHAR does.
function plain(s, name) {
    while (match(s, /RAS_AW_\([A-Za-z]+\)/)) {
        name = substr(s, RSTART + 8, RLENGTH - 9)
        s = substr(s, 1, RSTART - 1) name substr(s, RSTART + RLENGTH)
    }
    gsub(/RAS_CSTR_/, "LPCTSTR", s)
    gsub(/RAS_STR_/, "LPTSTR", s)
    return s
}

function keep_declaration(s, name, at) {
    s = plain(s)
    gsub(/[ \t]+/, " ", s)
    at = index(s, "(")
    name = substr(s, 1, at - 1)
    sub(/.* /, "", name)
    if (FILENAME ~ /rasdlg/) {
        if (name !~ /A$/)
            return
        sub(/A$/, "", name)
        gsub(/LPSTR/, "LPTSTR", s)
        gsub(/DLGA /, "DLG ", s)
    }
    type[name] = s
    sub(/ .*/, "", type[name])
    arguments[name] = substr(s, at + 1)
    sub(/\);.*/, "", arguments[name])
}

FILENAME ~ /\.h$/ && /^\/\* --- / {
    title = $0
    sub(/^\/\* --- /, "", title)
    sub(/ *\*\/.*/, "", title)
    sub(/[;:].*/, "", title)
}

FNR == 1 { title = "" }

# Several names may be one function: they have one of them here.
function keep_win(name, file) {
    file = FILENAME
    sub(/.*\//, "", file)
    if ((file, name) in seen)
        return
    seen[file, name] = 1
    n_win[file]++
    win[file, n_win[file]] = name
    win_title[file, n_win[file]] = title
}

FILENAME ~ /\.h$/ && !/define|parameters|#name/ &&
    match($0, /RASWIN\([A-Za-z_0-9]+\)/) {
    keep_win(substr($0, RSTART + 7, RLENGTH - 8))
}

# What is only there with 16 bit characters: (type, name, parameters).
FILENAME ~ /\.h$/ && /^RASWIN_(STD|IO)\(/ {
    split($0, part, /, */)
    keep_win(part[2])
}

FILENAME ~ /(\.h|rasaw\.def)$/ && /^(DWORD|BOOL|VOID) WINAPI (RAS_AW_\()?Ras/ {
    declaration = ""
    in_declaration = 1
}

in_declaration {
    declaration = declaration " " $0
    if (/;/) {
        in_declaration = 0
        sub(/^ /, "", declaration)
        keep_declaration(declaration)
    }
}

# --- tables

FILENAME ~ /raserror\.def$/ && /^RAS_(ERROR|ABSENT)\(/ {
    split($0, part, /[(,] */)
    code = part[2]
    code_name[code] = part[3]
    code_text[code] = ""
    in_code = 1
    next
}

# The first string of the row.
in_code && match($0, /"[^"]*"/) {
    code_text[code] = code_text[code] substr($0, RSTART + 1, RLENGTH - 2)
    if (/"[,)]$/)
        in_code = 0
}

FILENAME ~ /rascs\.def$/ && /^RASCS\(/ {
    split($0, part, /[(,)] */)
    phrase[part[3]] = strings($0)
}

FILENAME ~ /options\.def$/ && /^RAS_OPTION\(/ {
    split($0, part, /, */)
    n_options++
    option[n_options] = part[2]
    gsub(/"/, "", option[n_options])
    argument[n_options] = part[3] == "NUMBER" ? "number" : "text"
    row = $0
    sub(/^[^"]*"[^"]*"/, "", row)
    meaning[n_options] = unquote(strings(row))
}

# --- the page

FILENAME !~ /\.in$/ { next }

/^@FUNCTION / {
    if (!($2 in arguments))
        missing($2)
    print ".Ft " type[$2]
    print ".Fo " $2
    n = split(arguments[$2], list, /, */)
    for (i = 1; i <= n; i++)
        print ".Fa \"" list[i] "\""
    print ".Fc"
    next
}

/^@CODE / {
    if (!($2 in code_name))
        missing("code " $2)
    print ".It " $2 " Dv " code_name[$2]
    text = $0
    sub(/^@CODE [0-9]+ */, "", text)
    wrap(text == "" ? code_text[$2] : text)
    next
}

/^@STATE / {
    if (!($2 in phrase))
        missing($2)
    print ".It Ic " $2
    wrap(phrase[$2] ".")
    next
}

/^@OPTIONS/ {
    for (i = 1; i <= n_options; i++) {
        print ".It Ic " option[i] " Ar " argument[i]
        wrap(meaning[i] ".")
    }
    next
}

/^@WIN32 / {
    if (!n_win[$2])
        missing($2)
    last = ""
    for (i = 1; i <= n_win[$2]; i++) {
        if (win_title[$2, i] != last || i == 1) {
            print ".It " (win_title[$2, i] == "" ? $2 : win_title[$2, i])
            last = win_title[$2, i]
        }
        more = i < n_win[$2] && win_title[$2, i + 1] == last
        print ".Fn " win[$2, i] (more ? " ," : "")
    }
    next
}

/^@/ { missing($1) }

{ print }

END { exit failed }
