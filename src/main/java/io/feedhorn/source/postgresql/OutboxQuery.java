package io.feedhorn.source.postgresql;

/**
 * The statements for an outbox table. The query for its first rows has the ID, the row as JSON in
 * bytes, because a row that is not UTF-8, in a database without an encoding, would fail the query,
 * and the name of a column with a number that JSON does not have, which PostgreSQL writes as a
 * text; null if there is none.
 */
final class OutboxQuery {
  static final int ID = 0;
  static final int ROW = 1;
  static final int NOT_JSON = 2;

  private OutboxQuery() {}

  /** Returns the query for the type of the IDs, for a domain that of its values. */
  static String typeOfId(String table) {
    return """
      SELECT CASE y.typbasetype
        WHEN 0 THEN format_type(a.atttypid, a.atttypmod)
        ELSE format_type(y.typbasetype, y.typtypmod) END
      FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
      WHERE a.attrelid = '%s'::regclass AND a.attname = 'id' AND NOT a.attisdropped
      """
        .formatted(table);
  }

  /**
   * Returns the statement that deletes rows, whose parameter is their IDs as texts. The texts are
   * cast, and not the column, of which there would be no index.
   *
   * @param type the type of the IDs
   */
  static String deletion(String table, String type) {
    return "DELETE FROM %s WHERE id = ANY($1::text[]::%s[])".formatted(table, type);
  }

  /** Returns the query, whose parameter is the number of rows. */
  static String of(String table) {
    // With t.*, because t would be a column of that name.
    return """
      SELECT t.id::text,
        convert_to(j.text,
          CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END),
        CASE WHEN j.text ~ '"-?(NaN|Infinity)"' THEN (
        SELECT a.attname::text
        FROM json_each_text(j.text::json) v
        JOIN pg_attribute a ON a.attname = v.key
        JOIN pg_type y ON y.oid = a.atttypid
        WHERE a.attrelid = '%1$s'::regclass AND a.attnum > 0 AND NOT a.attisdropped
          AND v.value ~ '(^|")-?(NaN|Infinity)("|$)'
          AND COALESCE(NULLIF(y.typbasetype, 0), y.oid) IN (
            'real'::regtype, 'float8'::regtype, 'numeric'::regtype,
            'real[]'::regtype, 'float8[]'::regtype, 'numeric[]'::regtype)
        ORDER BY a.attnum LIMIT 1) END
      FROM (SELECT * FROM %1$s ORDER BY id LIMIT $1) t
        CROSS JOIN LATERAL (SELECT row_to_json(t.*)::text AS text) j
      ORDER BY t.id
      """
        .formatted(table);
  }
}
