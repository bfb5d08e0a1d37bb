using System.Text;
using System.Text.Json;
using LlmPolicy.Models;

namespace LlmPolicy.Benchmarks.Ratios;

/// <summary>A chat of which the model is to be found: messages of some hundred characters, the model behind them.</summary>
internal sealed class ModelBodies
{
    private const string Sentence = "The quick brown fox said \\\"jump\\\" over the lazy dog, caf\u00e9 au lait in hand, and nobody minded at all.\\n";

    private readonly byte[] _body;
    private readonly ModelRequest _request;

    /// <param name="bytes">About how long the body is.</param>
    public ModelBodies(int bytes)
    {
        var text = new StringBuilder("""{"messages":[{"role":"system","content":"You are helpful."}""");
        for (int i = 0; text.Length < bytes - 400; i++)
        {
            text.Append(",{\"role\":\"").Append(i % 2 == 0 ? "user" : "assistant").Append("\",\"content\":\"")
                .Append(string.Concat(Enumerable.Repeat(Sentence, 1 + (i % 5)))).Append("\"}");
        }

        _body = Encoding.UTF8.GetBytes(text.Append("""],"temperature":0.7,"max_tokens":256,"stream":true,"user":"u-1","model":"gpt-4o-mini"}""").ToString());
        _request = new ModelRequest("POST", "/v1/chat/completions", "", Headers, BodyFact.Whole(_body)) { BodyLimit = 2 * bytes };
    }

    private static HeaderField[] Headers { get; } =
    [
        new("accept", "application/json"), new("content-type", "application/json"), new("user-agent", "OpenAI/Python 3.57.0"), new("x-stainless-lang", "python"), new("x-stainless-retry-count", "0"),
        new("accept-encoding", "gzip, deflate"), new("connection", "keep-alive"),
    ];

    /// <summary>Says which model it asks for.</summary>
    public void Resolve()
    {
        if (ModelResolver.Resolve(_request) is not ModelResolution.Asks { Models: [{ Name: "gpt-4o-mini" }] })
        {
            throw new InvalidOperationException("This is no measure of a model that is found.");
        }
    }

    /// <summary>Reads the body once, to its end.</summary>
    public void Read()
    {
        var reader = new Utf8JsonReader(_body);
        while (reader.Read())
        {
        }
    }
}
