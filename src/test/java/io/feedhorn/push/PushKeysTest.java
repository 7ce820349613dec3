package io.feedhorn.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.auth.TestSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PushKeysTest {
  @TempDir private Path folder;

  @Test
  void createsAFileThatOnlyItsOwnerCanRead() throws Exception {
    Path file = folder.resolve("a/push.pem");

    PushKeys created = PushKeys.open(file);

    assertThat(Base64.getUrlDecoder().decode(created.publicKey())).hasSize(65).startsWith(4);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PushKeys.open(file).publicKey()).isEqualTo(created.publicKey());
  }

  /** Creates the file of its argument. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      PushKeys.open(Path.of(arguments[0]));
    }
  }

  @Test
  @Timeout(60)
  void aFileThatCannotBeWrittenIsNotCreated() throws Exception {
    Path file = folder.resolve("push.pem");
    // No file of the process may have a byte: as on a full disk.
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 0; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isEqualTo(1);
    assertThat(output).contains("push.keys").contains("cannot be created: File too large");
    assertThat(folder).isEmptyDirectory();
    assertThat(PushKeys.open(file).publicKey()).isNotEmpty();
  }

  @Test
  void aNodeOfAClusterDoesNotCreateIt() throws Exception {
    Path file = folder.resolve("push.pem");
    assertThatThrownBy(() -> PushKeys.openShared(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("push.keys")
        .hasMessageContaining("all nodes of a cluster need the same");
    assertThat(file).doesNotExist();

    String key = PushKeys.open(file).publicKey();

    assertThat(PushKeys.openShared(file).publicKey()).isEqualTo(key);
  }

  @Test
  void readsAPairOfTheUsersOwn() throws Exception {
    TestSigner pair = TestSigner.es256();
    Path file = Files.writeString(folder.resolve("own.pem"), pair.privatePem() + pair.publicPem());

    assertThat(Base64.getUrlDecoder().decode(PushKeys.open(file).publicKey())).hasSize(65);
  }

  @Test
  void refusesFilesWithoutAPairOfP256() throws Exception {
    TestSigner pair = TestSigner.es256();
    TestSigner rsa = TestSigner.rs256();

    assertRefused("");
    assertRefused(pair.privatePem());
    assertRefused(pair.privatePem() + TestSigner.es256().publicPem());
    assertRefused(rsa.privatePem() + rsa.publicPem());
  }

  private void assertRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("invalid.pem"), text);

    assertRefused(file, "invalid.pem");
  }

  private static void assertRefused(Path file, String named) {
    assertThatThrownBy(() -> PushKeys.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("push.keys")
        .hasMessageContaining(named)
        .hasNoCause(); // Of which a failed start would print the message instead.
  }

  @Test
  void aDirectoryAndAFileThatCannotBeCreatedAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertRefused(folder, folder.toString());
    assertRefused(file.resolve("push.pem"), "push.pem\": cannot be created");
  }
}
