#!/usr/bin/env bash
# Guess: an nginx without a free connection refuses clients, which try again. If nginx cannot reach the server, it
#   answers 502, 503 or 504, so an error_page for these three keeps EventSources connected.
# Seen: over HTTP/2 the client has its connection already and sends many requests on it. If the connection to the
#   server would be one more than worker_connections allows, nginx answers 500.
# Version: nginx 1.22.1-9+deb12u11 (Debian 12), Node 20 as client and server.
# Why it matters: streams that come back together after a restart each need a connection to the server. An EventSource
#   that is answered 500 is closed for good.
# Feedhorn: docs/proxies.md has 500 in error_page for event streams, and tells how large worker_connections must be.
source "$(dirname "$0")/support/debian-package.sh" nginx 1.22.1-9+deb12u11 usr/sbin/nginx
chmod 755 .
cp "$support/streams.mjs" .
cat > server.mjs <<'JS'
import {listen, stream} from './streams.mjs';
const server = await listen((request, response) => stream(response, 'data: 1\n\n'));
console.log(server.address().port);
JS
exec 3< <(exec node server.mjs)
started+=($!)
read -r upstream <&3
port=$(python3 -c 'import proxies; print(proxies.free_port())')
cat > nginx.conf <<CONF
daemon off;
pid $work/pid;
events { worker_connections 24; }
http {
  access_log off;
  client_body_temp_path $work/a; proxy_temp_path $work/b; fastcgi_temp_path $work/c;
  uwsgi_temp_path $work/d; scgi_temp_path $work/e;
  server {
    listen 127.0.0.1:$port http2;
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_intercept_errors on;
    location /usual { proxy_pass http://127.0.0.1:$upstream; error_page 502 503 504 =200 @again; }
    location /with500 { proxy_pass http://127.0.0.1:$upstream; error_page 500 502 503 504 =200 @again; }
    location @again { default_type text/event-stream; return 200 'retry: 2000\n\n'; }
  }
}
CONF
"$program" -e "$work/log" -p "$work/" -c "$work/nginx.conf" &
started+=($!)
cat > client.mjs <<'JS'
import http2 from 'node:http2';
const [port, path] = process.argv.slice(2);
const connection = http2.connect(`http://127.0.0.1:${port}`);
const statuses = {};
let answers = 0;
for (let i = 0; i < 40; i++) {
  connection.request({':path': path}).on('response', head => {
    const status = head[':status'];
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (++answers === 40) {
      console.log(Object.keys(statuses).join(' '));
      process.exit(0);
    }
  });
}
setTimeout(() => process.exit(1), 10_000);
JS
for _ in $(seq 50); do (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null && break; sleep 0.1; done
usual=$(node client.mjs "$port" /usual)
# nginx needs a moment to free the connections of the first client.
for _ in $(seq 50); do with=$(node client.mjs "$port" /with500) && [[ $with == 200 ]] && break; sleep 0.2; done
echo "error_page 502 503 504: $usual; error_page 500 502 503 504: $with"
[[ $usual == '200 500' && $with == 200 ]]
