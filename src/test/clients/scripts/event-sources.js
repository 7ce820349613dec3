/** Opens EventSources on one topic. Returns a function that counts the readers in each state. */
export function openReaders(EventSource, address, topic, count) {
  const readers = Array.from({length: count}, () => openReader(new EventSource(`${address}/v1/stream?topics=${topic}`)));
  return () => {
    const sum = pick => readers.reduce((total, reader) => total + pick(reader), 0);
    return {
      readers: readers.length,
      open: sum(reader => Number(reader.source.readyState === 1)),
      closed: sum(reader => Number(reader.source.readyState === 2)),
      refused: sum(reader => Number(reader.refused > 0)),
      reset: sum(reader => Number(reader.resets > 0)),
      missing: sum(reader => reader.missing),
      newest: [...new Set(readers.map(reader => `${reader.epoch}:${reader.offset}`))],
    };
  };
}

/** Checks that each offset is the previous one plus 1, except after a reset. */
function openReader(source) {
  const state = {source, epoch: '', offset: 0, first: true, missing: 0, refused: 0, resets: 0};
  source.addEventListener('unavailable', () => state.refused++);
  source.addEventListener('reset', () => {
    state.resets++;
    state.first = true;
  });
  source.addEventListener('update', event => {
    const {offset} = JSON.parse(event.data);
    const epoch = event.lastEventId.split(':')[1];
    if (!state.first && (epoch !== state.epoch || offset !== state.offset + 1)) state.missing++;
    Object.assign(state, {epoch, offset, first: false});
  });
  return state;
}
