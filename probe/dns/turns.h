// Name servers take turns: which one is asked, how long a turn lasts, and what a reply changes.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "base/literal.h"
#include "base/number.h"
#include "probe/dns/absence.h"
#include "probe/dns/configuration.h"
#include "probe/dns/query.h"
#include "probe/dns/reply.h"
#include "probe/model/deadline.h"
#include "probe/model/failure.h"
#include "probe/model/settings.h"

namespace probe::dns {

/// What happens after a turn.
enum class Next : std::uint8_t {
  turn,    // the turn of another server, for the same name
  name,    // the next name of the search list
  finish,  // there are addresses, or no server answers at all
};

/// Decides which server is asked for a name. Each gets a part of the time, and then the next is asked too, so
/// that a silent one does not use it all. A late answer still counts, and the server that gave it has the
/// next turn. Its functions take the time; it reads no clock.
class Turns {
 public:
  constexpr Turns(const ResolverSettings& settings, Family family, const Deadline& deadline)
      : servers_(settings.count),
        attempts_(settings.attempts),
        seconds_(settings.seconds),
        family_(family),
        deadline_(deadline) {}

  /// The current server: its place in the settings.
  [[nodiscard]] constexpr int server() const { return server_; }
  /// Until when the turn lasts.
  [[nodiscard]] constexpr const Deadline& end() const { return end_; }
  /// Returns why the current name has no address, as far as is known.
  [[nodiscard]] constexpr const Absence& name() const { return name_; }
  /// Returns why the host has no address, as far as its names were asked for.
  [[nodiscard]] constexpr const Absence& host() const { return host_.get(); }
  /// Whether the query of this type is wanted and not answered yet.
  [[nodiscard]] constexpr bool is_open(Type type) const { return states_[index_of(type)] != State::answered; }
  /// Whether an answer of the current server may still come.
  [[nodiscard]] constexpr bool is_waiting() const {
    return std::find(std::begin(states_), std::end(states_), State::waiting) != std::end(states_);
  }

  /// Starts to ask for a name. Its first turn is that of the server which answered last. `is_host`: the name
  /// is the host as it is written.
  constexpr void start_name(bool is_host) {
    is_host_ = is_host;
    turns_left_ = servers_ * attempts_;
    states_[index_of(type_a)] = family_ == Family::ipv6 ? State::answered : State::waiting;
    states_[index_of(type_aaaa)] = family_ == Family::ipv4 ? State::answered : State::waiting;
    name_ = {};
  }

  /// Starts a turn at `now`. It lasts for the `timeout` of resolv.conf(5) but, unless it is the last turn, at
  /// most for a quarter of the time that is left.
  constexpr void start_turn(base::Nanoseconds now) {
    end_ = deadline_.no_later_than(now + seconds_ * base::second);
    if (--turns_left_ != 0) shorten(now);
    for (State& state : states_) {
      if (state != State::answered) state = State::waiting;
    }
  }

  /// Notes that the current server cannot be reached, and the error (errno).
  constexpr void fail(int error) {
    name_.failure = {.error = error};
    for (State& state : states_) {
      if (state == State::waiting) state = State::failed;
    }
  }

  /// Notes the error (errno) of receiving from a server. It changes nothing if nothing has come yet, or if it
  /// is the turn of another server.
  constexpr void fail_to_receive(int server, int error) {
    const bool is_empty = error == EAGAIN || error == EINTR;
    if (!is_empty && server == server_) fail(error);
  }

  /// Notes the reply of a server to a query that is open. `has_addresses`: some were found, of any family;
  /// the rest of the turn is then short, because some servers drop queries for AAAA (RFC 4074 4.1). A failure
  /// ends the waiting only if it is that server's turn.
  constexpr void take_reply(Type type, int server, Reply reply, bool has_addresses, base::Nanoseconds now) {
    if (reply == Reply::foreign) return;
    if (reply >= Reply::no_name) {
      states_[index_of(type)] = State::answered;
      server_ = server;
      name_.is_named = name_.is_named || reply == Reply::addresses;
      if (has_addresses) shorten(now);
      return;
    }
    name_.failure = {.text = reply == Reply::refused ? "the name server refuses" : "the name server fails"};
    if (server == server_) states_[index_of(type)] = State::failed;
  }

  /// Ends a turn. `has_addresses`: some were found, of any family. Returns what is next.
  constexpr Next finish_turn(bool has_addresses) {
    if (has_addresses) return Next::finish;
    const bool is_answered = !is_open(type_a) && !is_open(type_aaaa);
    if (!is_answered) server_ = (server_ + 1) % servers_;
    if (!is_answered && turns_left_ != 0) return Next::turn;
    if (is_answered) {
      name_.failure = {};  // another server has answered
    } else {
      name_.is_named = false;  // the query without an answer may be the one for its address
    }
    const bool is_silent = !is_answered && name_.failure.is_none();
    if (is_silent) name_.failure = {.text = base::literal("no name server answers")};
    host_.add(name_, is_host_);
    return is_silent ? Next::finish : Next::name;  // after a failure, another server may know the next name
  }

 private:
  enum class State : std::uint8_t {
    answered,  // or not wanted
    failed,    // by the current server
    waiting,   // for that server
  };

  static constexpr int index_of(Type type) { return type == type_aaaa ? 1 : 0; }

  /// Keeps three quarters of the time for the turns after this one.
  constexpr void shorten(base::Nanoseconds now) { end_ = end_.no_later_than(now + deadline_.left(now) / 4); }

  int servers_;
  int attempts_;
  int seconds_;
  Family family_;
  Deadline deadline_;
  Deadline end_ = {};
  int server_ = 0;
  int turns_left_ = 0;
  State states_[2] = {};  // of the queries, by index_of()
  bool is_host_ = false;
  Absence name_;
  HostAbsence host_;
};

}  // namespace probe::dns
