# Sourced by script/bench: what is measured of probe, beside what else asks a server.
# shellcheck shell=bash

# nginx in a folder and on a port of its own; the system's is not asked.
start_nginx() {
  pick_port
  mkdir "$folder/site"
  echo "all is well" >"$folder/site/healthz"
  cat >"$folder/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $folder/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  server {
    listen $host:$port;
    root $folder/site;
  }
}
END
  nobody=(taskset --cpu-list 0 "${first[@]}" "${nobody[@]}") # as the drivers are
  start words "$(command -v nginx)" -c "$folder/nginx.conf"
  await connects "$host" "$port"
}

# NAME=COMMAND of each that asks for a page, and of each that only connects.
list_askers() {
  local page=http://$host:$port/healthz
  http=(
    "probe=$shipped/probe $page"
    "curl=$(command -v curl) --fail --silent --show-error --output /dev/null $page"
    "wget=$(command -v wget) --quiet --output-document=/dev/null $page"
    "busybox wget=$(command -v busybox) wget -q -O /dev/null $page"
  )
  tcp=(
    "probe=$shipped/probe tcp://$host:$port"
    "nc (netcat-openbsd)=$(command -v nc.openbsd) -z $host $port"
  )
  ! has_floors || http+=("floor=$bench/floor_probe $port") tcp+=("floor=$bench/floor_probe $port tcp")
}

# The instructions of a command outside of the kernel. Valgrind counts them, for single steps through all that
# curl does would take minutes.
count_instructions() {
  local command
  for command in "${@:2}"; do
    # shellcheck disable=SC2086 # a command is several words
    note "$1.instructions" "${command%%=*}" "$(env --ignore-environment "$(command -v valgrind)" --tool=cachegrind \
      --cache-sim=no --cachegrind-out-file=/dev/null ${command#*=} 2>&1 >/dev/null |
      sed -nE 's/^==[0-9]+== I +refs: +//p' | tr --delete ,)"
  done
}

measure_asking() {
  local scheme=$1 command file
  shift
  collect "$scheme" drive timing "$runs" "$@"
  collect "$scheme" drive tracing calls "$@"
  count_instructions "$scheme" "$@"
  for command in "$@"; do
    file=${command#*=}
    note "$scheme.file" "${command%%=*}" "$(stat --dereference --format=%s "${file%% *}")"
  done
}

# Each with a deadline of a second, as its users would give it one. (Debian's busybox wget has none of its own.)
measure_deadline() {
  local name=$1 address=$2 page=http://$2/
  local commands=(
    "probe=$shipped/probe --timeout=1s $page"
    "curl=$(command -v curl) --silent --fail --max-time 1 $page"
    "wget=$(command -v wget) --quiet --output-document=/dev/null --tries=1 --timeout=1 $page"
    "busybox wget=$(command -v busybox) timeout 1 busybox wget -q -O /dev/null $page"
    "nc (netcat-openbsd)=$(command -v nc.openbsd) -d -w 1 ${address%:*} ${address#*:}"
  )
  [[ $name != drip ]] || used+=("${commands[@]//$page/http:\/\/HOST:PORT/}")
  collect "$name" drive deadlines "$deadline_tries" 1000 "$limit_ms" "${commands[@]}"
}

measure_probes() {
  local http=() tcp=() server
  start_nginx
  server=$pid
  list_askers
  used+=("${http[@]/$port/PORT}" "${tcp[@]/$port/PORT}")
  measure_asking http "${http[@]}"
  measure_asking tcp "${tcp[@]}"
  end TERM "$server"
  measure_deadline drip 127.0.0.1:8001
  measure_deadline silence 127.0.0.1:8002
  measure_deadline resolver name.test:8001
}
