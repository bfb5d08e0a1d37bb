using System.Text.Json;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Manifests and the requests put to them.</summary>
internal sealed record SuiteGroup(string Id, string Manifests)
{
    /// <summary>What the manifests' fields of such times end in.</summary>
    private static readonly string[] TimeFields = ["timeout:", "maxStreamDuration:"];

    /// <summary>What key servers answer, by URL; null: one that hangs up.</summary>
    public IReadOnlyDictionary<string, RemoteAnswer?> Remotes { get; set; } = new Dictionary<string, RemoteAnswer?>();

    /// <summary>Upstreams that can't be reached, by name: <c>refused</c>, nothing listens at its address; <c>none</c>, it has no address.</summary>
    public IReadOnlyDictionary<string, string> Endpoints { get; set; } = new Dictionary<string, string>();

    /// <summary>What the listener allows beside the manifests.</summary>
    public ListenerOptions Gateway { get; set; } = new();

    /// <summary>The cases are put in their order, on one gateway, nothing between them.</summary>
    public bool Ordered { get; set; }

    /// <summary>A rate limit service is asked, and where it does not answer the request passes (<c>open</c>) or is refused (<c>deny</c>); null without one.</summary>
    public string? Limiter { get; set; }

    /// <summary>Why Envoy or Gloo's control plane did not load the manifests: a text or <c>true</c>.</summary>
    public JsonElement Refused { get; set; }

    public IReadOnlyList<SuiteCase> Cases { get; set; } = [];

    /// <summary>The manifests set a time after which an answer becomes another one.</summary>
    public bool IsTimed => TimeFields.Any(time => Manifests.Contains(time, StringComparison.OrdinalIgnoreCase));

    public bool IsRefused => Refused.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False);
}

/// <summary>What the listener allows beside the manifests.</summary>
internal sealed record ListenerOptions
{
    /// <summary>Routes that say nothing of it take WebSockets.</summary>
    public bool Websocket { get; set; }

    /// <summary>WebSockets may come over HTTP/2.</summary>
    public bool AllowConnect { get; set; }
}

internal sealed record RemoteAnswer(int Status, string Body = "");

internal sealed record SuiteCase(string Id, CaseRequest Request, Expectation Expect);
