package io.feedhorn.store;

import java.nio.file.Path;

class InMemoryDurableStoreTest extends DurableStoreContract {
  private final InMemoryDurableStore store = new InMemoryDurableStore();

  @Override
  protected DurableStore open(Path folder) {
    return store;
  }
}
