import { GoogleGenAI } from '@google/genai';
import { collect, makeCalls, question } from './calls.mjs';

const models = call => new GoogleGenAI({ apiKey: call.key, httpOptions: { baseUrl: call.address } }).models;
const request = call => ({ model: call.model, contents: question });
const used = usage => ({
  input: usage.promptTokenCount, cachedRead: usage.cachedContentTokenCount, output: usage.candidatesTokenCount + usage.thoughtsTokenCount,
});

await makeCalls(
  async call => {
    const answer = await models(call).generateContent(request(call));
    return { text: answer.text, pieces: 0, usage: used(answer.usageMetadata) };
  },
  async call => collect(await models(call).generateContentStream(request(call)), chunk => chunk.text, chunk => used(chunk.usageMetadata)));
