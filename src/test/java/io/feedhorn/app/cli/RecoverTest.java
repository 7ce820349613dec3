package io.feedhorn.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Topic;
import io.feedhorn.store.DurableStore;
import io.feedhorn.store.LoadedStore;
import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoredFeed;
import io.feedhorn.store.StoredNode;
import io.feedhorn.store.StoredReplica;
import io.feedhorn.store.StoredUpdate;
import io.feedhorn.store.artemis.ArtemisStore;
import io.vertx.core.buffer.Buffer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code recover} with real stores. */
class RecoverTest {
  private static final StoredNode NODE =
      new StoredNode("a", "0f1e", 3, List.of("a", "b", "c"), false);
  private static final List<StoreChange> DATA =
      List.of(
          new StoredFeed("orders", "old-epoch", 2),
          new StoredFeed("feedhorn", "first-epoch", 0),
          update(1, 1_700_000_000_000_000L),
          update(2, 1_700_000_001_000_000L));

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();
  private Path folder;

  @BeforeEach
  void use(@TempDir Path temporary) {
    folder = temporary;
  }

  private static StoredUpdate update(long offset, long micros) {
    return new StoredUpdate(
        Topic.parse("orders.a"), offset, offset, offset - 1, micros, Buffer.buffer("1"));
  }

  private void store(List<? extends StoreChange> changes) throws StoreException {
    try (DurableStore store = ArtemisStore.open(folder)) {
      LoadedStore.of(store);
      store.write(List.copyOf(changes), true);
    }
  }

  private LoadedStore loaded() throws StoreException {
    try (DurableStore store = ArtemisStore.open(folder)) {
      return LoadedStore.of(store);
    }
  }

  private StoredFeed feed(String name) throws StoreException {
    return loaded().feeds.stream().filter(each -> each.name().equals(name)).findAny().orElseThrow();
  }

  /** Asserts the identity of the node, with a new id of the cluster. */
  private void assertNode(StoredNode expected) throws StoreException {
    StoredNode node = loaded().nodes.get(0);
    assertThat(node.clusterId()).matches("[0-9a-f]{16}").isNotEqualTo(NODE.clusterId());
    assertThat(node)
        .isEqualTo(
            new StoredNode(
                expected.name(),
                node.clusterId(),
                expected.generation(),
                expected.voters(),
                expected.trusted()));
  }

