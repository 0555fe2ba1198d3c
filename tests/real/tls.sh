# Sourced by tests/real/tls: what probe prints about TLS, the certificates, and how a table of states is checked.
# shellcheck shell=bash

# What probe prints, without the target. These are the only places with these words.
tls_1_3="healthy TLS 1.3"
tls_1_2="healthy TLS 1.2"
refused="unhealthy handshake: the server refuses:" # the name of the alert and its number come after it
no_tls="unhealthy handshake: it does not speak TLS: *"
expires="unhealthy the certificate expires in *" # sooner than --expires-after allows
expired="unhealthy the certificate has expired"

# RFC 8446, section 6.
declare -A alerts=(
  [handshake_failure]=40 [bad_certificate]=42 [illegal_parameter]=47 [protocol_version]=70
  [insufficient_security]=71 [internal_error]=80 [missing_extension]=109 [unrecognized_name]=112
  [certificate_required]=116 [no_application_protocol]=120
)

page="200 OK" # the status line of a page; s_server and HTTP/2 have another one
unwanted=     # a pattern that the log of a server must not have if probe says that it is healthy
seconds=10    # probe's --timeout: Java's first handshake takes a while on a busy machine

#--- certificates

# make_certificate NAME OPTION...: makes a key by these options of `openssl req`, and a certificate that it signs itself:
# NAME.key, NAME.crt, and NAME with both of them. The user that the servers run as may read them.
make_certificate() {
  local name=$1
  shift
  openssl req -x509 -nodes -subj /CN=localhost -days 30 -newkey "$@" -keyout "$name.key" -out "$name.crt" \
    >openssl.output 2>&1 && cat "$name.crt" "$name.key" >"$name" && chmod 0644 "$name" "$name.key"
}

make_p256() { make_certificate p256 ec -pkeyopt ec_paramgen_curve:prime256v1; }
make_p384() { make_certificate p384 ec -pkeyopt ec_paramgen_curve:secp384r1; }
make_rsa() { make_certificate rsa rsa:2048; }
make_ed25519() { make_certificate ed25519 ed25519; }

# Makes certificates whose signatures are rare. probe verifies none, so it accepts all of them.
make_rare() {
  make_certificate p521 ec -pkeyopt ec_paramgen_curve:secp521r1 && make_certificate ed448 ed448 &&
    make_certificate rsa4096 rsa:4096 && make_certificate rsa_pss rsa-pss -pkeyopt rsa_keygen_bits:2048 &&
    make_certificate late ec -pkeyopt ec_paramgen_curve:prime256v1 -days 12000
}

# Makes a certificate that expired in 2020, for the key of P-256.
make_expired() {
  mkdir ca && : >ca/index && cat >ca.cnf <<'END' || return
[ca]
default_ca = expired
[expired]
database = ca/index
new_certs_dir = ca
rand_serial = yes
default_md = sha256
default_startdate = 20200101000000Z
default_enddate = 20200201000000Z
policy = policy
[policy]
commonName = supplied
END
  openssl req -new -key p256.key -subj /CN=localhost -out request &&
    openssl ca -batch -config ca.cnf -selfsign -keyfile p256.key -in request -notext -out expired 2>openssl.output &&
    cat p256.key >>expired
}

# Makes a chain that no single record can hold, which has 16,384 bytes at most.
make_long_chain() {
  local i
  for ((i = 0; i < 40; ++i)); do cat rsa.crt; done >chain
  (($(wc -c <chain) > 2 * 16384)) # as text, which is a third longer
}

#--- states

# Starts a program, which exits when its stdin ends, and waits until it prints the port on which it listens.
serve() {
  open_input || return
  start output "$@"
  await_output output '^listening '
  port=$(sed -n 's/^listening //p' "$folder/output")
}

# Gives the servers a FIFO as stdin, which this script can write to.
open_input() {
  [[ $input != "$folder/input" ]] || return 0
  input=$folder/input
  # shellcheck disable=SC2034 # the script writes to it
  "${nobody[@]}" mkfifo "$input" && exec {keyboard}<>"$input"
}

# verdict_of RESULT SCHEME: sets `verdict` and `code` to what probe has to print, and its exit code.
verdict_of() {
  code=1
  case $1-$2 in
    1.3-tls) verdict=$tls_1_3 code=0 ;;
    1.2-tls) verdict=$tls_1_2 code=0 ;;
    1.[23]-https | page-https) verdict="healthy $page" code=0 ;;
    [45][0-9][0-9]*) verdict="unhealthy $1" ;;
    no_tls-*) verdict=$no_tls ;;
    expires-*) verdict=$expires ;;
    expired-*) verdict=$expired ;;
    alert-*) verdict="$refused *" ;;
    closed-*) verdict="unhealthy *" ;;
    *) verdict="$refused $1 (${alerts[$1]})" ;;
  esac
}

# check_state NAME RESULT OPTION...: asks the server on `port` with tls:// and https://. RESULT is
#   1.3 or 1.2  probe is healthy, by that version of TLS
#   page        the same by https://, whatever the version is; "https" comes before it
#   an alert    the server refuses by an alert with this name; the word "alert" means any of them
#   no_tls      the server does not speak TLS
#   expires     the certificate of the server expires too soon
#   expired     it has expired
#   closed      the server closes the connection without an alert: any text will do
#   400 ...     the status line of a page that is not healthy
# If "https" comes before RESULT, probe asks only with https://.
check_state() {
  local name=$1 result=$2 schemes=(tls https) scheme verdict code path
  shift 2
  [[ $result != "https "* ]] || schemes=(https)
  result=${result#https }
  for scheme in "${schemes[@]}"; do
    verdict_of "$result" "$scheme"
    path=/
    [[ $scheme != tls ]] || path=
    check_probe "$name, $scheme" "$code" "$verdict" --timeout="${seconds}s" "$@" "$scheme://$host:$port$path"
  done
}

# Checks that a server that probe found healthy has logged no error. The server has exited, so its log is complete.
check_log() {
  if ! grep --text --regexp="$unwanted" "$folder/output"; then
    report_ok "$server: $1, its log"
  else
    report_failed "$server: $1: the server logs an error"
  fi
}

# check_rows FUNCTION: reads a table from descriptor 3, a state in each row:
#   NAME | WORDS | RESULT | OPTIONS
# FUNCTION gets the WORDS, starts the server and sets `port`. The OPTIONS are probe's. check_state says what RESULT is.
check_rows() {
  local name words result options
  while IFS='|' read -r -u 3 name words result options; do
    [[ $name ]] || continue
    read -r name <<<"$name"
    read -r result <<<"$result"
    read -ra words <<<"$words"
    read -ra options <<<"$options"
    "$1" "${words[@]}" 3<&- || return
    check_state "$name" "$result" "${options[@]}"
    end TERM "$pid"
    [[ -z $unwanted || $result != 1.[23] ]] || check_log "$name"
  done
}
