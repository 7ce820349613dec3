// Hydrates in the browser the HTML that the server has rendered.
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { Prices } from './prices.jsx';

hydrateRoot(document.querySelector('#root'), createElement(Prices));