  private int recover(String... options) {
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(errors, true));
    String[] arguments = new String[options.length + 3];
    arguments[0] = "recover";
    arguments[1] = "--store";
    arguments[2] = folder.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return command.execute(arguments);
  }

  @Test
  void printsWhatMayBeLostAndChangesNothingWithoutYes() throws StoreException {
    store(DATA);
    store(List.of(NODE, new StoredReplica("orders", 9, 8, 1, true)));

    assertThat(recover("--voters", "a")).isEqualTo(1);

    assertThat(output.toString().lines())
        .containsExactly(
            "The store of node a, voters [a, b, c], generation 3",
            "  feed orders: epoch old-epoch, end 2, term 8, newest update 2023-11-14T22:13:21Z",
            "The node will be a, the voters [a], the generation 4",
            "Each feed begins a new epoch: readers that resume are reset",
            "Updates after these positions that were answered while b, c were running without this"
                + " node are lost, unless this store has them.",
            "Stop b, c, and never start them with their present stores.",
            "Nothing is changed. Repeat the command with --yes.");
    assertThat(loaded().nodes).containsExactly(NODE);
    assertThat(feed("orders").epoch()).isEqualTo("old-epoch");
  }

  @Test
  void goesOnAloneWithNewEpochsAndAllUpdates() throws StoreException {
    store(DATA);
    store(List.of(NODE, new StoredReplica("orders", 9, 8, 1, true)));

    assertThat(recover("--voters", "a", "--yes")).isZero();

    LoadedStore after = loaded();
    assertNode(new StoredNode("a", "", 4, List.of("a"), false));
    assertThat(feed("orders").epoch()).isNotEqualTo("old-epoch").matches("[a-z0-9]+");
    assertThat(feed("orders").endOffset()).isEqualTo(2);
    assertThat(feed("feedhorn").epoch()).isNotEqualTo("first-epoch");
    assertThat(after.offsets("orders")).containsExactly(1L, 2L);
    assertThat(after.replicas).containsExactly(new StoredReplica("orders", 9, 0, 2, true));
    assertThat(output.toString()).endsWith("The store is changed.\n");
  }

  @Test
  void goesOnWithOtherVotersAndIsTrusted() throws StoreException {
    store(DATA);
    store(List.of(NODE));
    assertThat(recover("--voters", "d,a,e", "--yes")).isZero();
    assertNode(new StoredNode("a", "", 4, List.of("a", "d", "e"), true));
    assertThat(feed("orders").epoch()).isNotEqualTo("old-epoch");
  }

  @Test
  void theOnlyVoterKeepsItsEpochs() throws StoreException {
    store(DATA);
    store(List.of(new StoredNode("a", "0f1e", 5, List.of("a"), false)));
    assertThat(recover("--voters", "a,b,c", "--yes")).isZero();
    assertNode(new StoredNode("a", "", 6, List.of("a", "b", "c"), true));
    assertThat(feed("orders").epoch()).isEqualTo("old-epoch");
    assertThat(output.toString())
        .contains("The feeds keep their epochs, and readers resume")
        .doesNotContain("lost");
  }

  @Test
  void aSingleServerBecomesANodeAndKeepsItsEpochs() throws StoreException {
    store(DATA);
    assertThat(recover("--voters", "a,b,c", "--yes")).isEqualTo(2);
    assertThat(errors.toString()).contains("--name must be set");
    assertThat(loaded().nodes).isEmpty();

    assertThat(recover("--voters", "a,b,c", "--name", "b", "--yes")).isZero();

    assertNode(new StoredNode("b", "", 1, List.of("a", "b", "c"), true));
    assertThat(feed("orders").epoch()).isEqualTo("old-epoch");
    assertThat(loaded().replicas).containsExactly(new StoredReplica("orders", 0, 0, 2, true));
  }

  @Test
  void aNodeWhoseNameCannotBeReadBeginsNewEpochs() throws StoreException {
    store(DATA);
    store(List.of(new StoredReplica("orders", 9, 8, 1, true)));
    assertThat(recover("--voters", "a", "--yes")).isZero();
    assertThat(feed("orders").epoch()).isNotEqualTo("old-epoch");
    assertThat(output.toString()).contains("whose name cannot be read", "the other nodes");
  }

  @Test
  void thisNodeMustBeAVoter() throws StoreException {
    store(List.of(NODE));
    assertThat(recover("--voters", "b,c", "--yes")).isEqualTo(2);
    assertThat(errors.toString())
        .startsWith("--voters must contain 'a', the name of the node to which the store belongs");
    assertThat(loaded().nodes).containsExactly(NODE);
  }

  @Test
  void aStoreInUseIsNotChanged() throws StoreException {
    store(List.of(NODE));
    try (DurableStore used = ArtemisStore.open(folder)) {
      assertThat(LoadedStore.of(used).nodes).containsExactly(NODE);
      assertThat(recover("--voters", "a", "--yes")).isEqualTo(1);
    }
    assertThat(errors.toString()).contains("is in use by another process");
    assertThat(loaded().nodes).containsExactly(NODE);
  }

  @Test
  void errorsOfTheCommandLineNameTheOption() {
    assertThat(recover("--voters", "A,b")).isEqualTo(2);
    assertThat(recover("--voters", "a,a")).isEqualTo(2);
    assertThat(recover("--voters", "a", "--name", "_")).isEqualTo(2);
    assertThat(recover()).isEqualTo(2);
    assertThat(recover("--voters", "a")).isEqualTo(2);
    folder = folder.resolve("missing");
    assertThat(recover("--voters", "a")).isEqualTo(2);
    assertThat(errors.toString().lines())
        .hasSize(6)
        .anyMatch(line -> line.startsWith("--voters must be names of nodes, each once"))
        .anyMatch(line -> line.startsWith("--name must be a name of a node"))
        .anyMatch(line -> line.startsWith("--store must be the directory of a store with feeds"))
        .anyMatch(line -> line.startsWith("--store must be an existing directory"))
        .allMatch(line -> line.endsWith("--help lists the options"));
    assertThat(folder).doesNotExist();
  }
}
