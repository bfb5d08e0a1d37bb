import Anthropic from '@anthropic-ai/sdk';
import { collect, makeCalls, question } from './calls.mjs';

const client = call => new Anthropic({ baseURL: new URL(call.address).origin, apiKey: call.key });
const request = call => ({ model: call.model, max_tokens: 100, messages: [{ role: 'user', content: question }] });
const used = usage => ({
  input: usage.input_tokens + usage.cache_read_input_tokens, cachedRead: usage.cache_read_input_tokens, output: usage.output_tokens,
});

await makeCalls(
  async call => {
    const answer = await client(call).messages.create(request(call));
    return { text: answer.content[0].text, pieces: 0, usage: used(answer.usage) };
  },
  async call => collect(
    await client(call).messages.create({ ...request(call), stream: true }),
    event => event.delta?.text,
    (event, known) => event.type === 'message_start' ? used(event.message.usage)
      : event.type === 'message_delta' ? { ...known, output: event.usage.output_tokens }
      : undefined));
