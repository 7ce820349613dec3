// Takes over in the browser what the server has rendered.
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { Prices } from './prices.jsx';

hydrateRoot(document.querySelector('#root'), createElement(Prices));
