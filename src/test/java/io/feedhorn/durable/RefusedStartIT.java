package io.feedhorn.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.feedhorn.hostile.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    assertSettingRefused(file, "is a file: must be a folder, which is created if it is missing");
    assertSettingRefused(
        file.resolve("store"),
        "cannot be created, because %s is a file: must be a folder".formatted(file));
  }

  @Test
  void aFolderWithOtherFilesIsRefusedAndStaysAsItIs() throws Exception {
    Path photo = Files.writeString(folder.resolve("photo.jpg"), "a photo");

    assertSettingRefused(
        folder,
        "has other files, such as 'photo.jpg': must be an empty folder, a missing one, or that of a store");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(photo);
    }
  }

  @Test
  void aFolderThatCannotBeCreatedIsRefused() {
    assertSettingRefused(
        Path.of("/proc/feedhorn"),
        "cannot be created (no such file): must be a folder that this user may create or write");
  }

  @Test
  void aFolderThatCannotBeWrittenIsRefused() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String said = ServerProcess.run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk.toString());
    assumeThat(said).as("mounting a tmpfs").isEmpty();
    try {
      assertSettingRefused(disk, "must be a writable folder");
      assertSettingRefused(
          disk.resolve("a/b"),
          "cannot be created, because %s is not writable: must be a writable folder"
              .formatted(disk));
    } finally {
      ServerProcess.run("umount", disk.toString());
    }
  }

  /** Settings errors have one line and the exit code 2. */
  private static void assertSettingRefused(Path store, String reason) {
    assertThatThrownBy(() -> DurableServer.start(store).close())
        .isInstanceOf(AssertionError.class)
        .message()
        .matches(
            "(?s)the server does not start: exit code 2, (?:[^\n]+ INFO [^\n]+\n)*store\\.path = \"%s\"[^\n]*: %s\n"
                .formatted(Pattern.quote(store.toString()), Pattern.quote(reason)));
  }

  @Test
  void missingParentsAreCreatedAndAnEmptyVolumeIsUsed() throws Exception {
    Path volume = Files.createDirectories(folder.resolve("volume/lost+found")).getParent();
    for (Path store : List.of(volume, folder.resolve("a/b/store"))) {
      DurableServer.start(store).close();
      assertThat(store.resolve("feedhorn-store")).exists();
    }
  }

  @Test
  void aClusterWithoutKnownVotersIsRefused() {
    assertThatThrownBy(
            () ->
                DurableServer.start(
                        folder.resolve("store"), Map.of("FEEDHORN_CLUSTER_ENABLED", "true"))
                    .close())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "cluster.voters = [] (default): must be set if a feed is durable and cluster.members is"
                + " empty or dns:NAME")
        .satisfies(failure -> assertThat(failure.getMessage()).containsOnlyOnce("cluster.voters"));
  }
}
