import OpenAI from 'openai';
import { collect, makeCalls, question } from './calls.mjs';

const more = JSON.parse(process.argv[3] ?? '{}');

const client = call => new OpenAI({ baseURL: new URL('/v1', call.address).href, apiKey: call.key });
const request = call => ({ model: call.model, messages: [{ role: 'user', content: question }] });
const used = usage => usage && { input: usage.prompt_tokens, cachedRead: usage.prompt_tokens_details.cached_tokens, output: usage.completion_tokens };

await makeCalls(
  async call => {
    const answer = await client(call).chat.completions.create(request(call));
    return { text: answer.choices[0].message.content, pieces: 0, usage: used(answer.usage) };
  },
  async call => collect(
    await client(call).chat.completions.create({ ...request(call), stream: true, ...more }),
    chunk => chunk.choices[0]?.delta.content,
    chunk => used(chunk.usage)));
