// Serves grpc.health.v1.Health with grpc-go and its health server or, with an argument, no such service. With
// TLS_CERTIFICATE and TLS_KEY, two names of files, it speaks TLS. Prints "listening PORT", and exits when its stdin ends.
package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	var options []grpc.ServerOption
	if certificate := os.Getenv("TLS_CERTIFICATE"); certificate != "" {
		pair, err := credentials.NewServerTLSFromFile(certificate, os.Getenv("TLS_KEY"))
		check(err)
		options = append(options, grpc.Creds(pair))
	}
	server := grpc.NewServer(options...)
	if len(os.Args) == 1 {
		statuses := health.NewServer() // "" is SERVING
		statuses.SetServingStatus("down", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
		grpc_health_v1.RegisterHealthServer(server, statuses)
	}
	fmt.Println("listening", listener.Addr().(*net.TCPAddr).Port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	server.Serve(listener)
}
