package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.hostile.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedStartIT {
  @TempDir private Path folder;

  private void assertRefused(Path store, String reason) {
    assertThatThrownBy(() -> DurableServer.start(store).close())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(store.toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\tat io.");
  }

  @Test
  void aSecondProcessOnTheFolderIsRefused() {
    Path store = folder.resolve("store");
    try (ServerProcess first = DurableServer.start(store)) {
      assertRefused(store, "another process");

      assertThat(first.publish("orders.a", "1").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    assertRefused(file, "cannot be created");
    assertRefused(file.resolve("store"), "cannot be created");
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() {
    assertRefused(Path.of("/proc/feedhorn"), "cannot be created");
  }

  @Test
  void aClusterIsRefused() {
    assertThatThrownBy(
            () ->
                DurableServer.start(
                        folder.resolve("store"), Map.of("FEEDHORN_CLUSTER_ENABLED", "true"))
                    .close())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a cluster has no durable feeds in this version: must be false");
  }
}
