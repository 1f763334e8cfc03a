# bash completion of rasdial and rasphone. Commands, options and switches are
# those of the programs' own --help, entries those of `rasphone list'.

# Each line is a word; quoted, as names have spaces.
_ras_reply() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        [[ ${line,,} == "${1,,}"* ]] && COMPREPLY+=("$(printf %q "$line")")
    done
}

# The strings that --json writes as the values of a name. Names with other than
# ASCII letters come as \u: they are left out rather than completed wrongly.
_ras_values() {
    command rasphone list --json 2>/dev/null "${@:2}" |
        sed -n "s/^ *\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" |
        grep -v '\\u' | sed 's/\\\(.\)/\1/g'
}

_ras_devices() {
    command rasphone devices --json 2>/dev/null |
        sed -n 's/^ *"\(name\|port\)": "\(..*\)",\{0,1\}$/\2/p' |
        sed 's/\\\(.\)/\1/g' | sort -u
}

_ras_files() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

# What stands in --help as "  /NAME:VALUE  text" becomes --name= or --name.
_rasdial_switches() {
    command rasdial --help 2>/dev/null | sed -n \
        's/^  \/\([A-Z]*\):[A-Z]* .*/--\L\1=/p; s/^  \/\([A-Z]*\) .*/--\L\1/p'
}

# The phonebook that the command line names: its entries are the ones.
_ras_phonebook() {
    local line=${COMP_LINE,,} pattern='(--|/)phonebook[=:]([^ ]+)'
    [[ $line =~ $pattern ]] || return
    line=${line%%"${BASH_REMATCH[2]}"*}
    printf '%s\n' --phonebook "${COMP_LINE:${#line}:${#BASH_REMATCH[2]}}"
}

# bash takes = and : for words of their own; LINE is what stands before CURSOR.
_ras_word() {
    local line=${COMP_LINE:0:COMP_POINT}
    line=${line##*[$' \t']}
    printf '%s' "$line"
}

_rasdial() {
    local current=${COMP_WORDS[COMP_CWORD]} whole
    local -a book
    whole=$(_ras_word)
    mapfile -t book < <(_ras_phonebook)
    case ${whole,,} in
    --phonebook[=:]* | --config[=:]* | --pppd[=:]* | --plugin[=:]* | \
        --rundir[=:]* | /phonebook:* | /config:*)
        _ras_files "${whole#*[=:]}"
        ;;
    --*[=:]*) COMPREPLY=() ;;
    --*)
        compopt -o nospace 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W "$(_rasdial_switches)" -- "$current")
        ;;
    *)
        [ "$COMP_CWORD" -ne 1 ] || _ras_reply "${current//\\/}" \
            < <(_ras_values name "${book[@]}")
        ;;
    esac
}

_rasphone_commands() {
    command rasphone --help 2>/dev/null |
        sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_rasphone_options() {
    command rasphone --help 2>/dev/null |
        sed -n '/^Options:/,/^$/s/^.*\(--[a-z]*=\{0,1\}\).*/\1/p'
}

_rasphone() {
    local current=${COMP_WORDS[COMP_CWORD]} whole word command='' words=0 i
    local -a book
    whole=$(_ras_word)
    mapfile -t book < <(_ras_phonebook)
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        [[ $word == -* || $word == = || ${COMP_WORDS[i - 1]} == = ]] && continue
        if [ -z "$command" ]; then command=$word; else words=$((words + 1)); fi
    done
    case $whole in
    --colour=*)
        mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- \
            "${whole#*=}")
        return
        ;;
    --*=*)
        _ras_files "${whole#*=}"
        return
        ;;
    -*)
        compopt -o nospace 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -W "$(_rasphone_options)" -- "$current")
        return
        ;;
    esac
    case $command:$words in
    :*) mapfile -t COMPREPLY < <(compgen -W "$(_rasphone_commands)" -- "$current") ;;
    check:* | convert:* | import:0) _ras_files "$current" ;;
    show:0 | explain:0 | peer:0 | set:0 | rename:0 | remove:0 | clone:0)
        _ras_reply "${current//\\/}" < <(_ras_values name "${book[@]}")
        ;;
    set:* | add:*)
        case $whole in
        Port=* | Device=*)
            _ras_reply "${whole#*=}" < <(_ras_devices)
            ;;
        esac
        ;;
    esac
}

complete -F _rasdial rasdial
complete -F _rasphone rasphone
