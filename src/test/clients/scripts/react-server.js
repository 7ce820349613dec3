// What a server that renders React sends: the component as HTML.
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { Prices } from './prices.jsx';

console.log(renderToString(createElement(Prices)));
