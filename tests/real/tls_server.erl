%% tls_server.erl PEM OPTIONS: serves "200 OK" with Erlang's ssl. OPTIONS are a list of ssl's options, without spaces. It
%% reads the certificate and its key from the file PEM, prints "listening PORT", and exits when its stdin ends.
-module(tls_server).
-export([main/1]).

main([Pem, Text]) ->
    {ok, _} = application:ensure_all_started(ssl),
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Options} = erl_parse:parse_term(Tokens),
    {ok, Listener} = ssl:listen(0, [{certfile, Pem}, {keyfile, Pem}, {ip, {127, 0, 0, 1}}, {active, false},
                                    {log_level, none}, {mode, binary} | Options]),
    {ok, {_, Port}} = ssl:sockname(Listener),
    io:format("listening ~b~n", [Port]),
    spawn_link(fun() -> accept(Listener) end),
    wait_for_end().

wait_for_end() ->
    case io:get_line("") of
        eof -> halt(0);
        _ -> wait_for_end()
    end.

accept(Listener) ->
    {ok, Socket} = ssl:transport_accept(Listener),
    Handler = spawn(fun() -> receive start -> serve(Socket) end end),
    ok = ssl:controlling_process(Socket, Handler),
    Handler ! start,
    accept(Listener).

serve(Socket) ->
    case ssl:handshake(Socket) of
        {ok, Connection} -> answer(Connection, <<>>);
        {error, _} -> ok
    end.

answer(Connection, Before) ->
    case ssl:recv(Connection, 0) of
        {ok, More} ->
            Request = <<Before/binary, More/binary>>,
            case binary:match(Request, <<"\r\n\r\n">>) of
                nomatch -> answer(Connection, Request);
                _ ->
                    ok = ssl:send(Connection, <<"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n">>),
                    ssl:close(Connection)
            end;
        {error, _} -> ok
    end.
