# Sourced by script/bench: measures probe and other programs that ask a server.
# shellcheck shell=bash

as_driver=(taskset --cpu-list 0 "${first[@]}") # servers run on the same processor as the drivers, and with their priority

# Makes a key and a certificate for localhost, as most servers have them: of P-256.
make_certificate() {
  quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
    -keyout "$folder/key" -out "$folder/certificate"
  chmod 0644 "$folder/key"
}

# Starts an nginx of its own, in a folder and on two ports of its own: the second one has TLS.
start_nginx() {
  pick_port
  nginx_port=$port
  pick_port
  nginx_tls_port=$port
  make_certificate
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
  $(nginx_folders)
  server {
    listen $host:$nginx_port;
    listen $host:$nginx_tls_port ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate $folder/certificate;
    ssl_certificate_key $folder/key;
    root $folder/site;
  }
}
END
  nobody=("${as_driver[@]}" "${nobody[@]}")
  start output "$(command -v nginx)" -c "$folder/nginx.conf"
  await connects "$host" "$nginx_tls_port"
  nginx=$pid page=http://$host:$nginx_port/healthz
}

# Starts the gRPC server. It exits when its stdin ends, and runs as the same user: another one may not be able to read it.
start_grpc_server() {
  local nobody=("${as_driver[@]}") input=$folder/input
  mkfifo "$input" && exec {_}<>"$input"
  start grpc.output "$go_programs/grpc_server"
  await_output grpc.output '^listening '
  grpc_server=$pid grpc_port=$(sed -n 's/^listening //p' "$folder/grpc.output")
}

# Measures the instructions of a command outside of the kernel, with Valgrind: to step through curl would take minutes. A
# command that Valgrind cannot run, such as one in Go, has no value.
count_instructions() {
  local command words count
  for command in "${@:2}"; do
    read -ra words <<<"${command#*=}"
    count=$("${environment[@]}" timeout --kill-after=5 60 valgrind --tool=callgrind --callgrind-out-file=/dev/null \
      "${words[@]}" 2>&1 >/dev/null | sed -nE 's/^==[0-9]+== Collected : //p') || true
    [[ ! $count ]] || note "$1.instructions" "${command%%=*}" "$count"
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
  local busybox commands
  busybox=$(command -v busybox)
  commands=(
    "probe=$shipped/probe --timeout=1s http://$2/"
    "curl=$(command -v curl) --silent --fail --max-time 1 --output /dev/null http://$2/"
    "wget=$(command -v wget) --quiet --tries=1 --timeout=1 --output-document=/dev/null http://$2/"
    "busybox wget=$busybox timeout 1 $busybox wget -q -O /dev/null http://$2/"
  )
  [[ ! -x $go_programs/hc ]] || commands+=("hc=$go_programs/hc -timeout 1s http://$2/")
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

measure_http() {
  local busybox http
  busybox=$(command -v busybox)
  http=(
    "probe=$shipped/probe $page"
    "curl=$(command -v curl) --fail --silent --show-error --output /dev/null $page"
    "wget=$(command -v wget) --quiet --output-document=/dev/null $page"
    "busybox wget=$busybox wget -q -O /dev/null $page"
  )
  [[ ! -x $go_programs/hc ]] || http+=("hc=$go_programs/hc $page")
  add_user_peers http
  add_floor http "$bench/floor_probe $nginx_port"
  used+=("${http[@]/$nginx_port/PORT}")
  measure_asking http "${http[@]}"
}

measure_https() {
  local https secured_page=https://$host:$nginx_tls_port/healthz
  https=(
    "probe=$shipped/probe $secured_page"
    "curl=$(command -v curl) --insecure --fail --silent --show-error --output /dev/null $secured_page"
    "wget=$(command -v wget) --no-check-certificate --quiet --output-document=/dev/null $secured_page"
    "openssl s_client=$(command -v openssl) s_client -brief -connect $host:$nginx_tls_port"
  )
  used+=("${https[@]/$nginx_tls_port/PORT}")
  measure_asking https "${https[@]}"
}

measure_tcp() {
  local tcp=("probe=$shipped/probe tcp://$host:$nginx_port" "nc=$(command -v nc.openbsd) -z $host $nginx_port")
  add_user_peers tcp
  add_floor tcp "$bench/floor_probe $nginx_port tcp"
  used+=("${tcp[@]/$nginx_port/PORT}")
  measure_asking tcp "${tcp[@]}"
}

measure_grpc() {
  local grpc
  [[ -x $go_programs/grpc_server ]] || return 0
  start_grpc_server
  grpc=(
    "probe=$shipped/probe grpc://$host:$grpc_port"
    "grpc-health-probe=$go_programs/grpc-health-probe -addr=$host:$grpc_port"
  )
  used+=("${grpc[@]/$grpc_port/PORT}")
  measure_asking grpc "${grpc[@]}"
  end TERM "$grpc_server"
}

measure_probes() {
  measure_http
  measure_https
  measure_tcp
  end TERM "$nginx"
  measure_grpc
  # The sizes of a tool are in one table, whatever it checked.
  sed -nE 's/^(http|https|tcp|grpc)\.(file|libraries|added)\t/size.\2\t/p' "$results" >"$folder/sizes"
  cat "$folder/sizes" >>"$results"
  measure_deadlines
}
