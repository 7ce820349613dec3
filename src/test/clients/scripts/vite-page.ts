import {connect, FeedError, type Receipt, type State, type Update} from '@feedhorn/client';

interface Price {
  price: number;
}

const show = (selector: string, text: string) => {
  const place = document.querySelector(selector);
  if (place) place.textContent = text;
};

const feed = connect(location.origin, {share: true, transports: ['sse']});
feed.on('state', ({status, transport}: State) => show('#state', `${status} ${transport}`));
feed.subscribe<Price>('prices.A', ({data, seq}: Update<Price>) => show('#price', `${seq}: ${data.price.toFixed(2)}`));
document.querySelector('button')?.addEventListener('click', async () => {
  try {
    const {seq}: Receipt = await feed.publish('prices.A', {price: 2});
    show('#receipt', `published ${seq}`);
  } catch (error) {
    show('#receipt', error instanceof FeedError ? error.code : String(error));
  }
});
