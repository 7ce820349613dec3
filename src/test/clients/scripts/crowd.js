/** Many EventSources on one topic of one feed, and if what they got is whole. */
export function crowd(EventSource, address, topic, count) {
  const readers = Array.from({length: count}, () => reader(new EventSource(`${address}/v1/stream?topics=${topic}`)));
  return () => {
    const sum = pick => readers.reduce((all, one) => all + pick(one), 0);
    return {
      readers: readers.length,
      open: sum(one => Number(one.source.readyState === 1)),
      closed: sum(one => Number(one.source.readyState === 2)),
      refused: sum(one => Number(one.refused > 0)),
      reset: sum(one => Number(one.resets > 0)),
      missing: sum(one => one.missing),
      newest: [...new Set(readers.map(one => `${one.epoch}:${one.offset}`))],
    };
  };
}

/** After the first update, and after a reset, each offset is one more than that before. */
function reader(source) {
  const seen = {source, epoch: '', offset: 0, anew: true, missing: 0, refused: 0, resets: 0};
  source.addEventListener('unavailable', () => seen.refused++);
  source.addEventListener('reset', () => {
    seen.resets++;
    seen.anew = true;
  });
  source.addEventListener('update', event => {
    const {offset} = JSON.parse(event.data);
    const epoch = event.lastEventId.split(':')[1];
    if (!seen.anew && (epoch !== seen.epoch || offset !== seen.offset + 1)) seen.missing++;
    Object.assign(seen, {epoch, offset, anew: false});
  });
  return seen;
}
