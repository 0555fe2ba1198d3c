# Sourced by tests/real/tls: the states of OpenSSL's s_server.
# shellcheck shell=bash disable=SC2034,SC2154 # other files read and set these variables

# start_openssl OPTION...: starts s_server with the certificate of P-256, if no other -cert comes later.
start_openssl() {
  pick_port
  start output "$openssl" s_server -accept "$host:$port" -www -cert p256 "$@"
  await_output output '^ACCEPT'
}

# OpenSSL 3.0 has no option for this.
print_openssl_configuration() {
  cat <<END
openssl_conf = start
[start]
ssl_conf = names
[names]
no_ems = no_ems
[no_ems]
Options = -ExtendedMasterSecret
END
}

prepare_openssl() {
  openssl=$1 page="200 ok"
  print_openssl_configuration >openssl.cnf
  export OPENSSL_CONF=$folder/openssl.cnf
  make_p256 && make_rsa
}

test_openssl_1_3() {
  prepare_openssl "$1" && make_p384 && make_ed25519 && make_rare && make_expired && make_long_chain || return
  check_rows start_openssl 3<<'END'
ChaCha20-Poly1305          | -tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256                | 1.3
AES-128-GCM                | -tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256                      | 1.3
AES-256-GCM                | -tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384                      | 1.3
X25519                     | -tls1_3 -groups X25519                                            | 1.3
P-256 after another hello  | -tls1_3 -groups P-256                                             | 1.3
P-384 after another hello  | -tls1_3 -groups P-384                                             | 1.3
P-384 and AES-256          | -tls1_3 -groups P-384 -ciphersuites TLS_AES_256_GCM_SHA384        | 1.3
P-256 and ChaCha20         | -tls1_3 -groups P-256 -ciphersuites TLS_CHACHA20_POLY1305_SHA256  | 1.3
a cookie                   | -tls1_3 -stateless                                                | 1.3
a cookie and P-384         | -tls1_3 -stateless -groups P-384                                  | 1.3
RSA                        | -tls1_3 -cert rsa                                                 | 1.3
ECDSA with P-384           | -tls1_3 -cert p384                                                | 1.3
Ed25519                    | -tls1_3 -cert ed25519                                             | 1.3
a chain of several records | -tls1_3 -cert rsa -cert_chain chain                               | 1.3
small records              | -tls1_3 -cert rsa -max_send_frag 512                              | 1.3
a chain in small records   | -tls1_3 -cert rsa -cert_chain chain -max_send_frag 512            | 1.3
padded records             | -tls1_3 -record_padding 512                                       | 1.3
records padded to the end  | -tls1_3 -record_padding 16384                                     | 1.3
no ChangeCipherSpec        | -tls1_3 -no_middlebox                                             | 1.3
no tickets                 | -tls1_3 -num_tickets 0                                            | 1.3
many tickets               | -tls1_3 -num_tickets 20                                           | 1.3
it asks for a certificate  | -tls1_3 -verify 1                                                 | 1.3
it requires a certificate  | -tls1_3 -Verify 1                                                 | https certificate_required
ECDSA with P-521           | -tls1_3 -cert p521                                                | 1.3
Ed448                      | -tls1_3 -cert ed448                                               | 1.3
RSA with 4096 bits         | -tls1_3 -cert rsa4096                                             | 1.3
RSA-PSS                    | -tls1_3 -cert rsa_pss                                             | 1.3
valid until 2059 or so     | -tls1_3 -cert late                                                | 1.3 | --expires-after=300d
valid for long enough      | -tls1_3                                                           | 1.3 | --expires-after=20d
valid for too short a time | -tls1_3                                                           | expires | --expires-after=40d
the same in a long chain   | -tls1_3 -cert rsa -cert_chain chain                               | expires | --expires-after=40d
expired                    | -tls1_3 -cert expired                                             | expired | --expires-after=1h
expired, but not asked for | -tls1_3 -cert expired                                             | 1.3
no name is sent            | -tls1_3 -servername a.example -servername_fatal -cert2 rsa        | 1.3
the name of a header       | -tls1_3 -servername a.example -servername_fatal -cert2 rsa        | https page | --header=Host:a.example
another name in a header   | -tls1_3 -servername a.example -servername_fatal -cert2 rsa        | https unrecognized_name | --header=Host:b.example
its name is known          | -tls1_3 -servername a.example -servername_fatal -cert2 rsa        | 1.3 | --server-name=a.example
both versions              |                                                                   | 1.3
END
}

