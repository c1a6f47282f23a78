/**
 * Completion for bash. Nothing that was typed, and no name of a file, is ever expanded or evaluated: files are found by a pattern whose beginning
 * is quoted, and every offer is quoted before it reaches the line. A name that has control characters is not offered.
 */
export const BASH_SCRIPT = String.raw`# bash completion of linode-autoscale: source <(linode-autoscale completion bash)
__linode_autoscale_complete() {
  local words=() word joins='' i typed="${'$'}{COMP_WORDS[COMP_CWORD]}"
  # Readline has cut words at = and at colons: together again.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=${'$'}{COMP_WORDS[i]}
    if [[ $i -gt 1 && ( -n $joins || $word == [=:]* ) ]]; then
      words[${'$'}{#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    joins=''
    [[ $word == [=:]* ]] && joins=yes
  done
  [[ $typed == [=:]* ]] && typed=''

  local lines=() line directive
  while IFS= read -r line; do lines+=("$line"); done < <(linode-autoscale complete -- "${'$'}{words[@]}" 2> /dev/null)
  COMPREPLY=()
  [[ ${'$'}{#lines[@]} -gt 0 ]] || return 0
  directive=${'$'}{lines[${'$'}{#lines[@]}-1]#:}
  unset "lines[${'$'}{#lines[@]}-1]"

  if [[ $directive == 4 ]]; then
    for line in "${'$'}{lines[@]}"; do
      line=${'$'}{line%%$'\t'*}
      [[ $line == "$typed"* ]] && COMPREPLY+=("$line")
    done
    return 0
  fi

  local begun=${'$'}{words[${'$'}{#words[@]}-1]} quote='' file rest ending stem
  [[ $begun == --*=* ]] && begun=${'$'}{begun#*=}
  stem=${'$'}{begun%"$typed"}
  # Inside quotes readline itself quotes what is offered; elsewhere a backslash only hides what follows it.
  case $typed in [\'\"]*) quote=${'$'}{typed:0:1} begun=$stem${'$'}{typed:1} ;; esac
  [[ -z $quote ]] && begun=${'$'}{begun//\\/} stem=${'$'}{stem//\\/}
  local home=''
  case $begun in '~/'*) home=$HOME begun=$HOME${'$'}{begun#'~'} ;; esac
  for file in "$begun"*; do
    [[ -e $file || -L $file ]] || continue
    if [[ ! -d $file ]]; then
      [[ $directive == 16 ]] && continue
      if [[ $directive == 8 ]]; then
        ending=no
        for line in "${'$'}{lines[@]}"; do [[ $file == *."$line" ]] && ending=yes; done
        [[ $ending == yes ]] || continue
      fi
    fi
    [[ $file == *[[:cntrl:]]* ]] && continue
    [[ -d $file ]] && file+=/
    if [[ -n $home ]]; then
      printf -v rest '~%q' "${'$'}{file#"$home"}"
    elif [[ -n $quote ]]; then
      rest=${'$'}{file#"$stem"}
    else
      printf -v rest '%q' "${'$'}{file#"$stem"}"
    fi
    [[ -z $quote && $rest == "$"\'* ]] || COMPREPLY+=("$rest")
  done
  [[ -n $quote ]] && compopt -o filenames 2> /dev/null
  [[ ${'$'}{#COMPREPLY[@]} == 1 && ${'$'}{COMPREPLY[0]} == */ ]] && compopt -o nospace 2> /dev/null
  return 0
}
complete -F __linode_autoscale_complete linode-autoscale
`
