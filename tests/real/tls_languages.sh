# Sourced by tests/real/tls: the states of servers in other languages.
# shellcheck shell=bash disable=SC2034,SC2154 # other files read and set these variables

start_go() { serve "$folder/server" -pem p256 "$@"; }
start_go_fips() { serve env GODEBUG=fips140=only "$folder/server" -pem p256 "$@"; }

test_go() {
  make_p256 && make_rsa || return
  if ! GOCACHE=$folder/cache GOFLAGS='' "$1" build -o "$folder/server" "$here/tls_server.go" 2>"$folder/output"; then
    skip "$server" "$(tail -n 1 "$folder/output")"
    return
  fi
  unwanted="TLS handshake error"
  check_rows start_go 3<<'END'
its own choice              |                                           | 1.3
P-256 after another hello   | -group 23                                 | 1.3
P-384 after another hello   | -group 24                                 | 1.3
TLS 1.2                     | -maximum 1.2                              | 1.2
TLS 1.2, P-256              | -maximum 1.2 -group 23                    | 1.2
TLS 1.2, P-384              | -maximum 1.2 -group 24                    | 1.2
RSA                         | -pem rsa                                  | 1.3
TLS 1.2, RSA                | -maximum 1.2 -pem rsa                     | 1.2
it requires a certificate   | -require-certificate                      | https alert
the same with TLS 1.2       | -require-certificate -maximum 1.2         | alert
only X25519MLKEM768         | -minimum 1.3 -group 4588                  | handshake_failure
only P-521                  | -minimum 1.3 -group 25                    | handshake_failure
a protocol that is not HTTP | -protocols other                          | https no_application_protocol
END
  page=200
  check_rows start_go 3<<'END'
HTTP/2                      | -protocols h2                             | https page | --http2-prior-knowledge
HTTP/2, TLS 1.2             | -protocols h2 -maximum 1.2                | https page | --http2-prior-knowledge
no HTTP/2                   | -protocols http/1.1                       | https no_application_protocol | --http2-prior-knowledge
END
  if is_at_least 24 "$("$1" env GOVERSION)"; then
    test_go_fips
  else
    skip "$server: FIPS 140" "only Go 1.24 and later versions have this mode"
  fi
}

# is_at_least NUMBER VERSION: compares it with the second number of a version such as go1.24.2 or v1.24.
is_at_least() { [[ $2 =~ ^[a-z]*1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= $1)); }

test_go_fips() {
  page="200 OK"
  check_rows start_go_fips 3<<'END'
FIPS 140                    |                                           | 1.3
FIPS 140, TLS 1.2           | -maximum 1.2                              | 1.2
FIPS 140, P-384             | -group 24                                 | 1.3
END
}

start_java() { serve "$java" "${java_options[@]}" "$here/TlsServer.java" store "$@"; }

test_java() {
  java=$1 page="200 OK" java_options=(-Xmx256m -XX:TieredStopAtLevel=1)
  make_p256 && openssl pkcs12 -export -in p256 -passout pass:aupair -out store && chmod 0644 store || return
  check_rows start_java 3<<'END'
its own choice            |                  | 1.3
TLS 1.3                   | TLSv1.3          | 1.3
TLS 1.2                   | TLSv1.2          | 1.2
it requires a certificate | TLSv1.3 required | https closed
END
}

start_node() { serve "$node" "$here/tls_server.js" "$@"; }

test_node() {
  node=$1 unwanted="TLS handshake error"
  make_p256 && make_rsa || return
  check_rows start_node 3<<'END'
its own choice      | https p256                                                     | 1.3
TLS 1.3, P-384      | https p256 {"minVersion":"TLSv1.3","ecdhCurve":"P-384"}        | 1.3
TLS 1.2             | https p256 {"maxVersion":"TLSv1.2"}                            | 1.2
TLS 1.2, RSA        | https rsa {"maxVersion":"TLSv1.2"}                             | 1.2
TLS 1.2, P-384      | https p256 {"maxVersion":"TLSv1.2","ecdhCurve":"P-384:P-256"}  | 1.2
HTTP/1 beside HTTP/2 | http2 p256 {"allowHTTP1":true}                                | 1.3
no TLS              | http p256                                                      | no_tls
END
  page=200
  check_rows start_node 3<<'END'
HTTP/2              | http2 p256                                                     | https page | --http2-prior-knowledge
HTTP/2, TLS 1.2     | http2 p256 {"maxVersion":"TLSv1.2"}                            | https page | --http2-prior-knowledge
END
  if (($("$node" --print 'process.versions.node.split(".")[0]') < 20)); then
    skip "$server: only HTTP/2" "only Node 20 and later versions refuse"
    return
  fi
  check_rows start_node 3<<'END'
only HTTP/2         | http2 p256                                                     | https no_application_protocol
END
}

start_python() { serve "$python" "$here/tls_server.py" "$@"; }

test_python() {
  python=$1
  make_p256 && make_rsa || return
  check_rows start_python 3<<'END'
TLS 1.3      | p256 TLSv1_3 | 1.3
TLS 1.3, RSA | rsa TLSv1_3  | 1.3
TLS 1.2      | p256 TLSv1_2 | 1.2
TLS 1.2, RSA | rsa TLSv1_2  | 1.2
END
}

start_erlang() { serve env HOME="$folder" "$escript" "$here/tls_server.erl" p256 "$1"; }

test_erlang() {
  escript=$1
  make_p256 || return
  check_rows start_erlang 3<<'END'
its own choice       | []                                                         | 1.3
P-384                | [{versions,['tlsv1.3']},{supported_groups,[secp384r1]}]     | 1.3
TLS 1.2              | [{versions,['tlsv1.2']}]                                    | 1.2
only P-521           | [{versions,['tlsv1.3']},{supported_groups,[secp521r1]}]     | alert
another protocol     | [{alpn_preferred_protocols,[<<"other">>]}]                  | https no_application_protocol
END
}

start_rustls() { serve "$folder/server" p256 "$@"; }

# Builds a copy, which keeps cargo's files from one run to the next, and which no other user has to be able to read.
build_rustls() {
  local copy=$here/../../build/rustls
  mkdir -p "$copy" && cp -R --update "$here/rustls/." "$copy" &&
    (cd "$copy" && CARGO_NET_RETRY=0 "$1" build --release --quiet) &&
    cp "$copy/target/release/tls-server" "$folder/server"
}

test_rustls() {
  make_p256 || return
  if ! build_rustls "$1" >"$folder/output" 2>&1; then
    skip "$server" "$(grep --max-count=1 '^error' "$folder/output")"
    return
  fi
  unwanted="TLS error"
  check_rows start_rustls 3<<'END'
its own choice              |               | 1.3
P-256 after another hello   | p256          | 1.3
P-384 after another hello   | p384          | 1.3
small records               | small         | 1.3
new keys before the answer  | 1.3 new-keys  | 1.3
TLS 1.2                     | 1.2           | 1.2
TLS 1.2, P-384              | 1.2 p384      | 1.2
TLS 1.2, small records      | 1.2 small     | 1.2
only HTTP/2                 | h2            | https no_application_protocol
END
}