test_openssl_1_2() {
  prepare_openssl "$1" && make_p384 && make_ed25519 && make_long_chain || return
  check_rows start_openssl 3<<'END'
ECDSA and ChaCha20-Poly1305 | -tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305                    | 1.2
ECDSA and AES-128-GCM       | -tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256                    | 1.2
ECDSA and AES-256-GCM       | -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384                    | 1.2
RSA and ChaCha20-Poly1305   | -tls1_2 -cert rsa -cipher ECDHE-RSA-CHACHA20-POLY1305            | 1.2
RSA and AES-128-GCM         | -tls1_2 -cert rsa -cipher ECDHE-RSA-AES128-GCM-SHA256            | 1.2
RSA and AES-256-GCM         | -tls1_2 -cert rsa -cipher ECDHE-RSA-AES256-GCM-SHA384            | 1.2
X25519                      | -tls1_2 -groups X25519:P-256                                     | 1.2
P-256                       | -tls1_2 -groups P-256                                            | 1.2
P-384                       | -tls1_2 -cert p384 -groups P-384                                 | 1.2
P-384 and AES-256           | -tls1_2 -cert rsa -groups P-384 -cipher ECDHE-RSA-AES256-GCM-SHA384 | 1.2
Ed25519                     | -tls1_2 -cert ed25519                                            | 1.2
valid for long enough       | -tls1_2                                                          | 1.2 | --expires-after=20d
valid for too short a time  | -tls1_2                                                          | expires | --expires-after=40d
no extended master secret   | -tls1_2 -ssl_config no_ems                                       | 1.2
the same with AES-256-GCM   | -tls1_2 -ssl_config no_ems -cert rsa -cipher ECDHE-RSA-AES256-GCM-SHA384 | 1.2
a chain of several records  | -tls1_2 -cert rsa -cert_chain chain                              | 1.2
small records               | -tls1_2 -cert rsa -max_send_frag 512                             | 1.2
no tickets                  | -tls1_2 -no_ticket                                               | 1.2
it asks for a certificate   | -tls1_2 -verify 1                                                | 1.2
it requires a certificate   | -tls1_2 -Verify 1                                                | handshake_failure
END
}

test_openssl_refusals() {
  prepare_openssl "$1" || return
  check_rows start_openssl 3<<'END'
only P-521              | -tls1_3 -groups P-521                                          | handshake_failure
only X448               | -tls1_3 -groups X448                                           | handshake_failure
only AES-128-CCM        | -tls1_3 -ciphersuites TLS_AES_128_CCM_SHA256                   | handshake_failure
only P-521, TLS 1.2     | -tls1_2 -groups P-521 -cert rsa                                | handshake_failure
only CBC                | -tls1_2 -cert rsa -cipher ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA384 | handshake_failure
only RSA's key exchange | -tls1_2 -cert rsa -cipher AES128-GCM-SHA256                    | handshake_failure
only finite fields      | -tls1_2 -cert rsa -cipher DHE-RSA-AES128-GCM-SHA256            | handshake_failure
only TLS 1.1            | -tls1_1 -cert rsa -cipher DEFAULT:@SECLEVEL=0                  | protocol_version
only TLS 1.0            | -tls1 -cert rsa -cipher DEFAULT:@SECLEVEL=0                    | protocol_version
an unknown name         | -servername a.example -servername_fatal -cert2 rsa             | unrecognized_name | --server-name=b.example
an unknown name, 1.2    | -tls1_2 -servername a.example -servername_fatal -cert2 rsa     | unrecognized_name | --server-name=b.example
END
}

# Types a line on the keyboard of s_server when its output has a line like the pattern.
type_after() {
  await_output output "$1"
  printf '%s\n' "$2" >&"$keyboard"
}

# Has s_server change its keys when it has the request, and answer after that. A line with only K is such a command, if
# it comes alone; K asks probe for new keys too, and k does not.
answer_with_new_keys() {
  type_after '^GET / HTTP' "$1"
  type_after '^>>> TLS 1.3.*KeyUpdate' $'HTTP/1.0 200 OK\nContent-Length: 0\n'
}

# Checks that s_server was sent new keys, and could read what came after them.
check_new_keys() {
  await_output output '^<<< TLS 1.3.*close_notify'
  if grep --quiet --text '^<<< TLS 1.3.*KeyUpdate' "$folder/output"; then
    report_ok "$server: $1, of probe"
  else
    report_failed "$server: $1: probe sends none"
  fi
}

# check_key_update NAME COMMAND: asks s_server, which does that before it answers.
check_key_update() {
  local answer
  pick_port
  start output "$openssl" s_server -accept "$host:$port" -cert p256 -tls1_3 -crlf -msg
  await_output output '^ACCEPT'
  answer_with_new_keys "$2" &
  answer=$!
  check_state "$1" "https page"
  wait "$answer"
  [[ $2 != K ]] || check_new_keys "$1"
  end TERM "$pid"
}

test_openssl_key_update() {
  prepare_openssl "$1" && open_input || return
  page="200 OK"
  check_key_update "the server's new keys" k
  check_key_update "new keys of both" K
}
