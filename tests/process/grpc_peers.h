// What a gRPC server and probe send to each other, frame by frame (RFC 9113), and a server that is a script
// of it.
#pragma once

#include <string>

#include "tests/process/probe_peers.h"

namespace test {

using namespace std::string_literals;

inline std::string frame(int kind, int flags, const std::string& payload, int stream = 1) {
  std::string bytes(2, '\0');
  for (const int byte : {static_cast<int>(payload.size()), kind, flags, 0, 0, 0, stream}) {
    bytes += static_cast<char>(byte);
  }
  return bytes + payload;
}

inline std::string field(const std::string& name, const std::string& value) {
  return "\0"s + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) + value;
}

/// The last frame of a call for the whole server, and of one for a service.
inline const std::string call_end = frame(0, 1, "\0\0\0\0\0"s);
inline std::string call_end_of(const std::string& service) {
  const std::string message = "\x0a"s + static_cast<char>(service.size()) + service;
  return frame(0, 1, "\0\0\0\0"s + static_cast<char>(message.size()) + message);
}

inline const std::string settings = frame(4, 0, "\0\5\0\0\x40\0"s, 0);
inline const std::string settings_ack = frame(4, 1, "", 0);
inline const std::string ping = frame(6, 0, "\2\4\x10\x10\x09\x0e\7\7", 0);
inline const std::string ping_ack = frame(6, 1, "\2\4\x10\x10\x09\x0e\7\7", 0);

/// A response with a status, as grpc-go sends it: headers in Huffman's code, and trailers with fields that
/// are added to the dynamic table.
inline std::string health(char status) {
  return frame(1, 4, "\x88\x5f\x8b\x1d\x75\xd0\x62\x0d\x26\x3d\x4c\x4d\x65\x64"s) +
         frame(0, 0, "\0\0\0\0\2\x08"s + status) +
         frame(1, 5,
               "\x40\x88\x9a\xca\xc8\xb2\x12\x34\xda\x8f\1\x30"
               "\x40\x89\x9a\xca\xc8\xb5\x25\x42\x07\x31\x7f\0"s);
}

/// Answers a call with `bytes`, and reads whatever probe sends after it.
inline Server::Behaviour answers_call(const std::string& bytes, const std::string& end = call_end) {
  return [bytes, end](Client& client) {
    if (client.read_to(end) && client.write(bytes)) client.read_to("");
  };
}

}  // namespace test
