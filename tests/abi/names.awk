# names.awk - what C headers declare. Reads the output of "cpp -dD" and prints
# one row for each name that stands in a file whose path FILES matches, fields
# separated by tabs:
#
#   macro     NAME                  an object-like macro
#   function  NAME  its prototype
#   typedef   NAME  its declaration
#   struct    TYPE                  TYPE: "struct tagRASCONNA" or a typedef
#   member    TYPE  NAME            also of nameless unions and structures
#   constant  NAME                  an enumerator
BEGIN {
    OFS = "\t"
    TOKEN = "\"([^\"\\\\]|\\\\.)*\"|[A-Za-z_][A-Za-z_0-9]*" \
        "|[0-9][A-Za-z0-9_.]*|[^ \t]"
}

/^# [0-9]+ "/ {
    split($0, part, "\"")
    on = part[2] ~ FILES
    next
}

!on { next }

/^#define / {
    if ($2 !~ /\(/ && !($2 in macro)) {
        macro[$2] = ++macros
        order[macros] = $2
    }
    next
}

/^#undef / {
    delete macro[$2]
    next
}

/^#/ { next }

# Tokens; what an attribute says is no part of the declaration's shape.
{
    rest = $0
    while (match(rest, TOKEN)) {
        token = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (skipping) {
            skip_depth += (token == "(") - (token == ")")
            if (skip_depth == 0)
                skipping = 0
        } else if (token ~ /^(__attribute__|__asm__|__declspec|__asm)$/) {
            skipping = 1
            skip_depth = 0
        } else if (token !~ /^(__extension__|extern|__restrict__|__inline__)$/)
            t[++n] = token
    }
}

# The end of the group that begins at I.
function closing(i,    depth) {
    for (; i <= n; i++) {
        depth += t[i] ~ /^[({[]$/
        depth -= t[i] ~ /^[])}]$/
        if (depth == 0)
            return i
    }
    return n
}

function text(from, to,    i, s) {
    for (i = from; i <= to; i++)
        s = s (i > from ? " " : "") t[i]
    gsub(/\. \. \./, "...", s)
    return s
}

function row(kind, name, more) {
    if (!((kind, name, more) in seen))
        print kind, name more
    seen[kind, name, more] = 1
}

# The name that the declarator from..to introduces; "" if there is none.
function declared(from, to,    i, name) {
    for (i = from; i <= to; i++) {
        if (t[i] == "(" && t[i + 1] == "*" && name !~ /^__/)
            return t[i + 2]
        if (t[i] ~ /^[([]$/)
            break
        if (t[i] == ":")
            break
        if (t[i] ~ /^[A-Za-z_]/)
            name = t[i]
    }
    return name
}

# Members of the aggregate whose braces are OPEN and CLOSE.
function members(type, open, close_, prefix,    i, from, body, end, name) {
    from = open + 1
    body = 0
    for (i = open + 1; i < close_; i++) {
        if (t[i] == "{") {
            body = i
            i = closing(i)
        } else if (t[i] ~ /^[([]$/)
            i = closing(i)
        else if (t[i] == "," || t[i] == ";") {
            if (body && t[closing(body) + 1] == ";")
                members(type, body, closing(body), prefix)
            else if (body) {
                name = declared(closing(body) + 1, i - 1)
                members(type, body, closing(body), prefix name ".")
            } else {
                name = declared(from, i - 1)
                if (name != "")
                    row("member", type, "\t" prefix name)
            }
            from = i + 1
            if (t[i] == ";")
                body = 0
        }
    }
}

function enumerators(open, close_,    i) {
    for (i = open; i < close_; i++)
        if ((t[i] == "{" || t[i] == ",") && t[i + 1] ~ /^[A-Za-z_]/)
            row("constant", t[i + 1], "")
}

# The names of a typedef, which begin at FROM; the first that is no pointer.
function typedefs(from, to, start,    i, first, name) {
    for (i = from; i <= to; i++) {
        if (t[i] == "," || t[i] == ";") {
            name = declared(from, i - 1)
            if (name != "") {
                row("typedef", name, "\t" (start ? text(start, to) : ""))
                if (first == "" && t[from] != "*")
                    first = name
            }
            from = i + 1
        } else if (t[i] ~ /^[([]$/)
            i = closing(i)
    }
    return first
}

function declaration(from, to,    is_typedef, i, kind, tag, open, close_,
                     type) {
    is_typedef = t[from] == "typedef"
    for (i = from; i <= to && !open; i++) {
        if (t[i] == "(")
            break
        if (t[i] == "{")
            open = i
        else if (t[i] ~ /^(struct|union|enum)$/) {
            kind = t[i]
            tag = t[i + 1] ~ /^[A-Za-z_]/ ? t[i + 1] : ""
        }
    }
    if (open) {
        close_ = closing(open)
        if (is_typedef)
            type = typedefs(close_ + 1, to, 0)
        if (tag != "")
            type = kind " " tag
        if (kind == "enum")
            enumerators(open, close_)
        else if (type != "") {
            row("struct", type, "")
            members(type, open, close_, "")
        }
    } else if (is_typedef)
        typedefs(from + 1, to, from)
    else {
        for (i = from; i <= to; i++)
            if (t[i] == "(" && t[i - 1] ~ /^[A-Za-z_]/) {
                row("function", t[i - 1], "\t" text(from, to))
                break
            }
    }
}

END {
    for (i = 1; i <= macros; i++)
        if (order[i] in macro)
            row("macro", order[i], "")
    for (start = i = 1; i <= n; i++) {
        if (t[i] == ";") {
            declaration(start, i)
            start = i + 1
        } else if (t[i] == "{" && t[i - 1] == ")") {
            # A function with its body: the prototype is what we want.
            i = closing(i)
            start = i + 1
        } else if (t[i] ~ /^[({[]$/)
            i = closing(i)
    }
}
