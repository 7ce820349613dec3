import {connect, FeedError} from './feedhorn.js';

// The compiler keeps no exports of its own: what it wraps around this hands these on.
// @ts-expect-error: it is the compiler's.
Object.assign(exported, {connect, FeedError});
