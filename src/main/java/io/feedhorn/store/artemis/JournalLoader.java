package io.feedhorn.store.artemis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;

/** Collects the records of a journal that are not removed while the journal is loaded. */
final class JournalLoader implements LoaderCallback {
  /** A valid record. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Other(byte kind, byte[] content) {}

  final TreeMap<Long, Other> updates = new TreeMap<>();
  final Map<Long, Other> others = new HashMap<>();
  final Map<Long, Byte> damaged = new HashMap<>();

  @Override
  public void addRecord(RecordInfo info) {
    if (!RecordReader.isValid(info.userRecordType, info.data)) {
      damaged.put(info.id, info.userRecordType);
    } else if (RecordKind.isUpdate(info.userRecordType)) {
      updates.put(info.id, new Other(info.userRecordType, info.data));
    } else {
      others.put(info.id, new Other(info.userRecordType, info.data));
    }
  }

  @Override
  public void deleteRecord(long id) {
    updates.remove(id);
    others.remove(id);
    damaged.remove(id);
  }

  @Override
  public void updateRecord(RecordInfo info) {
    // A damaged type of a record: records are never updated.
    damaged.put(info.id, info.userRecordType);
  }

  @Override
  public void addPreparedTransaction(PreparedTransactionInfo transaction) {
    // Transactions are not used.
  }

  @Override
  public void failedTransaction(
      long id, List<RecordInfo> records, List<RecordInfo> recordsToDelete) {
    // A damaged type of a record: transactions are not used.
  }
}
