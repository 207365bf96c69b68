# Completes personactl in fish: personactl completion fish > ~/.config/fish/completions/personactl.fish
function __personactl_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete fish $words[2..-1] "$current" 2>/dev/null
end
complete -c personactl -f -a '(__personactl_complete)'
