/** Completion for fish, which finds files and quotes every offer by itself; nothing that was typed is evaluated. */
export const FISH_SCRIPT = String.raw`# fish completion of linode-autoscale: linode-autoscale completion fish > ~/.config/fish/completions/linode-autoscale.fish
function __linode_autoscale_ask
    set -l typed (commandline -opc)
    set -e typed[1]
    set -l last (commandline -ct)
    linode-autoscale complete -- $typed "$last" 2>/dev/null
end

function __linode_autoscale_takes_file
    set -l lines (__linode_autoscale_ask)
    test (count $lines) -gt 0; and test $lines[-1] != :4
end

function __linode_autoscale_words
    set -l lines (__linode_autoscale_ask)
    set -l flag (commandline -ct | string match -r -- '^--[^=]*=')
    if test (count $lines) -gt 1; and test $lines[-1] = :4
        for line in $lines[1..-2]
            printf '%s%s\n' "$flag" $line
        end
    end
end

complete -c linode-autoscale -e
complete -c linode-autoscale -n 'not __linode_autoscale_takes_file' -f -a '(__linode_autoscale_words)'
complete -c linode-autoscale -n __linode_autoscale_takes_file -F
`
