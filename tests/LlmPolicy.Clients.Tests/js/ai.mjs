import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { makeCalls, question, refused } from './calls.mjs';

// The provider's default model calls responses; its chat model, chat completions.
const form = process.argv[3];

const request = call => {
  const provider = createOpenAI({ baseURL: new URL('/v1', call.address).href, apiKey: call.key });
  return { model: form === 'chat' ? provider.chat(call.model) : provider(call.model), prompt: question };
};
const used = usage => ({ input: usage.inputTokens, cachedRead: usage.inputTokenDetails.cacheReadTokens, output: usage.outputTokens });

await makeCalls(
  async call => {
    const answer = await generateText(request(call));
    return { text: answer.text, pieces: 0, usage: used(answer.usage) };
  },
  async call => {
    // A refusal is not thrown: the stream of text ends empty, and onError alone is told why.
    let error;
    const answer = streamText({ ...request(call), onError: told => { error = told.error; } });
    let text = '';
    let pieces = 0;
    for await (const piece of answer.textStream) {
      text += piece;
      pieces += 1;
    }

    return error ? { ...refused(error), text, pieces } : { text, pieces, usage: used(await answer.usage) };
  });
