# Makes the public header raserror.h of raserror.def. A code is written with
# the comment that is its text, the first string of its row; the codes that
# windows.h owns as well are defined only where it has not done so.
BEGIN {
    print "/*"
    print " * raserror.h - error codes of the remote access functions."
    print " * Made from raserror.def; do not edit."
    print " */"
    print "#ifndef _RASERROR_H_"
    print "#define _RASERROR_H_"
    print ""
    print "#define RASBASE 600"
    print "#define RASBASEEND 875"
    print "#define SUCCESS 0"
}

/^RAS_(ERROR|ABSENT)\(/ {
    split($0, part, /[(,] */)
    code = part[2]
    name = part[3]
    lines = 0
    in_text = 1
    next
}

in_text && match($0, /"[^"]*"/) {
    line[++lines] = substr($0, RSTART + 1, RLENGTH - 2)
}

# The end of the first string, whatever follows it.
in_text && /"[,)]$/ {
    in_text = 0
    print ""
    for (i = 1; i <= lines; i++) {
        sub(/ $/, "", line[i])
        print (i == 1 ? "/* " : " * ") line[i] (i == lines ? " */" : "")
    }
    shared = code < 600 || code > 999
    if (shared)
        print "#ifndef " name
    print "#define " name " " code
    if (shared)
        print "#endif"
}

END {
    print ""
    print "#endif"
}
