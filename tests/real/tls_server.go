// Serves "200 OK" with Go's net/http over TLS. It reads the certificate and its key from the file PEM, prints
// "listening PORT", and exits when its stdin ends. The options narrow what crypto/tls does by default.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

var versions = map[string]uint16{"": 0, "1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	pem := flag.String("pem", "", "file with the certificate and its key")
	minimum := flag.String("minimum", "", "oldest version")
	maximum := flag.String("maximum", "", "newest version")
	group := flag.Uint("group", 0, "number of the only group")
	protocols := flag.String("protocols", "h2,http/1.1", "names for ALPN")
	client := flag.Bool("require-certificate", false, "require a certificate of the client")
	flag.Parse()

	pair, err := tls.LoadX509KeyPair(*pem, *pem)
	check(err)
	config := &tls.Config{
		Certificates: []tls.Certificate{pair},
		MinVersion:   versions[*minimum],
		MaxVersion:   versions[*maximum],
		NextProtos:   strings.Split(*protocols, ","),
	}
	if *group != 0 {
		config.CurvePreferences = []tls.CurveID{tls.CurveID(*group)} // a number: older versions of Go lack some names
	}
	if *client {
		config.ClientAuth = tls.RequireAnyClientCert
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	check(err)
	address := strings.Split(listener.Addr().String(), ":")
	fmt.Println("listening", address[1])
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	handler := http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) { fmt.Fprintln(answer, "all is well") })
	check((&http.Server{Handler: handler, TLSConfig: config}).Serve(listener))
}
