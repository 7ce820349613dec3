// Prints the component as HTML, as a server that renders React would send it.
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { Prices } from './prices.jsx';

console.log(renderToString(createElement(Prices)));
