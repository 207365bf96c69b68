# Completes personactl in fish: personactl completion fish > ~/.config/fish/completions/personactl.fish
function __personactl_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l word ''
    for quote in '' '"' "'"
        set -l plain (string unescape -- $typed$quote)
        and set word $plain
        and break
    end
    $words[1] __complete fish $words[2..-1] "$word" 2>/dev/null
end
complete -c personactl -f -a '(__personactl_complete)'
