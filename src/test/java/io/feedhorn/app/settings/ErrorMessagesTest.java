package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorMessagesTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPortInUseHasTheSameMessageOnEveryNettyTransport(boolean nativeTransport) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Throwable failure =
          catchThrowable(
              () ->
                  vertx
                      .createHttpServer()
                      .requestHandler(request -> {})
                      .listen(taken.getLocalPort(), "127.0.0.1")
                      .await());

      assertThat(ErrorMessages.of(failure)).isEqualTo("Address already in use");
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void theMessageIsTheFirstLineOfTheRootCause() {
    assertThat(ErrorMessages.of(new RuntimeException(new NoSuchFileException("x"))))
        .isEqualTo("no such file");
    assertThat(ErrorMessages.of(new IllegalStateException("one\ntwo"))).isEqualTo("one");
    assertThat(ErrorMessages.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
