// Makes the calls that the first argument lists, one after the other, and prints what an app has of each.
export async function makeCalls(ask, stream) {
  const outcomes = [];
  for (const call of JSON.parse(process.argv[2])) {
    try {
      outcomes.push(await (call.streams ? stream : ask)(call));
    } catch (error) {
      outcomes.push(refused(error));
    }
  }

  console.log(`outcomes ${JSON.stringify(outcomes)}`);
}

export const question = 'Where do rivers run?';

export const refused = error => ({ text: '', pieces: 0, refusal: { status: error.status ?? error.statusCode, error: error.constructor.name, message: error.message } });

// What a stream's items say: each gives its text, and usage where it has some.
export async function collect(items, textOf, usageOf) {
  const outcome = { text: '', pieces: 0, usage: undefined };
  for await (const item of items) {
    outcome.text += textOf(item) ?? '';
    outcome.pieces += 1;
    outcome.usage = usageOf(item, outcome.usage) ?? outcome.usage;
  }

  return outcome;
}
