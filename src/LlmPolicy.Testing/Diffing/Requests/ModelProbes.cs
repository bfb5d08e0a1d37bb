using LlmPolicy.Routing;

namespace LlmPolicy.Testing.Diffing.Requests;

/// <summary>Requests that ask for models, on the matcher of a route with rules on models: by body, by path, and by ways to a model without its name.</summary>
internal sealed class ModelProbes(RouteMatcher matcher, ModelConditions models)
{
    /// <summary>Beyond, a limit's body is not made.</summary>
    private const int LongestBody = 4 << 20;

    /// <summary>How many of the models are asked for in a body that is about as long as a limit.</summary>
    private const int LongModels = 4;

    /// <summary>A call for each way that a rule can name.</summary>
    private static readonly (string Call, byte[] Body)[] Ways =
    [
        ("v1/responses", [.. """{"previous_response_id":"probe"}"""u8]),
        ("v1/responses", [.. """{"prompt":{"id":"probe"}}"""u8]),
        ("v1/agents/completions", [.. """{"agent_id":"probe"}"""u8]),
        ("v1/threads", [.. "{}"u8]),
        ("v1/realtime/calls", [.. ""u8]),
        ("v1/batches", [.. """{"input_file_id":"probe"}"""u8]),
        ("v1/files", [.. ""u8]),
        ("v1/moderations", [.. """{"input":"probe"}"""u8]),
    ];

    /// <summary>Of a request that fits the matcher, those that ask for something.</summary>
    public IEnumerable<(PolicyRequest Request, ReadOnlyMemory<byte> Body)> Around(PolicyRequest fits)
    {
        int query = fits.Target.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? at : fits.Target.Length;
        var (path, rest) = (fits.Target[..query], fits.Target[query..]);
        foreach (var (call, body) in Calls(path))
        {
            yield return (fits with { Target = call + rest }, body);
        }

        yield return (fits with { Method = "GET", Target = (IsPrefix ? Below(path, "v1/models") : path) + rest }, default);
    }

    private bool IsPrefix => matcher.Path.Summary.Kind == PathMatchKind.Prefix;

    private IEnumerable<(string Path, ReadOnlyMemory<byte> Body)> Calls(string path)
    {
        foreach (string model in models.Names)
        {
            yield return (path, models.Chat(model, 0));
            if (IsPrefix)
            {
                yield return (Below(path, "v1/chat/completions"), models.Chat(model, 0));
                string name = Uri.EscapeDataString(model);
                foreach (string verb in new[] { ":generateContent", "/converse", "/chat/completions" })
                {
                    yield return (Below(path, name + verb), models.Chat(model, 0));
                }
            }
        }

        foreach (var (call, body) in Ways)
        {
            yield return (IsPrefix ? Below(path, call) : path, body);
        }

        // A limit is told from a higher one by a body between them.
        foreach (int limit in models.BodyLimits.SkipLast(1).Where(limit => limit < LongestBody))
        {
            foreach (string model in models.Names.Take(LongModels))
            {
                yield return (IsPrefix ? Below(path, "v1/chat/completions") : path, models.Chat(model, limit));
            }
        }
    }

    private static string Below(string path, string call) => $"{path.TrimEnd('/')}/{call}";
}
