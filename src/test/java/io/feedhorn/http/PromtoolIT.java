package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.Version;
import io.feedhorn.observability.Promtool;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The metrics, checked by the linter of Prometheus (Debian's package {@code prometheus}). */
@Timeout(60)
class PromtoolIT {
  @Test
  void theLinterReportsNothing() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      server.publish(server.latestFeed() + ".a", "1");
      try (InputStream stream =
          server.http().open("GET", "/v1/stream?topics=prices.*", null).body()) {
        assertThat(stream.read()).isPositive();
      }
      server.http().get("/v1/topics/nosegment");
      String cursor = server.publish(server.everyFeed() + ".a", "1").cursor();
      acknowledge(server, "u42", cursor);
      acknowledge(server, "u42", cursor);
      acknowledge(server, "u43", cursor + "0");
      String metrics = server.http().get("/metrics").body();

      assertThat(Promtool.run(metrics, "check", "metrics")).isEqualTo("0 ");
      assertThat(metrics)
          .contains(
              "feedhorn_build_info{java=\"%s\",version=\"%s\"} 1"
                  .formatted(Runtime.version(), Version.NUMBER),
              "\nfeedhorn_feeds ",
              "\nfeedhorn_topics ",
              "\nfeedhorn_readers 1.0\n",
              "\nfeedhorn_reader_acknowledgements_total 2.0\n",
              "\nfeedhorn_reader_refused_total{code=\"bad_cursor\"} 1.0\n",
              "\nfeedhorn_readers_expired_total 0.0\n",
              "\nprocess_open_fds ",
              "\nprocess_max_fds ",
              "\nprocess_cpu_seconds_total ",
              "\nsystem_cpu_cores ");
    }
  }

  private static void acknowledge(RunningServer server, String reader, String cursor) {
    server
        .http()
        .post(
            "/v1/readers/" + reader + "/ack",
            "{\"cursor\":\"" + cursor + "\"}",
            "Content-Type",
            "application/json");
  }
}
