#!/usr/bin/env bash
# Guess: an nginx that has no connection left refuses clients, who try again; what it answers for a server that it
#   cannot reach is 502 to 504, and error_page for these is enough to keep EventSources, which any status but 200
#   closes for good.
# Seen: over HTTP/2 the client's connection is there already and carries many requests. Where a further connection to
#   the server is one more than worker_connections has, the answer is 500. Streams that come back together after a
#   restart run into that: each takes a connection of its own to the server.
# Version: nginx 1.22.1 (Debian 12), Node 20 as client and server.
# What to do: error_page 500 502 503 504 for event streams; worker_connections of more than twice the readers.
set -euo pipefail
command -v nginx > /dev/null || PATH=$PATH:/usr/sbin
folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
chmod 755 .
cat > server.mjs <<'JS'
import http from 'node:http';
http.createServer((request, response) => {
  response.writeHead(200, {'content-type': 'text/event-stream'});
  response.write('data: 1\n\n');
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
JS
exec 3< <(exec node server.mjs)
pids+=($!)
read -r upstream <&3
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
cat > nginx.conf <<CONF
daemon off;
pid $folder/pid;
events { worker_connections 24; }
http {
  access_log off;
  client_body_temp_path $folder/a; proxy_temp_path $folder/b; fastcgi_temp_path $folder/c;
  uwsgi_temp_path $folder/d; scgi_temp_path $folder/e;
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
nginx -e "$folder/log" -p "$folder/" -c "$folder/nginx.conf" &
pids+=($!)
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
for _ in $(seq 50); do with=$(node client.mjs "$port" /with500) && [[ $with == 200 ]] && break; sleep 0.2; done
echo "as usual: $usual; with 500 in error_page: $with"
[[ $usual == '200 500' && $with == 200 ]]
