package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A comparison as CSV (RFC 4180): one line for each row, empty cells for missing figures. */
final class CsvReport {
  private static final String HEAD =
      "transport,updates,lost,conflated,age_p50_ms,age_p90_ms,age_p99_ms,age_max_ms,age_mean_ms,"
          + "age_model_mean_ms,jitter_ms,screen_mean_ms,screen_behind_ms,bytes,requests,connections,"
          + "bytes_per_update,bytes_per_minute,requests_per_minute,handshake_ms,handshake_bytes,"
          + "handshake_part_bytes,headers_bytes,framing_bytes,payload_bytes,gb_per_month,"
          + "server_cpu_us,clock_error_ms";

  private final Comparison comparison;
  private final ClockResolution resolution;

  CsvReport(Comparison comparison) {
    this.comparison = comparison;
    this.resolution = comparison.resolution();
  }

  String text() {
    return comparison.rows().stream()
        .map(this::line)
        .collect(Collectors.joining("\r\n", HEAD + "\r\n", "\r\n"));
  }

  private String line(TransportResult row) {
    Ages age = row.age();
    return Stream.of(
            row.name(),
            row.updates(),
            row.lost(),
            row.conflated(),
            time(age.p50()),
            time(age.p90()),
            time(age.p99()),
            time(age.max()),
            time(age.mean()),
            time(LatencyModel.of(row).mean()),
            time(row.jitter()),
            time(row.displayedAgeMean()),
            time(row.displayedAgeBehind()),
            row.bytes(),
            row.requests(),
            row.connections(),
            figure(row.bytesPerUpdate()),
            figure(row.bytesPerMinute()),
            figure(row.requestsPerMinute()),
            time(row.handshakeMillis()),
            row.handshakeBytes(),
            row.traffic().both(ByteCategory.HANDSHAKE),
            row.traffic().both(ByteCategory.HEADERS),
            row.traffic().both(ByteCategory.FRAMING),
            row.traffic().both(ByteCategory.PAYLOAD),
            figure(row.gigabytesPerMonth()),
            figure(row.serverCpuMicros()),
            Findings.decimals(comparison.error(), 3))
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  private String time(double millis) {
    @Nullable Object rounded = resolution.round(millis);
    return rounded == null ? "" : resolution.text(millis);
  }

  private static String figure(double figure) {
    return Double.isNaN(figure) ? "" : Findings.decimals(figure, 1);
  }
}
