#compdef personactl
# Completes personactl in zsh: eval "$(personactl completion zsh)", or this file as _personactl in a folder of fpath
_personactl() {
    local line value text
    local -a items folders
    while IFS= read -r line; do
        value=${line%%$'\t'*}
        text=${line#"$value"}
        if [[ $value == */ ]]; then
            folders+=("$value")
        else
            value=${value//\\/\\\\}
            items+=("${value//:/\\:}${text:+:${text#$'\t'}}")
        fi
    done < <("${words[1]}" __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    (( ${#folders} )) && compadd -S '' -a folders
    (( ${#items} )) && _describe 'personactl' items
}
if [[ ${funcstack[1]} == _personactl ]]; then
    _personactl "$@"
else
    compdef _personactl personactl
fi
