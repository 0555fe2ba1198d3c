# Sourced by tests/real/tls: the states of GnuTLS and of web servers and proxies in C.
# shellcheck shell=bash disable=SC2034,SC2154 # other files read and set these variables

# gnutls-serv takes a string of priorities. It prints that it is ready before it listens.
start_gnutls() {
  pick_port
  start output "$gnutls" --port="$port" --http --x509certfile=p256.crt --x509keyfile=p256.key \
    --x509certfile=rsa.crt --x509keyfile=rsa.key --priority="NORMAL${1:+:$1}" "${@:2}"
  await connects "$host" "$port"
}

test_gnutls() {
  gnutls=$1
  make_p256 && make_rsa || return
  check_rows start_gnutls 3<<'END'
both versions              |                                                         | 1.3
ChaCha20-Poly1305          | -CIPHER-ALL:+CHACHA20-POLY1305                          | 1.3
AES-128-GCM                | -CIPHER-ALL:+AES-128-GCM                                | 1.3
AES-256-GCM                | -CIPHER-ALL:+AES-256-GCM                                | 1.3
P-256 after another hello  | -GROUP-ALL:+GROUP-SECP256R1                             | 1.3
P-384 after another hello  | -GROUP-ALL:+GROUP-SECP384R1                             | 1.3
it requires a certificate  | -VERS-ALL:+VERS-TLS1.3 --require-client-cert            | https certificate_required
TLS 1.2                    | -VERS-ALL:+VERS-TLS1.2                                  | 1.2
TLS 1.2, ChaCha20-Poly1305 | -VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CHACHA20-POLY1305   | 1.2
TLS 1.2, AES-128-GCM       | -VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM         | 1.2
TLS 1.2, AES-256-GCM       | -VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM         | 1.2
TLS 1.2, RSA               | -VERS-ALL:+VERS-TLS1.2:-ECDHE-ECDSA                     | 1.2
TLS 1.2, P-384             | -VERS-ALL:+VERS-TLS1.2:-GROUP-ALL:+GROUP-SECP384R1      | 1.2
only CCM                   | -CIPHER-ALL:+AES-128-CCM                                | handshake_failure
only P-521                 | -GROUP-ALL:+GROUP-SECP521R1                             | handshake_failure
only TLS 1.1               | -VERS-ALL:+VERS-TLS1.1                                  | handshake_failure
END
}

# start_nginx DIRECTIVE...: starts nginx with these directives in its only server.
start_nginx() {
  pick_port
  cat >nginx.conf <<END
daemon off;
worker_processes 1;
pid $folder/pid;
error_log stderr notice;
events {}
http {
  access_log off;
  $(nginx_folders)
  server {
    listen $host:$port $listen_options;
    listen unix:$folder/socket ssl;
    ssl_certificate $folder/p256.crt;
    ssl_certificate_key $folder/p256.key;
    ssl_client_certificate $folder/p256.crt;
    $*
    location / { return 200; }
  }
}
END
  start output "$nginx" -c "$folder/nginx.conf"
  # By now it listens on both, and a signal makes it remove the socket. A connection would succeed too early.
  await_output output 'start worker process'
}

test_nginx() {
  nginx=$1 listen_options=ssl
  make_p256 && make_rsa || return
  check_rows start_nginx 3<<END
TLS 1.3                   | ssl_protocols TLSv1.3;                                            | 1.3
TLS 1.3, P-384            | ssl_protocols TLSv1.3; ssl_ecdh_curve secp384r1;                  | 1.3
small records             | ssl_protocols TLSv1.3; ssl_buffer_size 64;                        | 1.3
both versions             | ssl_protocols TLSv1.2 TLSv1.3;                                    | 1.3
TLS 1.2                   | ssl_protocols TLSv1.2;                                            | 1.2
TLS 1.2, P-384            | ssl_protocols TLSv1.2; ssl_ecdh_curve secp384r1;                  | 1.2
TLS 1.2, RSA              | ssl_protocols TLSv1.2; ssl_certificate $folder/rsa; ssl_certificate_key $folder/rsa; | 1.2
its own choice            |                                                                   | https page
only TLS 1.1              | ssl_protocols TLSv1.1; ssl_ciphers DEFAULT:@SECLEVEL=0;           | protocol_version
it asks for a certificate | ssl_protocols TLSv1.3; ssl_verify_client optional;                | 1.3
it requires a certificate | ssl_protocols TLSv1.3; ssl_verify_client on;                      | https 400 Bad Request
the same with TLS 1.2     | ssl_protocols TLSv1.2; ssl_verify_client on;                      | https 400 Bad Request
no server with its name   | ssl_protocols TLSv1.3; ssl_reject_handshake on;                   | unrecognized_name
END
  start_nginx "ssl_protocols TLSv1.3;"
  check_probe "a Unix-domain socket" 0 "healthy 200 OK" --unix-socket="$folder/socket" https://localhost/
  end TERM "$pid"
  listen_options=
  check_rows start_nginx 3<<END
no TLS                    |                                                                   | no_tls
END
  page=200 listen_options="ssl http2"
  check_rows start_nginx 3<<END
HTTP/2                    | ssl_protocols TLSv1.3;                                            | https page | --http2-prior-knowledge
HTTP/2, TLS 1.2           | ssl_protocols TLSv1.2;                                            | https page | --http2-prior-knowledge
END
}

