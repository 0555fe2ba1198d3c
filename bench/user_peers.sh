# Sourced by script/bench: measures the programs that the user gives with --peer.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # other scripts read and set these

user_peers=() # NAME=COMMAND

# kind_of COMMAND: prints what it is: a check of a URL, a check of a port, or an init.
kind_of() {
  case $1 in
    *"{URL}"*) echo http ;;
    *"{HOST}"* | *"{PORT}"*) echo tcp ;;
    *) echo init ;;
  esac
}

# add_peer NAME=COMMAND: gives it a row in the tables. Fails with one line if it cannot be run.
add_peer() {
  local name=${1%%=*} words
  [[ $1 == ?*=* && $name != *[\|$'\t\n']* ]] || fail "--peer needs NAME=COMMAND, not: $1"
  read -ra words <<<"${1#*=}"
  ((${#words[@]})) || fail "--peer $name: the command is empty"
  [[ "|$inits|$askers|" != *"|$name|"* ]] || fail "--peer $name: there is already a row with this name"
  command -v "${words[0]}" >/dev/null || fail "--peer $name: not found: ${words[0]}"
  words[0]=$(command -v "${words[0]}")
  [[ ${words[*]} != *'|'* ]] || fail "--peer $name: a command cannot have a | in it"
  user_peers+=("$name=${words[*]}")
  if [[ $(kind_of "${words[*]}") == init ]]; then
    inits+="|$name" short_inits+="|$name" init_rows+=("$name|${words[*]}|${words[*]}|")
  else
    askers+="|$name" short_askers+="|$name"
  fi
}

# fill_in COMMAND: puts the address of the server into it.
fill_in() {
  local command=${1//"{URL}"/$page}
  command=${command//"{HOST}"/$host}
  echo "${command//"{PORT}"/$nginx_port}"
}

# add_user_peers LIST: adds those of this kind to the list of that name.
add_user_peers() {
  local -n commands_of_kind=$1
  local peer
  for peer in "${user_peers[@]}"; do
    [[ $(kind_of "${peer#*=}") != "$1" ]] || commands_of_kind+=("${peer%%=*}=$(fill_in "${peer#*=}")")
  done
}

# Runs each once, so that a wrong command is not found out after minutes.
try_user_peers() {
  local peer words result
  for peer in "${user_peers[@]}"; do
    read -ra words <<<"$(fill_in "${peer#*=}")"
    [[ $(kind_of "${peer#*=}") != init ]] || words=(unshare --pid --fork --kill-child "${words[@]}" "$program" nothing)
    result=0
    timeout --kill-after=1 10 "${environment[@]}" "${words[@]}" &>"$folder/tried" </dev/null || result=$?
    ((result == 0)) || fail "--peer ${peer%%=*}: it exits with $result: $(tail -n 1 "$folder/tried")"
  done
}
