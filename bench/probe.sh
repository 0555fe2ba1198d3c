# Sourced by script/bench: measures probe and other programs that ask a server.
# shellcheck shell=bash

# Starts an nginx of its own, in a folder and on a port of its own.
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
  nobody=(taskset --cpu-list 0 "${first[@]}" "${nobody[@]}") # the same as the drivers
  start output "$(command -v nginx)" -c "$folder/nginx.conf"
  await connects "$host" "$port"
}

# Measures the instructions of a command outside of the kernel, with Valgrind: to step through curl would take minutes.
count_instructions() {
  local command words
  for command in "${@:2}"; do
    read -ra words <<<"${command#*=}"
    note "$1.instructions" "${command%%=*}" "$("${environment[@]}" valgrind --tool=callgrind \
      --callgrind-out-file=/dev/null "${words[@]}" 2>&1 >/dev/null | sed -nE 's/^==[0-9]+== Collected : //p')"
  done
}

measure_asking() {
  collect "$1" timing here "$runs" "${@:2}"
  collect "$1" tracing here calls "${@:2}"
  count_instructions "$@"
}

# Each has a deadline of a second, given as its users do. (busybox wget has none in Debian. nc only connects, which takes
# long only if the name server is dead.)
measure_deadline() {
  local commands=(
    "probe=$shipped/probe --timeout=1s http://$2/"
    "curl=$(command -v curl) --silent --fail --max-time 1 --output /dev/null http://$2/"
    "wget=$(command -v wget) --quiet --tries=1 --timeout=1 --output-document=/dev/null http://$2/"
    "busybox wget=$busybox timeout 1 $busybox wget -q -O /dev/null http://$2/"
  )
  [[ $1 != resolver ]] || commands+=("nc=$(command -v nc.openbsd) -z -w 1 ${2/:/ }")
  [[ $1 == silence ]] || used+=("${commands[@]/"$2"/HOST:PORT}")
  collect "$1" deadlines "$deadline_tries" 1000 "$limit_ms" "${commands[@]}"
}

# Measures three deadlines, in a network of its own with loopback and a name server.
measure_deadlines() {
  echo "nameserver $host" >"$folder/resolv.conf"
  chmod 0644 "$folder/resolv.conf"
  # shellcheck disable=SC2016 # sh expands it
  local apart=(unshare --net --mount sh -c 'ip link set lo up && mount --bind "$0" /etc/resolv.conf && exec "$@"' "$folder/resolv.conf")
  measure_deadline drip "$host:8001"
  measure_deadline silence "$host:8002"
  measure_deadline resolver name.test:8001
}

measure_probes() {
  local page http tcp busybox server
  start_nginx
  server=$pid page=http://$host:$port/healthz busybox=$(command -v busybox)
  http=(
    "probe=$shipped/probe $page"
    "curl=$(command -v curl) --fail --silent --show-error --output /dev/null $page"
    "wget=$(command -v wget) --quiet --output-document=/dev/null $page"
    "busybox wget=$busybox wget -q -O /dev/null $page"
  )
  add_floor http "$bench/floor_probe $port"
  tcp=("probe=$shipped/probe tcp://$host:$port" "nc=$(command -v nc.openbsd) -z $host $port")
  add_floor tcp "$bench/floor_probe $port tcp"
  used+=("${http[@]/$port/PORT}" "${tcp[@]/$port/PORT}")
  measure_asking http "${http[@]}"
  measure_asking tcp "${tcp[@]}"
  end TERM "$server"
  measure_deadlines
}
