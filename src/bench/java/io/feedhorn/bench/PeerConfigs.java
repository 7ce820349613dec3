package io.feedhorn.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Configuration files of the peers: one worker, no logs, limits for many connections. */
final class PeerConfigs {
  private PeerConfigs() {}

  static String nchan(@Nullable Path module, int port) {
    return """
        load_module %s;
        %s
        daemon off;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid nginx.pid;
        error_log stderr error;
        events { worker_connections 19000; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          keepalive_requests 100000000;
          keepalive_timeout 3600;
          nchan_max_reserved_memory 256M;
          server {
            listen 127.0.0.1:%d backlog=4096;
            location ~ ^/sub/(.+)$ {
              nchan_subscriber websocket;
              nchan_channel_id "$1";
              nchan_channel_id_split_delimiter ",";
              nchan_subscriber_first_message newest;
            }
            location ~ ^/pub/(.+)$ {
              nchan_publisher http;
              nchan_channel_id "$1";
              nchan_message_buffer_length 20;
              nchan_message_timeout 10s;
            }
          }
        }
        """
        .formatted(module, isRoot() ? "user root;" : "", port);
  }

  static String nats(int port, int plainPort) {
    return """
        host: 127.0.0.1
        port: %d
        ping_interval: "1h"
        max_connections: 65536
        max_pending: 256MB
        write_deadline: "60s"
        websocket { host: 127.0.0.1, port: %d, no_tls: true, compression: false }
        """
        .formatted(plainPort, port);
  }

  static String mosquitto(int port, int plainPort) {
    // Mosquitto does not start without a listener for plain MQTT.
    return """
        listener %d 127.0.0.1
        listener %d 127.0.0.1
        protocol websockets
        allow_anonymous true
        persistence false
        log_dest none
        max_queued_messages 0
        set_tcp_nodelay true
        %s
        """
        .formatted(plainPort, port, isRoot() ? "user root" : "");
  }

  /** Everybody may connect, subscribe and publish; the engine is the default, in memory. */
  static String centrifugo(int port) {
    return """
        {
          "http_server": {"address": "127.0.0.1", "port": %d},
          "log": {"level": "error"},
          "client": {
            "insecure": true,
            "ping_interval": "1h",
            "connection_limit": 0
          },
          "uni_websocket": {"enabled": true},
          "http_api": {"insecure": true},
          "usage_stats": {"disabled": true}
        }
        """
        .formatted(port);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }
}
