import createClient from 'openapi-fetch';
import type {components, paths} from './api.js';

const client = createClient<paths>({baseUrl: process.argv[2] ?? ''});
const {data: receipt, error} = await client.POST('/v1/topics/{topic}', {
  params: {path: {topic: 'generated.typescript'}},
  body: {price: 1.5},
});
if (!receipt) throw new Error(error?.detail);
const {data: polled} = await client.GET('/v1/updates', {params: {query: {topics: 'generated.typescript'}}});
const updates: components['schemas']['Update'][] = polled?.updates ?? [];
if (updates.at(-1)?.offset !== receipt.offset) throw new Error('the update is not there');
