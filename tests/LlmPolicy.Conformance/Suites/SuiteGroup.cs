using System.Text.Json;

namespace LlmPolicy.Conformance.Suites;

/// <summary>Manifests and the requests put to them.</summary>
internal sealed record SuiteGroup(string Id, string Manifests)
{
    /// <summary>What key servers answer, by URL; null: one that hangs up.</summary>
    public IReadOnlyDictionary<string, RemoteAnswer?> Remotes { get; set; } = new Dictionary<string, RemoteAnswer?>();

    /// <summary>Upstreams that can't be reached, by name: <c>refused</c>, nothing listens at its address; <c>none</c>, it has no address.</summary>
    public IReadOnlyDictionary<string, string> Endpoints { get; set; } = new Dictionary<string, string>();

    /// <summary>The cases are put in their order, on one gateway, nothing between them.</summary>
    public bool Ordered { get; set; }

    /// <summary>Why Envoy or Gloo's control plane did not load the manifests: a text or <c>true</c>.</summary>
    public JsonElement Refused { get; set; }

    public IReadOnlyList<SuiteCase> Cases { get; set; } = [];

    public bool IsRefused => Refused.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False);
}

internal sealed record RemoteAnswer(int Status, string Body = "");

internal sealed record SuiteCase(string Id, CaseRequest Request, Expectation Expect);
