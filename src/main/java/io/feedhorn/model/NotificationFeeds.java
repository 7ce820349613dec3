package io.feedhorn.model;

/** The names of the feeds of notifications. The second segment of their topics is the recipient. */
public final class NotificationFeeds {
  /** The feed of single users: {@code notify.USER}. */
  public static final String USER = "notify";

  /** The feed of groups: {@code notify-group.NAME}. */
  public static final String GROUP = "notify-group";

  /** The feed of all users. */
  public static final String ALL = "notify-all";

  /** The topic of all users. */
  public static final String EVERYONE = ALL + ".everyone";

  /**
   * The maximum number of characters of a recipient, as of a topic, so that every topic of
   * notifications can name it.
   */
  public static final int MAX_RECIPIENT_CHARACTERS = Topic.MAX_LENGTH - GROUP.length() - 1;

  /** The rule for the names of recipients, for errors. */
  public static final String RECIPIENT_RULE =
      "1 to %d printable characters but . * > , \" \\ and white space, in Unicode normalization form C (NFC)"
          .formatted(MAX_RECIPIENT_CHARACTERS);

  private NotificationFeeds() {}

  /** Returns true for the name of a feed of notifications. */
  public static boolean contains(String feed) {
    return feed.startsWith(USER)
        && (feed.length() == USER.length() || feed.equals(GROUP) || feed.equals(ALL));
  }

  /** Returns true if a text can be the recipient in a topic: one segment of a topic. */
  public static boolean isRecipient(String text) {
    if (text.indexOf('.') >= 0) {
      return false;
    }
    try {
      Topic.parse(GROUP + "." + text);
      return true;
    } catch (FeedException invalid) {
      return false;
    }
  }
}
