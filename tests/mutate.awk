# mutate.awk - a table (.def) with one value of every row changed.
#
#   awk -v list=FILE -v spare=FILE -v nth=N -v columns='MACRO:1,2 MACRO:3' TABLE
#
# Of each row, the Nth of its macro's columns is changed: a number grows by 1, a
# word becomes another one of its column, a text grows by a letter, and a name
# in place of a column number ("RAS_SECRET:RAS_PLAIN") is what the row's macro
# becomes. LIST is given a line for each changed row: its number among the
# table's rows, its first and last line, the old and the new value. SPARE has
# the numbers of rows that stay as they are; ONLY is the number of the one that
# does not. Lines keep their numbers.

# TEXT with an "x" for each character of its texts and characters.
function plain(text, i, c, quoted, out) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (quoted == "") {
            out = out c
            if (c == "\"" || c == "'")
                quoted = c
            continue
        }
        out = out "x"
        if (c == quoted) {
            quoted = ""
        } else if (c == "\\") {
            out = out "x"
            i++
        }
    }
    return out
}

function balance(text) {
    text = plain(text)
    return gsub(/\(/, "", text) - gsub(/\)/, "", text)
}

# Cuts the text between the outer brackets at its commas, into args[row, ...].
function cut(row, text, i, c, n, depth, bare, start) {
    bare = plain(text)
    depth = 0
    n = 0
    for (i = 1; i <= length(bare); i++) {
        c = substr(bare, i, 1)
        if (c == "(" && ++depth == 1) {
            start = i + 1
        } else if ((c == "," && depth == 1) || (c == ")" && --depth == 0)) {
            args[row, ++n] = substr(text, start, i - start)
            start = i + 1
        }
    }
    count[row] = n
}

function trimmed(text) {
    gsub(/^[ \t\n]+|[ \t\n]+$/, "", text)
    return text
}

# The next other word that the column has: in a row of the same macro, else
# (ANY) of another one, else a text.
function other(row, column, old, any, i, k, word) {
    for (i = 1; i < rows; i++) {
        k = (row + i - 1) % rows + 1
        if (macro[k] != macro[row] && !any)
            continue
        word = trimmed(args[k, column])
        if (word != old && word ~ /^[A-Za-z_]/)
            return word
    }
    return any ? "\"x\"" : other(row, column, old, 1)
}

function changed(row, column, old) {
    if (old ~ /^-?[0-9]+$/ || old ~ /^-?[0-9]+[.][0-9]+$/)
        return sprintf(old ~ /[.]/ ? "%.2f" : "%.0f", old + 1)
    if (old ~ /^0x/ || old ~ /_MIN$/)
        return old " + 1"
    if (old ~ /_MAX$/)
        return old " - 1"
    if (old == "true" || old == "false")
        return old == "true" ? "false" : "true"
    if (old == "NULL")
        return "\"x\""
    if (old ~ /^"/)
        return substr(old, 1, length(old) - 1) "x\""
    if (old ~ /^'.'$/)
        return "'~'"
    return other(row, column, old)
}

function mutate(row, of, n, column, old, new, text, what, i) {
    n = split(wanted[macro[row]], of, ",")
    if (!(nth in of) || row in spared || (only != "" && row != only))
        return
    column = of[nth]
    old = column ~ /^[0-9]/ ? trimmed(args[row, column]) : macro[row]
    new = column ~ /^[0-9]/ ? changed(row, column, old) : column
    text = column ~ /^[0-9]/ ? macro[row] : column
    for (i = 1; i <= count[row]; i++)
        text = text (i > 1 ? ", " : "(") \
            (i "" == column ? new : trimmed(args[row, i]))
    # As many lines as before.
    n = gsub(/\n/, "\n", body[row]) - gsub(/\n/, "\n", text)
    text = text ")"
    while (n-- > 0)
        text = text "\n"
    body[row] = text
    what = old " -> " new
    gsub(/[ \n]+/, " ", what)
    print row, first[row], last[row], what >list
}

BEGIN {
    n = split(columns, parts, " ")
    for (i = 1; i <= n; i++) {
        split(parts[i], part, ":")
        wanted[part[1]] = part[2]
    }
    while ((getline line <spare) > 0)
        spared[line] = 1
}

open { body[rows] = body[rows] "\n" $0 }
!open && !comment && /^[A-Z][A-Z_0-9]*\(/ {
    at[NR] = ++rows
    first[rows] = NR
    macro[rows] = $0
    sub(/\(.*/, "", macro[rows])
    body[rows] = $0
    open = 1
}
open {
    if (balance(body[rows]) == 0) {
        last[rows] = NR
        cut(rows, body[rows])
        open = 0
    }
    next
}
{
    other_line[NR] = $0
    if ($0 ~ /^\/\*/)
        comment = 1
    if ($0 ~ /\*\//)
        comment = 0
}

END {
    for (i = 1; i <= rows; i++)
        mutate(i)
    for (i = 1; i <= NR; i++)
        if (i in at)
            print body[at[i]]
        else if (i in other_line)
            print other_line[i]
}