# start_apache DIRECTIVE...: starts Apache with these directives, which semicolons separate.
start_apache() {
  local modules=/usr/lib/apache2/modules module
  pick_port
  {
    for module in mpm_event authz_core dir socache_shmcb ssl http2; do
      echo "LoadModule ${module}_module $modules/mod_$module.so"
    done
    cat <<END
ServerRoot $folder
DefaultRuntimeDir $folder
PidFile $folder/pid
ErrorLog $folder/error.output
ServerName localhost
Listen $host:$port
StartServers 1
DocumentRoot $folder/site
SSLEngine on
SSLCertificateFile $folder/p256.crt
SSLCertificateKeyFile $folder/p256.key
SSLCACertificateFile $folder/p256.crt
${*//;/$'\n'}
END
  } >apache.conf
  start output "$apache" -D FOREGROUND -f "$folder/apache.conf"
  await connects "$host" "$port"
}

test_apache() {
  apache=$1
  make_p256 && mkdir site && echo "all is well" >site/index.html || return
  check_rows start_apache 3<<'END'
both versions             |                                            | 1.3
TLS 1.3                   | SSLProtocol TLSv1.3                        | 1.3
TLS 1.3, P-384            | SSLOpenSSLConfCmd Groups P-384             | 1.3
TLS 1.2                   | SSLProtocol TLSv1.2                        | 1.2
TLS 1.2, AES-256-GCM      | SSLProtocol TLSv1.2;SSLCipherSuite AES256+ECDHE | 1.2
it requires a certificate | SSLVerifyClient require                    | https certificate_required
END
  page=200
  check_rows start_apache 3<<'END'
HTTP/2                    | Protocols h2 http/1.1                      | https page | --http2-prior-knowledge
END
}

# start_haproxy OPTION...: starts HAProxy with these options of `bind`.
start_haproxy() {
  pick_port
  cat >haproxy.conf <<END
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend secure
  bind $host:$port ssl crt $folder/p256 $*
  http-request return status 200
END
  start output "$haproxy" -db -f "$folder/haproxy.conf"
  await connects "$host" "$port"
}

test_haproxy() {
  haproxy=$1
  make_p256 || return
  check_rows start_haproxy 3<<'END'
both versions             |                                            | 1.3
TLS 1.3, P-256            | ssl-min-ver TLSv1.3 curves P-256           | 1.3
TLS 1.3, P-384            | ssl-min-ver TLSv1.3 curves P-384           | 1.3
TLS 1.2                   | ssl-max-ver TLSv1.2                        | 1.2
only CBC                  | ssl-max-ver TLSv1.2 ciphers ECDHE-ECDSA-AES128-SHA | handshake_failure
it requires a certificate | ssl-min-ver TLSv1.3 verify required ca-file p256.crt | https certificate_required
no certificate has its name | strict-sni                               | unrecognized_name | --server-name=a.example
END
  page=200
  check_rows start_haproxy 3<<'END'
HTTP/2                    | alpn h2,http/1.1                           | https page | --http2-prior-knowledge
END
}

# start_lighttpd NAME=VALUE...: starts lighttpd with the module of a TLS library, and with these commands for it.
start_lighttpd() {
  local command commands=
  pick_port
  for command in "$@"; do commands+="\"${command%%=*}\" => \"${command#*=}\", "; done
  cat >lighttpd.conf <<END
server.modules = ("$module")
server.document-root = "$folder"
server.bind = "$host"
server.port = $port
server.errorlog = "$folder/error.output"
mimetype.assign = ("" => "text/plain")
index-file.names = ("p256.crt")
ssl.engine = "enable"
ssl.pemfile = "$folder/p256.crt"
ssl.privkey = "$folder/p256.key"
ssl.openssl.ssl-conf-cmd = ($commands)
END
  start output "$lighttpd" -D -f "$folder/lighttpd.conf"
  await connects "$host" "$port"
}

# prepare_lighttpd COMMAND MODULE: false if the module is not installed, which is reported.
prepare_lighttpd() {
  lighttpd=$1 module=$2
  if [[ ! -e /usr/lib/lighttpd/$module.so ]]; then
    skip "$server" "lighttpd's $module is not installed"
    return 1
  fi
  make_p256
}

# Mbed TLS 2.28 has no TLS 1.3. It would choose TLS 1.1, but has no cipher that probe offers with it.
test_mbedtls() {
  prepare_lighttpd "$1" mod_mbedtls || return 0
  check_rows start_lighttpd 3<<'END'
its own choice            |                                                      | 1.2
P-384                     | Curves=secp384r1                                     | 1.2
ChaCha20-Poly1305         | CipherString=CHACHA20                                | 1.2
only TLS 1.1              | MinProtocol=TLSv1.1 MaxProtocol=TLSv1.1              | handshake_failure
END
}

test_wolfssl() {
  prepare_lighttpd "$1" mod_wolfssl || return 0
  check_rows start_lighttpd 3<<'END'
its own choice            |                                                      | 1.3
TLS 1.2                   | MaxProtocol=TLSv1.2                                  | 1.2
END
}

test_nss() {
  prepare_lighttpd "$1" mod_nss || return 0
  check_rows start_lighttpd 3<<'END'
its own choice            |                                                      | 1.3
TLS 1.2                   | MaxProtocol=TLSv1.2                                  | 1.2
END
}
