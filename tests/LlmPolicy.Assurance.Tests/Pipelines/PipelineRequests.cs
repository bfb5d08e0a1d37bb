namespace LlmPolicy.Assurance.Pipelines;

/// <summary>What is asked of each pipeline.</summary>
internal static class PipelineRequests
{
    private const string Chunked = "5\r\nhello\r\n0\r\n\r\n";

    /// <summary>Requests that have nothing to do with any middleware.</summary>
    private static readonly Func<PipelineRequest, PipelineRequest>[] Plain =
    [
        r => r,
        r => r with { Method = "POST", Body = "hello", Query = "?n=1&n=%32" },
        r => r with { Path = "b/x", Method = "PUT", Body = "hello" },
        r => r with { Path = "shared/plain", Query = "?a=/closed/" },
        r => r with { Path = "open/x" },
        r => r with { Path = "closed/x" },
        r => r with { Method = "DELETE" },
        r => r with { Query = "?n=1&secret=2" },
        r => r with { Host = Rights.Closed },
        r => r with { Host = Rights.Keys, Path = "shared/plain" },
        r => r with { Host = Rights.Keys, Path = "shared/plain", Method = "POST", Body = "hello" },
        r => r with { Host = Rights.Keys },
        r => r with { Host = Rights.Keys, Path = "open/x" },
        r => Middleware.Chat(r, "good"),
        r => Middleware.Chat(r, "evil"),
    ];

    /// <summary>Requests that a middleware might be asked with by accident, or that try something of their own.</summary>
    private static readonly Func<PipelineRequest, PipelineRequest>[] Odd =
    [
        r => r.With("chunks") with { Method = "POST", Body = "hello", Framing = "Transfer-Encoding: chunked\r\n\r\n" + Chunked },
        r => r.With("a name the hop takes off", ("Connection", "keep-alive, x-hop")) with { Query = "?x-hop" },
        r => r.With("framing: length and chunks") with { Method = "POST", Framing = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked },
        r => r.With("framing: chunks and length") with { Method = "POST", Framing = "Transfer-Encoding: chunked\r\nContent-Length: 15\r\n\r\n" + Chunked },
        r => r.With("framing: another coding") with { Method = "POST", Framing = "Transfer-Encoding: x, chunked\r\n\r\n" + Chunked },
        r => r.With("framing: a coding twice") with { Method = "POST", Framing = "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunked },
        r => r.With("framing: a sign before the length") with { Method = "POST", Framing = "Content-Length: +5\r\n\r\nhello" },
        r => r.With("dots") with { Path = "a/../closed/x" },
        r => r.With("encoded dots") with { Path = "a/%2e%2e/closed/x" },
        r => r.With("an encoded slash") with { Path = "a%2Fx" },
        r => r.With("another case") with { Path = "CLOSED/x" },
        r => r.With("an escape") with { Path = "%63losed/x" },
        r => r.With("two slashes") with { Path = "/closed/x" },
    ];

    /// <summary>What clients and proxies add to any request.</summary>
    private static readonly (string Name, string Value)[] Added =
        [("Cache-Control", "max-age=60"), ("Cache-Control", "max-stale"), ("Pragma", "no-cache"), ("Accept-Language", "de"), ("Via", "1.1 proxy"), ("Priority", "u=1")];

    /// <summary>What upstreams answer, which is no answer.</summary>
    private static readonly Func<PipelineRequest, PipelineRequest>[] Scripted =
    [
        .. ((string[])["204", "205", "101", "close", "404"]).Select(script => (Func<PipelineRequest, PipelineRequest>)(r => r.With($"the upstream answers {script}", ("x-script", script)))),
    ];

    /// <summary>All that a pipeline is always asked: much, where one middleware stands alone; what two have to do with each other, where there are two.</summary>
    public static IEnumerable<PipelineRequest> Of(Pipeline pipeline)
    {
        return pipeline.IsOfOne
            ? [.. Of(Arrangement.All, [.. Plain, .. Triggers(pipeline), .. Triggers(pipeline).Select(ByKey)], Caller.All), .. Of(Arrangement.All, [.. Odd, .. Scripted], [Caller.Alice, Caller.Nobody])]
            // Each arrangement meets each middleware beside half of the others; at random beside all.
            : Of([.. Arrangement.All.Where(one => (one.HasGuard ^ one.HasScheme ^ one.IsRoutedEarly) == pipeline.IsOdd)], [.. from one in pipeline.Front!.Triggers from other in pipeline.Behind!.Triggers select (Func<PipelineRequest, PipelineRequest>)(r => other(one(r)))], [Caller.Alice, Caller.Bob]);
    }

    /// <summary>One of all the requests that can be put together, the same for the same seed.</summary>
    public static PipelineRequest Random(Pipeline pipeline, int seed)
    {
        Random random = new(seed);
        var arrangement = Pick(random, Arrangement.All);
        PipelineRequest request = new(Pick(random, Caller.All), arrangement, Pick(random, AreasOf(arrangement))) { HasTokenInQuery = random.Next(4) == 0 };
        request = Pick(random, Plain)(request);
        if (random.Next(4) == 0)
        {
            request = Pick(random, Odd)(request);
        }

        if (random.Next(6) == 0 && request.Host == Rights.Gateway)
        {
            request = ByKey(r => r)(request);
        }

        if (random.Next(8) == 0)
        {
            request = Pick(random, Scripted)(request);
        }

        foreach (var trigger in Triggers(pipeline).Where(_ => random.Next(4) == 0))
        {
            request = trigger(request);
        }

        if (random.Next(3) == 0)
        {
            var added = Pick(random, Added);
            request = request.With($"{added.Name} added", added);
        }

        return request.With($"at random, seed {seed}") with { IsHttp2 = random.Next(2) == 0 && request.IsOfAnyVersion };
    }

    private static IEnumerable<PipelineRequest> Of(IReadOnlyList<Arrangement> arrangements, IReadOnlyList<Func<PipelineRequest, PipelineRequest>> shapes, IReadOnlyList<Caller> callers) =>
        from arrangement in arrangements
        from area in AreasOf(arrangement)
        from shape in shapes
        from caller in callers
        select shape(new PipelineRequest(caller, arrangement, area));

    private static IEnumerable<Func<PipelineRequest, PipelineRequest>> Triggers(Pipeline pipeline) => pipeline.Both.SelectMany(one => one.Triggers);

    /// <summary>The same by whoever shows an API key, where it is not about a host of its own.</summary>
    private static Func<PipelineRequest, PipelineRequest> ByKey(Func<PipelineRequest, PipelineRequest> shape) => request =>
    {
        PipelineRequest shaped = shape(request with { Host = Rights.Keys });
        return shaped with { Path = shaped.Path == "a/x" ? "shared/x" : shaped.Path };
    };

    /// <summary>Behind no guard a plain endpoint is open to all, and is not asked.</summary>
    private static string[] AreasOf(Arrangement arrangement) => arrangement.HasGuard ? ["e", "f", "g"] : ["r", "g"];

    private static T Pick<T>(Random random, IReadOnlyList<T> among) => among[random.Next(among.Count)];
}
