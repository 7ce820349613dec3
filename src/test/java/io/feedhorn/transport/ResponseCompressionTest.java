package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCompressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "gzip, deflate, br, zstd",
        "GZip;q=1.0",
        "br;q=1.0, gzip;q=0.001",
        "x-gzip",
        "*",
        "*;q=0.5, identity;q=0",
        "*;q=0, gzip ; q=0.3",
        "identity;q=0.5, gzip;q=0.5"
      })
  void gzipIsAccepted(String header) {
    assertThat(ResponseCompression.acceptsGzip(List.of(header))).isTrue();
    assertThat(ResponseCompression.acceptsGzip(List.of("br", header))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "br, zstd",
        "gzip;q=0",
        "gzip;q=0.000, *",
        "*;q=0",
        "gzippy",
        ";",
        "gzip;q=0.5, identity",
        "identity;q=0.7, *;q=0.5"
      })
  void gzipIsNotAccepted(String header) {
    assertThat(ResponseCompression.acceptsGzip(List.of(header))).isFalse();
  }
}
