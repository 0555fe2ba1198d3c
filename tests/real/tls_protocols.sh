# Sourced by tests/real/tls: the states of servers of other protocols.
# shellcheck shell=bash disable=SC2034,SC2154 # other files read and set these variables

# start_redis OPTION...: starts Redis with no port but one for TLS.
start_redis() {
  pick_port
  start output "$redis" --bind "$host" --port 0 --tls-port "$port" --tls-cert-file p256.crt --tls-key-file p256.key \
    --tls-ca-cert-file p256.crt --dir "$folder" --save "" "$@"
  await_output output 'Ready to accept connections'
}

# check_redis NAME CODE VERDICT OPTION...: starts Redis with these options, and asks it.
check_redis() {
  local name=$1 code=$2 verdict=$3
  shift 3
  start_redis "$@"
  check_probe "$name" "$code" "$verdict" "rediss://$host:$port"
  end TERM "$pid"
}

test_redis() {
  redis=$1
  make_p256 && make_rsa || return
  if [[ $(ldd "$redis") != *libssl* ]]; then
    skip "$server" "it is built without TLS"
    return
  fi
  check_redis "it asks for no certificate" 0 "healthy PONG" --tls-auth-clients no
  check_redis "it asks for a certificate" 0 "healthy PONG" --tls-auth-clients optional
  check_redis "TLS 1.2" 0 "healthy PONG" --tls-auth-clients no --tls-protocols TLSv1.2
  check_redis "RSA" 0 "healthy PONG" --tls-auth-clients no --tls-cert-file rsa.crt --tls-key-file rsa.key
  check_redis "a password" 0 "healthy it wants a login: NOAUTH Authentication required." --tls-auth-clients no \
    --requirepass secret
  verdict_of certificate_required rediss
  check_redis "it requires a certificate" 1 "$verdict" --tls-auth-clients yes --tls-protocols TLSv1.3
  verdict_of handshake_failure rediss
  check_redis "the same with TLS 1.2" 1 "$verdict" --tls-auth-clients yes --tls-protocols TLSv1.2
}

test_rabbitmq() {
  local secure
  make_p256 && pick_port || return
  secure=$port
  cat >rabbitmq.conf <<END
listeners.ssl.1 = $host:$secure
ssl_options.certfile = $folder/p256.crt
ssl_options.keyfile = $folder/p256.key
ssl_options.verify = verify_none
END
  start_rabbitmq "$1" "$folder/rabbitmq.conf"
  check_probe accepting 0 "healthy Connection.Start" --timeout="${seconds}s" "amqps://$host:$secure"
  check_probe "the handshake" 0 "$tls_1_3" --timeout="${seconds}s" "tls://$host:$secure"
  check_probe "a port without TLS" 1 "$no_tls" --timeout="${seconds}s" "amqps://$host:$port"
  end_rabbitmq
}

# Checks a server with grpc.health.v1.Health, which reads the certificate and its key from the environment.
check_grpc() {
  local name
  make_p256 && make_rsa || return
  for name in p256 rsa; do
    serve env TLS_CERTIFICATE="$folder/$name.crt" TLS_KEY="$folder/$name.key" "$@"
    check_probe "SERVING, $name" 0 "healthy SERVING" --timeout="${seconds}s" "grpcs://$host:$port"
    check_probe "NOT_SERVING, $name" 1 "unhealthy NOT_SERVING" --timeout="${seconds}s" "grpcs://$host:$port/down"
    check_probe "the handshake, $name" 0 "$tls_1_3" --timeout="${seconds}s" "tls://$host:$port"
    end TERM "$pid"
  done
}

test_grpc_go() {
  if ! GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$folder/cache GOFLAGS='' \
    "$1" build -o "$folder/server" "$here/grpc_server.go" 2>"$folder/output"; then
    skip "$server" "$(tail -n 1 "$folder/output")"
    return
  fi
  check_grpc "$folder/server"
}

test_grpc_python() { check_grpc "$1" "$here/grpc_server.py"; }

test_grpc_js() {
  nobody=() # as the same user: another one may not be able to read what npm installed
  check_grpc "$1" "$here/grpc_server.js"
}
