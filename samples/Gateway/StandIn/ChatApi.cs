namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>OpenAI's chat completions, whole or as a stream, and its list of models.</summary>
internal static class ChatApi
{
    private const string Id = "chatcmpl-stand-in";
    private const long Created = 1_700_000_000;

    // Slow enough to see the words come one by one.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task CompleteAsync(HttpContext context)
    {
        var request = await Reply.ReadAsync(context, StandInJson.Default.ChatRequest);
        if (request is not { Model.Length: > 0, Messages.Length: > 0 })
        {
            await ErrorAsync(context, "The body needs model and messages.");
            return;
        }

        var usage = Usage.Of(request);
        if (request.Stream)
        {
            await StreamAsync(context, request.Model, request.StreamOptions?.IncludeUsage == true ? usage : null);
            return;
        }

        ChatChoice[] choices = [new(0, new ChatMessage("assistant", Reply.Text), "stop")];
        var completion = new ChatCompletion(Id, "chat.completion", Created, request.Model, choices, usage);
        await Reply.JsonAsync(context, completion, StandInJson.Default.ChatCompletion);
    }

    public static Task ModelsAsync(HttpContext context)
    {
        var models = new ModelList("list", [new Model("stand-in", "model", Created, "stand-in")]);
        return Reply.JsonAsync(context, models, StandInJson.Default.ModelList);
    }

    private static async Task StreamAsync(HttpContext context, string model, Usage? usage)
    {
        ChatChunk Chunk(params ChatChunkChoice[] choices) => new(Id, "chat.completion.chunk", Created, model, choices);

        var events = new ServerSentEvents(context);
        await events.SendAsync(Chunk(new ChatChunkChoice(0, new ChatDelta("assistant", ""))), StandInJson.Default.ChatChunk);
        foreach (string word in Reply.Words(Reply.Text))
        {
            await Task.Delay(Pause, context.RequestAborted);
            await events.SendAsync(Chunk(new ChatChunkChoice(0, new ChatDelta(null, word + " "))), StandInJson.Default.ChatChunk);
        }

        await events.SendAsync(Chunk(new ChatChunkChoice(0, new ChatDelta(null, null), "stop")), StandInJson.Default.ChatChunk);
        if (usage is not null)
        {
            await events.SendAsync(Chunk() with { Usage = usage }, StandInJson.Default.ChatChunk);
        }

        await events.EndAsync();
    }

    private static Task ErrorAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = 400;
        var body = new ChatErrorBody(new ChatError(message, "invalid_request_error"));
        return Reply.JsonAsync(context, body, StandInJson.Default.ChatErrorBody);
    }
}
