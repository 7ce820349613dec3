package io.feedhorn.store.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.LoadedStore;
import org.junit.jupiter.api.Test;

class JournalContentTest {
  @Test
  void everyFeedHearsOfItsDamageHoweverMuchOthersHave() {
    JournalContent content = new JournalContent();
    for (long offset = 1; offset <= 2_000; offset++) {
      content.report("orders", offset, "damaged");
    }
    content.report("sales", 0, "damaged");
    LoadedStore loaded = new LoadedStore();
    content.visit(loaded);

    assertThat(loaded.damaged).hasSize(2_001).endsWith("orders 2000 damaged", "sales 0 damaged");
  }
}
