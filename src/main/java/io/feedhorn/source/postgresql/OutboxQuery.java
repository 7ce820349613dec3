package io.feedhorn.source.postgresql;

/**
 * The query for the first rows of an outbox table: the ID, the row as JSON in bytes, because a row
 * that is not UTF-8, in a database without an encoding, would fail the query, and the name of a
 * column with a number that JSON does not have, which PostgreSQL writes as a text; null if there is
 * none.
 */
final class OutboxQuery {
  static final int ID = 0;
  static final int ROW = 1;
  static final int NOT_JSON = 2;

  private OutboxQuery() {}

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
