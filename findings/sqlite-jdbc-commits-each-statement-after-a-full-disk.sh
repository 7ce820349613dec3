#!/usr/bin/env bash
# Guess: with `setAutoCommit(false)` nothing is stored before `commit()`, also after an error that was rolled back.
# Seen: an insert on a full disk fails, and SQLite ends the transaction by itself. The driver does not notice:
#   `rollback()` fails ("no transaction is active"), `getAutoCommit()` is still false, and the next statements run
#   without a transaction. Another connection sees each of them at once, and `rollback()` does not undo them.
# Version: sqlite-jdbc 3.54.1.0, JDK 17. The full disk is played by `pragma max_page_count`.
# Why it matters: a store that goes on with its connection when there is room again stores half of a batch.
# Feedhorn: its store is not SQLite (docs/decisions/0052-the-store-is-a-journal-of-artemis.md).
source "$(dirname "$0")/support/maven-packages.sh" org.xerial:sqlite-jdbc:3.54.1.0
cat > FullDisk.java <<'JAVA'
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

public class FullDisk {
  static Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:test.db");
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static void insert(Connection connection, int key) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("insert into t values(?, zeroblob(4000))")) {
      insert.setInt(1, key);
      insert.executeUpdate();
    }
  }

  static boolean contains(Connection connection, int key) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select k from t where k = " + key)) {
      return found.next();
    }
  }

  static boolean fails(Connection connection) {
    try {
      connection.rollback();
      return false;
    } catch (SQLException exception) {
      return true;
    }
  }

  static void require(boolean condition, String what) {
    if (!condition) throw new AssertionError(what);
  }

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = open(); Connection other = open()) {
      execute(connection, "pragma journal_mode = wal");
      execute(connection, "create table t(k integer primary key, v blob)");
      execute(connection, "pragma max_page_count = 20");
      connection.setAutoCommit(false);
      boolean full = false;
      for (int key = 1; key < 100 && !full; key++) {
        try {
          insert(connection, key);
        } catch (SQLException exception) {
          full = true;
        }
      }
      require(full, "the disk is full");
      require(fails(connection), "rollback fails");
      execute(connection, "pragma max_page_count = 1000");
      require(!connection.getAutoCommit(), "the driver says that autocommit is off");
      insert(connection, 1000);
      require(contains(other, 1000), "seen by others before commit");
      require(fails(connection), "rollback fails again");
      require(contains(connection, 1000), "not undone");
    }
    System.out.println("as described");
  }
}
JAVA
timeout 60 java -cp 'lib/*' FullDisk.java 2> errors || { cat errors >&2; exit 1; }
