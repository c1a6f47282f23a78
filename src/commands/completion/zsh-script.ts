/** Completion for zsh: files are found and quoted by zsh's own `_files`; nothing that was typed is evaluated. */
export const ZSH_SCRIPT = String.raw`#compdef linode-autoscale
# zsh completion of linode-autoscale: in a folder of $fpath as _linode-autoscale, or source <(linode-autoscale completion zsh)
_linode-autoscale() {
  local -a lines offers
  local line directive
  lines=("${'$'}{(@f)$(linode-autoscale complete -- "${'$'}{(@Q)words[2,CURRENT]}" 2> /dev/null)}")
  directive=${'$'}{lines[-1]#:}
  # The value of --flag=value is completed by itself.
  [[ ${'$'}{words[CURRENT]} == --*=* ]] && compset -P '*='
  case $directive in
    4)
      for line in "${'$'}{(@)lines[1,-2]}"; do
        line=${'$'}{line//:/\\:}
        offers+=("${'$'}{line/$'\t'/:}")
      done
      (( ${'$'}{#offers} )) && _describe -t words 'linode-autoscale' offers
      ;;
    8) _files -g '*.(yaml|yml)' ;;
    16) _files -/ ;;
    *) _files ;;
  esac
}
if [[ ${'$'}{funcstack[1]} == _linode-autoscale ]]; then
  _linode-autoscale "$@"
elif (( $+functions[compdef] )); then
  compdef _linode-autoscale linode-autoscale
fi
`
