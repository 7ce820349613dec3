package io.feedhorn.app;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.Limits;
import io.feedhorn.log.FeedCatalog;
import io.feedhorn.server.HttpOptions;
import io.feedhorn.source.DemoOptions;

/** Everything a node is set to, checked once at the start. Immutable. */
public record Settings(
    HttpOptions http, DemoOptions demo, FeedCatalog feeds, Limits limits, AccessOptions access) {}
