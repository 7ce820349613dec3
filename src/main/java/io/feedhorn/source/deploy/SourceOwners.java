package io.feedhorn.source.deploy;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Determines the node that runs a source (port). Safe on any thread. */
public interface SourceOwners {
  /** The owners of a single server, which runs all its sources. */
  SourceOwners ALONE =
      new SourceOwners() {
        @Override
        public @Nullable String node() {
          return null;
        }

        @Override
        public void answer(Claims claims) {}

        @Override
        public boolean isOwner(String source) {
          return true;
        }

        @Override
        public Future<Boolean> isFree(String source) {
          return Future.succeededFuture(true);
        }

        @Override
        public boolean canPublish() {
          return true;
        }

        @Override
        public void compare(Map<String, String> settings) {}
      };

  /** The sources of this node as other nodes see them. Safe on any thread. */
  interface Claims {
    /** Returns true if a source is running here, or is being started or stopped. */
    boolean isClaimed(String source);

    /** Returns the digest of each source's settings; null before they are known. */
    @Nullable Map<String, String> settings();
  }

  /** Returns the name of this node; null without a cluster. */
  @Nullable String node();

  /** Starts to answer the other nodes. */
  void answer(Claims claims);

  /** Returns true if this node is to run a source, in its view of the cluster. */
  boolean isOwner(String source);

  /** Returns true if no other node runs a source; false also if that is not known. */
  Future<Boolean> isFree(String source);

  /** Returns true if this node can publish. */
  boolean canPublish();

  /**
   * Reports nodes with other settings of sources than this node.
   *
   * @param settings the digest of the settings of each source
   */
  void compare(Map<String, String> settings);
}
