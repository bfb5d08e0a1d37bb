using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>Sees what is carried out, at endpoints and upstreams, and which decision it was carried out under. A request is known by its number.</summary>
internal sealed class Witness : IDecisionObserver
{
    /// <summary>Names the request that an answer was made for, and its caller as whoever made it knew it.</summary>
    public const string AnswerHeader = "x-answer-for";

    private readonly ConcurrentDictionary<int, ConcurrentQueue<Seen>> _seen = new();
    private readonly ConcurrentDictionary<int, ILlmPolicyFeature> _decided = new();

    /// <summary>What nobody has asked about: it was carried out behind its answer, or has no number.</summary>
    public IEnumerable<Seen> Late => _seen.Values.SelectMany(seen => seen);

    /// <summary>What came of a request that is answered, and the decision on it if one was carried out.</summary>
    public (IReadOnlyList<Seen> Seen, ILlmPolicyFeature? Decided) Take(int number) =>
        (_seen.TryRemove(number, out var seen) ? [.. seen] : [], _decided.TryRemove(number, out var decided) ? decided : null);

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _seen.Clear();
        _decided.Clear();
    }

    public void Add(Seen seen) => _seen.GetOrAdd(NumberIn(seen[PipelineRequest.CaseHeader]), _ => new()).Enqueue(seen);

    public void Settled(ILlmPolicyFeature decided) =>
        _decided[NumberIn([.. decided.Request.Headers.Where(header => header.Name.Equals(PipelineRequest.CaseHeader, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)])] = decided;

    public void Completed(ILlmPolicyFeature decided, RequestCompletion completion)
    {
    }

    /// <summary>An endpoint, or a middleware that answers by itself.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        List<(string, string)> headers = [];
        foreach ((string name, var lines) in request.Headers)
        {
            headers.AddRange(lines.Select(line => (name, line ?? "")));
        }

        Seen seen = new(Seen.Endpoint, request.Method, request.PathBase + request.Path, request.QueryString.Value ?? "", request.Host.Value ?? "", headers, Encoding.Latin1.GetString(body.ToArray()));
        Add(seen);
        if (context.Features.Get<ISessionFeature>()?.Session is { } session && seen["x-session"].Length > 0)
        {
            Seen before = seen with { Body = session.GetString("user") ?? "" };
            session.SetString("user", string.Join(',', seen["x-user"]));
            if (before.Body.Length > 0)
            {
                throw new InvalidOperationException("A session that is not the caller's.");
            }
        }

        switch (string.Join(',', seen["x-script"]))
        {
            case "throw":
                throw new InvalidOperationException("asked for");
            case "404":
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            default:
                break;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            return;
        }

        context.Response.ContentType = "text/plain";
        // Every other answer has it by a name that means the same.
        context.Response.Headers[NumberIn(seen[PipelineRequest.CaseHeader]) % 2 == 0 ? "Cache-Control" : "cache-control"] = Cacheable;
        // One host has all arrangements, an app one: what is kept of one is no other's.
        context.Response.Headers.Vary = Arrangement.Header;
        context.Response.Headers.ETag = "\"one\"";
        context.Response.Headers[AnswerHeader] = AnswerFor(seen);
        context.Response.Headers["x-llmpolicy-decision"] = "forged";
        await context.Response.WriteAsync(AnswerFor(seen));
    }

    public const string Cacheable = "public, max-age=600, s-maxage=600";

    /// <summary>The text of an answer.</summary>
    public static string AnswerFor(Seen seen) => $"{string.Join(',', seen[PipelineRequest.CaseHeader])}|{string.Join(',', [.. seen["x-user"], .. seen["x-user-id"]])}|{seen.Place}";

    private static int NumberIn(string[] values) => values is [var one] ? int.Parse(one, CultureInfo.InvariantCulture) : -1;
}
